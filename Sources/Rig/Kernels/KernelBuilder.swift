internal import Diagnostics
internal import Foundation
public import Kernels
internal import Platform
public import Series
internal import Synchronization

/// Builds the kernels under test. Each state of the sources is built once.
public struct KernelBuilder: Sendable {
  /// The base, with its complete sources.
  let kernel: Base
  /// The state of its sources; what was built of another is thrown away.
  let state: String
  /// `build/e2e`
  let directory: String
  /// `ctests/rig`
  let rigSources: String
  let jobs: Int
  let family: Family
  /// For a kernel that today's compiler cannot build unchanged.
  let toolchain: OldToolchain?

  public init(
    kernel: Base, state: String, family: Family, directory: String, rigSources: String, jobs: Int
  ) {
    self.kernel = kernel
    self.state = state
    self.family = family
    toolchain = OldToolchain(tree: kernel.root)
    self.directory = directory
    self.rigSources = rigSources
    self.jobs = jobs
  }

  /// About how many lines `make` prints for a full build.
  private static let expectedLines = 1350.0

  /// Which drivers an image has.
  enum Drivers: String {
    case all
    /// All but those of the devices that are still running after a crash.
    case forDumpOnly = "dump"

    /// Added to the configuration.
    var options: String {
      self == .all ? "" : "CONFIG_E1000E=n\nCONFIG_SND_HDA_INTEL=n\nCONFIG_SND_HDA_GENERIC=n\n"
    }
  }

  /// Whether built-in drivers can be disabled on the command line, as they can from 3.16 on.
  func canBlacklist() throws -> Bool {
    try Disk.read("\(kernel.root)/init/main.c")?.contains("initcall_blacklist") ?? false
  }

  /// The image of the base with these patches, built unless it exists.
  ///
  /// - Returns: the path of the bzImage.
  func image(patches: [String], drivers: Drivers = .all, title: String) async throws -> String {
    try keepOnlyThisState()
    let key = try fingerprint(patches, drivers)
    let image = "\(place)/images/\(key)/bzImage"
    let map = Self.map(of: image)
    // the packer is a by-product of every build
    guard ![image, map, initramfsPacker].allSatisfy(Disk.exists) else { return image }

    let tree = TestTree(
      pristine: kernel.root, root: "\(place)/source", rigSources: rigSources,
      preparation: try await preparation())
    try await tree.apply(patches)
    let output = "\(place)/out" + (drivers == .all ? "" : "-\(drivers)")
    let kbuild = KernelMake(
      tree: tree.root, output: output, architecture: "x86_64", compilers: await compilers())
    let config = KernelConfig(
      fragment: "\(rigSources)/\(fragment)", more: drivers.options, source: tree.root,
      output: output, make: kbuild)
    try await config.prepare()
    try await make(kbuild, title)
    try Disk.makeDirectory("\(place)/images/\(key)")
    for (made, kept) in [("System.map", map), ("arch/x86/boot/bzImage", image)] {
      try Disk.remove(kept)
      try FileManager.default.copyItem(atPath: "\(output)/\(made)", toPath: kept)
    }
    return image
  }

  /// The symbols of an image.
  static func map(of image: String) -> String {
    URL(filePath: image).deletingLastPathComponent().appending(path: "System.map").path
  }

  /// The program that packs an initramfs.
  var initramfsPacker: String { "\(place)/out/usr/gen_init_cpio" }

  private var place: String { "\(directory)/kernel/\(kernel.place)" }

  private func keepOnlyThisState() throws {
    let record = "\(place)/state"
    guard try Disk.read(record) != state else { return }
    try Disk.remove(place)
    try Disk.write(state, to: record)
  }

  private var fragment: String {
    family == .classic ? "kernel-classic.config" : "kernel.config"
  }

  /// Files to add or replace so that today's tools can build the tree.
  private func preparation() async throws -> [String: String] {
    guard let toolchain else { return [:] }
    return try toolchain.files(compilerVersion: try await OldToolchain.compilerVersion())
  }

  private func make(_ kbuild: KernelMake, _ title: String) async throws {
    let progress = ProgressBar(title)
    defer { progress.finish() }
    let lines = Mutex(0.0)
    let arguments = kbuild.arguments([
      "-j\(jobs)", "bzImage", "KBUILD_BUILD_TIMESTAMP=@0", "KBUILD_BUILD_USER=rig",
      "KBUILD_BUILD_HOST=rig",
    ])
    let done = try await Tool("make").stream(arguments, with: KernelMake.variables) { line in
      guard line.hasPrefix("  ") else { return false }
      progress.update(
        lines.withLock { count in
          count += 1
          return count / Self.expectedLines
        })
      return true
    }
    guard done.succeeded else {
      throw Failure(
        "\(title) failed: " + KernelMake.errors(in: done.errors).joined(separator: "; "))
    }
  }

  /// The compilers as make takes them.
  private func compilers() async -> [String] {
    let cached = try? await Tool("ccache").run(["--version"])
    let compiler = cached?.succeeded == true ? "ccache gcc" : "gcc"
    guard let toolchain else { return ["CC=\(compiler)"] }
    return ["CC=\(toolchain.compiler(compiler)) -w", "HOSTCC=\(toolchain.hostCompiler)"]
  }

  /// A hash of everything that the image is made from.
  private func fingerprint(_ patches: [String], _ drivers: Drivers) throws -> String {
    let own = [fragment, "late_reset.c"].map { "\(rigSources)/\($0)" }
    let texts = try (own + patches).map { try Disk.read($0) ?? "" } + [drivers.options]
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in texts.joined(separator: "\0").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return hash.hex(16)
  }
}
