import Diagnostics
import Foundation
import Kernels
import Platform
public import Reporting

/// Builds the driver at every commit of the series, in every configuration.
public struct Bisect: Sendable {
  /// A kernel tree, which is never written to.
  public let tree: String
  /// The directory of the series: `0001-….patch`, …
  public let patches: String
  /// A directory for the work tree and the builds, kept between runs.
  public let work: String
  public let configurations: [KernelConfiguration]
  /// The compiler as make takes it: `ccache gcc`; nil leaves it to the kernel's Makefile.
  public let compiler: String?
  public let jobs: Int
  /// The driver's directory in the kernel tree.
  public let driver: String

  public init(
    tree: String, patches: String, work: String,
    configurations: [KernelConfiguration] = KernelConfiguration.all,
    driver: String = "drivers/iommu/intel", compiler: String? = nil, jobs: Int
  ) {
    self.tree = tree
    self.patches = patches
    self.work = work
    self.configurations = configurations
    self.driver = driver
    self.compiler = compiler
    self.jobs = jobs
  }

  /// - Parameter progress: is called with a line for each cell that is done.
  /// - Throws: `Failure` if a tool is missing, or fails for a reason other than the series.
  public func run(
    progress: @Sendable (String) -> Void
  ) async throws -> Matrix {
    let files = try PatchFile.patches(in: patches)
    try await demandTools()
    progress(
      "\(files.count) commits and the base in \(configurations.count) configurations, "
        + "\(compiler ?? "gcc"), \(jobs) jobs")
    let toolchain = OldToolchain(tree: tree)
    let tree = try await WorkTree.make(of: tree, at: "\(work)/tree")
    if let toolchain { try await tree.prepare(for: toolchain) }
    let builds = configurations.map { configuration in
      DriverBuild(
        configuration: configuration, tree: tree.path,
        output: "\(work)/\(configuration.name)", driver: driver,
        compilers: Self.compilers(compiler, toolchain), jobs: jobs)
    }
    var matrix = Matrix("bisect", columns: configurations.map(\.name))
    var base: [DriverBuild.Result] = []
    var kernels = builds.map { KernelNames(of: $0) }
    for commit in 0...files.count {
      let patch = commit == 0 ? nil : files[commit - 1]
      if let patch {
        let faults = try await tree.apply("\(patches)/\(patch)")
        guard faults.isEmpty else {
          appendFailures(&matrix, files.dropFirst(commit - 1), faults)
          break
        }
      }
      let name = patch?.rowName ?? "base"
      var cells: [Matrix.Cell] = []
      var comparison = BuildComparison()
      for (column, build) in builds.enumerated() {
        let start = Date()
        if patch == nil { try await build.configure() }
        let result = try await build.run()
        if patch == nil { base.append(result) }
        let cell = try comparison.cell(
          result, base: base[column], build.configuration,
          missing: try await kernels[column].missing(result, base: base[column]),
          seconds: -start.timeIntervalSinceNow)
        cells.append(cell)
        progress("\(name) [\(build.configuration.name)]: \(cell.line)")
      }
      matrix.append(Matrix.Row(name, cells: cells))
    }
    return matrix
  }

  /// If a patch does not apply, it fails, and so do all later ones.
  private func appendFailures(
    _ matrix: inout Matrix, _ files: ArraySlice<String>, _ faults: [Finding]
  ) {
    for (index, file) in files.enumerated() {
      let first = Matrix.Cell(.fail, "does not apply", findings: faults)
      let cell = index == 0 ? first : Matrix.Cell(.fail, "not reached")
      matrix.append(Matrix.Row(file.rowName, cells: matrix.columns.map { _ in cell }))
    }
  }

  /// The compilers as make takes them; empty to leave them to the kernel's Makefile.
  private static func compilers(_ compiler: String?, _ toolchain: OldToolchain?) -> [String] {
    guard let toolchain else { return compiler.map { ["CC=\($0)"] } ?? [] }
    return ["CC=\(toolchain.compiler(compiler ?? "gcc"))", "HOSTCC=\(toolchain.hostCompiler)"]
  }

  /// Fails if a tool is missing that kbuild or the checks run; else the build would just fail.
  private func demandTools() async throws {
    let compilers = (compiler ?? "gcc").split(separator: " ").map(String.init)
      .filter { !$0.hasPrefix("-") }
    let names = ["make", "sparse", "flex", "bison", "bc", "perl", "size", "nm", "git"] + compilers
    var missing: [Diagnostic] = []
    for name in names where try await !Tool("which").run([name]).succeeded {
      missing.append(Tool(name).missing)
    }
    guard missing.isEmpty else { throw Failure(missing) }
  }
}

extension String {
  /// The name of a commit: its patch file's.
  fileprivate var rowName: String { replacing(/\.patch$/, with: "") }
}

extension Matrix.Cell {
  /// `pass, text -16 (10.2 s)`
  fileprivate var line: String {
    let words = [verdict.rawValue, detail].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(words) (\(seconds.formatted(.number.precision(.fractionLength(1)))) s)"
  }
}
