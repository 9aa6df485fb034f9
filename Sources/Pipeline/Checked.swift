public import Checks
internal import Diagnostics
internal import Foundation
public import Kernels
public import Platform
internal import Rendering
public import Reporting
public import Rig
internal import Series

/// The report of a check, and the kernel that it is about.
public struct CheckedKernel<Report: CheckReport>: Encodable {
  public let base: String
  public let kernel: String
  public let report: Report

  public init(_ kernel: Base, _ report: Report) {
    self.init(kernel.name, kernel.label, report)
  }

  public init(_ base: String, _ kernel: String, _ report: Report) {
    self.base = base
    self.kernel = kernel
    self.report = report
  }
}

/// The fourth stage: the checks of a series.
extension Pipeline {
  public func checkpatch(_ series: SeriesOnDisk) async throws -> CheckpatchReport {
    // .checkpatch-ignore is about the files of the mainline family
    let isClassic = try await series.kernel.family() == .classic
    let ignoreList = isClassic ? ".checkpatch-ignore-classic" : ".checkpatch-ignore"
    return try await Checkpatch(
      tree: series.kernel.root, patches: series.directory,
      ignoreList: IgnoreList(
        try Disk.read("\(workspace.root)/\(ignoreList)") ?? "", file: ignoreList),
      work: "\(build)/checkpatch/\(series.kernel.name)", isWhole: series.isWhole
    ).run()
  }

  /// - Parameter names: the configurations to build; empty for all.
  public func bisect(
    _ series: SeriesOnDisk, configurations names: [String], compiler: String?, jobs: Int?,
    progress: @Sendable (String) -> Void
  ) async throws -> Matrix {
    let family = try await series.kernel.family()
    return try await Bisect(
      tree: series.kernel.root, patches: series.directory,
      work: "\(build)/bisect/\(series.kernel.name)",
      configurations: KernelConfiguration.all(of: family).filter {
        names.isEmpty || names.contains($0.name)
      },
      driver: try await series.kernel.driver().directory, compiler: compiler,
      jobs: jobs ?? Self.processors
    ).run(progress: progress)
  }

  /// The C tests, built below a directory.
  public func harness(
    in directory: String, _ flavour: CTestFlavour, compiler: String?, jobs: Int?,
    test: String? = nil, quick: Bool = false
  ) throws -> CTest {
    CTest(
      tests: "\(workspace.root)/ctests", templates: try templates(), work: directory,
      flavour: flavour,
      compiler: Self.compiler(compiler),
      jobs: jobs ?? Self.processors, test: test, quick: quick)
  }

  /// universalmutator's `mutate`, which `make mutants` installs.
  public func mutator() throws -> Tool {
    let tool = "\(build)/universalmutator/bin/mutate"
    guard Disk.exists(tool) else {
      throw Failure("universalmutator is not installed", fix: "make mutants")
    }
    return Tool(tool)
  }

  /// Proofs about the code, with Debian's CBMC, which is unpacked in the cache.
  public func prover(in directory: String, compiler: String?, jobs: Int?) async throws -> Prover {
    let root = try await UnpackedPackage(package: "cbmc", suite: "trixie").root(in: workspace)
    return Prover(
      tests: "\(workspace.root)/ctests", work: directory,
      // libminisat lies beside the directory of the architecture
      cbmc: UnpackedPackage.command("usr/bin/cbmc", in: root, libraries: ["usr/lib"]),
      compiler: Self.compiler(compiler), jobs: jobs ?? Self.processors)
  }

  /// The areas of the C tests, as their files register them.
  public func areas(of suite: CTestSuite) throws -> [CTestArea] {
    try suite.areas(in: "\(workspace.root)/ctests")
  }

  /// The crash-boot rig for a kernel.
  ///
  /// - Parameters:
  ///   - patches: the files of the series; empty when only the kernel itself is tried.
  ///   - emulator: one of ``emulatorNames``.
  public func rig(
    for kernel: Base, patches: [String], emulator: String, machines: Int
  ) async throws -> CrashBootRig {
    let directory = "\(build)/e2e"
    let builder = KernelBuilder(
      kernel: kernel, state: try await kernel.state(), family: try await kernel.family(),
      directory: directory, rigSources: "\(workspace.root)/ctests/rig", jobs: Self.processors)
    return CrashBootRig(
      builder: builder, emulator: try await self.emulator(emulator), patches: patches,
      directory: directory, machines: machines)
  }

  private static func compiler(_ chosen: String?) -> String {
    chosen ?? ProcessInfo.processInfo.environment["CC"] ?? "gcc"
  }

  private static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }
}
