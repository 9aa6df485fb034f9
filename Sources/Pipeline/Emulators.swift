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

  /// Fails unless there is an emulator of that name.
  public static func demandEmulator(_ name: String) throws {
    guard emulatorNames.contains(name) else {
      throw Failure(
        "there is no emulator \(name)",
        fix: "use one of \(emulatorNames.joined(separator: ", "))")
    }
  }

  /// An emulator by its name: the machine's own, or one that is unpacked in the cache.
  public func emulator(_ name: String) async throws -> Emulator {
    try Self.demandEmulator(name)
    guard let package = Self.emulators[name] else { return try await Emulator() }
    let emulator = try await Emulator(unpackedIn: try await package.root(in: workspace))
    guard emulator.version.hasPrefix(name) else {
      throw Failure(
        "\(package.suite) has QEMU \(emulator.version), not \(name)",
        fix: "correct the entry in Sources/Pipeline/Emulators.swift")
    }
    return emulator
  }
}
