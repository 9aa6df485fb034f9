internal import Diagnostics
internal import Kernels
internal import Platform
public import Rig

extension Pipeline {
  /// The emulators that Debian packages for other releases, by the start of their version.
  private static let emulators = [
    "10.0": UnpackedPackage(package: "qemu-system-x86", suite: "trixie"),
    "11.1": UnpackedPackage(
      package: "qemu-system-x86", suite: "trixie-backports", completedBy: "trixie"),
  ]

  /// The valid values of `QEMU=`.
  public static var emulatorNames: [String] { ["system"] + emulators.keys.sorted() }

  /// An emulator by its name: the machine's own, or one that is unpacked in the cache.
  public func emulator(_ name: String) async throws -> Emulator {
    if name == "system" { return try await Emulator() }
    guard let package = Self.emulators[name] else {
      throw Failure(
        "there is no emulator \(name)",
        fix: "use one of \(Self.emulatorNames.joined(separator: ", "))")
    }
    let emulator = try await Emulator(unpackedIn: try await package.root(in: workspace))
    guard emulator.version.hasPrefix(name) else {
      throw Failure(
        "\(package.suite) has QEMU \(emulator.version), not \(name)",
        fix: "correct the entry in Sources/Pipeline/Emulators.swift")
    }
    return emulator
  }
}
