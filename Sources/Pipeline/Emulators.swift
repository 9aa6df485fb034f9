internal import Diagnostics
internal import Kernels
internal import Platform
internal import Reporting
public import Rig

extension Pipeline {
  /// The emulators that Debian packages for other releases, by the start of their version; the
  /// newest is the last.
  private static let emulators: [(version: String, package: UnpackedPackage)] = [
    ("10.0", UnpackedPackage(package: "qemu-system-x86", suite: "trixie")),
    (
      "11.1",
      UnpackedPackage(
        package: "qemu-system-x86", suite: "trixie-backports", completedBy: "trixie")
    ),
  ]

  /// The valid values of `QEMU=`. The machine's own emulator is `system`; `newest` is the newest one
  /// that is in the cache or can be downloaded, or else the machine's own.
  public static let emulatorNames = ["newest", "system"] + emulators.map(\.version)

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
    if name == "newest" { return try await newestEmulator() }
    guard let (_, package) = Self.emulators.first(where: { $0.version == name }) else {
      return try await Emulator()
    }
    let emulator = try await Emulator(unpackedIn: try await package.root(in: workspace))
    guard emulator.version.hasPrefix(name) else {
      throw Failure(
        "\(package.suite) has QEMU \(emulator.version), not \(name)",
        fix: "correct the entry in Sources/Pipeline/Emulators.swift")
    }
    return emulator
  }

  private func newestEmulator() async throws -> Emulator {
    for (version, _) in Self.emulators.reversed() {
      do {
        return try await emulator(version)
      } catch let failure as Failure {
        Console.note("QEMU \(version) cannot be had: \(failure)")
      }
    }
    return try await emulator("system")
  }
}
