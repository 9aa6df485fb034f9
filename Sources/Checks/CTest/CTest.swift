import Diagnostics
public import Rendering
import Writing

/// Builds the code of the series in user space, at commit after commit, and runs the C tests.
public struct CTest: Sendable {
  /// How long one area may run, in seconds.
  private static let limit = 120

  /// The project's `ctests/`.
  let tests: String
  let templates: TemplateLibrary
  /// Where the sources, objects and executables go: a directory for each commit.
  let work: String
  let flavour: CTestFlavour
  let compiler: [String]
  let jobs: Int

  /// - Parameter compiler: as make takes it: `ccache gcc`.
  public init(
    tests: String, templates: TemplateLibrary, work: String, flavour: CTestFlavour,
    compiler: String, jobs: Int
  ) {
    self.tests = tests
    self.templates = templates
    self.work = work
    self.flavour = flavour
    self.compiler = compiler.split(separator: " ").map(String.init)
    self.jobs = jobs
  }

  /// - Parameters:
  ///   - last: the number of the series' last patch: there, no area may be left out.
  ///   - progress: is told of each commit before its tests are built.
  public func run(
    _ stages: [SeriesStage], areas: [CTestArea], last: Int, progress: (SeriesStage) -> Void
  ) async throws -> CTestReport {
    try await findCmocka()
    var commits: [CTestReport.Commit] = []
    for stage in stages {
      progress(stage)
      commits.append(
        CTestReport.Commit(
          number: stage.number, subject: stage.subject,
          runs: try await run(stage, areas: areas, isLast: stage.number == last)))
    }
    return CTestReport(commits: commits)
  }

  /// Fails unless the compiler finds cmocka's header.
  func findCmocka() async throws {
    let command = Array(compiler.dropFirst()) + ["-E", "-include", "cmocka.h", "-xc", "/dev/null"]
    guard try await Tool(compiler[0]).run(command).succeeded else {
      throw Failure("the compiler finds no cmocka.h", fix: "apt-get install libcmocka-dev")
    }
  }

  private func run(
    _ stage: SeriesStage, areas: [CTestArea], isLast: Bool
  ) async throws -> [CTestReport.Run] {
    let build = build(of: stage, flavour, in: "\(work)/\(stage.number)")
    // what an earlier run counted is not this one's
    if flavour == .covered { try Disk.remove(build.directory) }
    try build.writeSources(tables: try? tableTests(kernelSource: stage.code, templates: templates))
    let complaint = try await build.buildShared(jobs: jobs)
    return try await concurrently(areas, limit: jobs) { area in
      let clock = ContinuousClock()
      let start = clock.now
      let applies = area.applies(to: stage)
      if !applies, !isLast {
        return CTestReport.Run(
          area: area.name, skipped: "there is no \(area.patch) yet", tests: [], seconds: 0)
      }
      let results =
        applies
        ? try await run(area, build, complaint)
        : [CTestResult(name: "from", failure: "the series has no \(area.patch)")]
      return CTestReport.Run(
        area: area.name, skipped: nil, tests: results, seconds: (clock.now - start).seconds)
    }
  }

  func build(
    of stage: SeriesStage, _ flavour: CTestFlavour, in directory: String
  ) -> CTestBuild {
    CTestBuild(
      tests: tests, stage: stage, directory: directory, flavour: flavour, compiler: compiler)
  }

  /// Builds one area and runs it.
  func run(
    _ area: CTestArea, _ build: CTestBuild, _ sharedComplaint: String?
  ) async throws -> [CTestResult] {
    if let complaint = sharedComplaint { return [CTestResult(name: "build", failure: complaint)] }
    if let complaint = try await build.build(area) {
      return [CTestResult(name: "build", failure: complaint)]
    }
    let said = try await Tool("timeout").runCombined(
      ["\(Self.limit)", build.executable(of: area)],
      with: .inherited(["UBSAN_OPTIONS": "print_stacktrace=1", "CMOCKA_MESSAGE_OUTPUT": "STDOUT"]))
    return CTestOutput(said.errors, status: said.status).results
  }
}

extension Tool {
  /// Runs the tool with its output and its errors in one text, the result's `errors`.
  fileprivate func runCombined(
    _ arguments: [String], with variables: Variables
  ) async throws -> Result {
    try await stream(arguments, with: variables) { _ in false }
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
