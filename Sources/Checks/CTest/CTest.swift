import Diagnostics
import Platform
public import Rendering

/// Builds the code of the series in user space, at commit after commit, and runs the C tests.
public struct CTest: Sendable {
  /// The exit status when a sanitizer has found something; no area has as many tests.
  private static let sanitizerStatus = 199

  /// How long one area may run, in seconds; it has used up its processor time long before, unless it
  /// waits for ever.
  private static let limit = 3000

  /// The project's `ctests/`.
  let tests: String
  let templates: TemplateLibrary
  /// Where the sources, objects and executables go: a directory for each commit.
  var work: String
  let flavour: CTestFlavour
  /// Of the kernel; nil for the usual one.
  var configuration: KernelConfiguration?
  /// What other configurations have built and run.
  var others: CTestConfigurations?
  let compiler: [String]
  let jobs: Int
  /// Which tests to run: a name, with `*` and `?`; nil is all of them.
  let test: String?
  /// Whether random tests are to take less time.
  let quick: Bool
  /// How much processor time one area may take.
  var processorSeconds = CTestOutput.processorSeconds

  /// - Parameter compiler: as make takes it: `ccache gcc`.
  public init(
    tests: String, templates: TemplateLibrary, work: String, flavour: CTestFlavour,
    compiler: String, jobs: Int, test: String? = nil, quick: Bool = false
  ) {
    self.tests = tests
    self.templates = templates
    self.work = work
    self.flavour = flavour
    self.compiler = compiler.split(separator: " ").map(String.init)
    self.jobs = jobs
    self.test = test
    self.quick = quick
  }

  /// What the executables are told.
  private var variables: [String: String?] {
    let status = "exitcode=\(Self.sanitizerStatus)"
    var variables: [String: String?] = [
      "ASAN_OPTIONS": status, "LSAN_OPTIONS": status,
      "UBSAN_OPTIONS": "\(status):print_stacktrace=1", "CMOCKA_MESSAGE_OUTPUT": "STDOUT",
    ]
    if let test { variables["CTEST_FILTER"] = test }
    if quick { variables["CTEST_QUICK"] = "1" }
    return variables
  }

  /// Builds an area and says how to debug it: the command, and what to set in its environment.
  public func debugger(
    for area: CTestArea, of stage: SeriesStage
  ) async throws -> (command: [String], variables: [String: String]) {
    try await findCmocka()
    let build = try build(of: stage, in: "\(work)/\(stage.number)")
    try build.writeSources(tables: try tableTests(of: stage.tableText, templates: templates))
    let complaints = [
      try await build.buildShared(by: [area], jobs: jobs), try await build.build(area),
    ]
    if let complaint = complaints.compactMap({ $0 }).first {
      throw Failure("\(area.name) does not build:\n\(complaint)")
    }
    // leaks cannot be looked for under a debugger
    return (
      [
        "gdb", "-quiet", "-d", build.source, "-ex", "set breakpoint pending on", "-ex",
        "break _fail", "-ex", "break sim_violation", build.executable(of: area),
      ], ["ASAN_OPTIONS": "detect_leaks=0"].merging(test.map { ["CTEST_FILTER": $0] } ?? [:]) { $1 }
    )
  }

  /// - Parameters:
  ///   - last: the number of the series' last patch: there, no area may be left out.
  ///   - progress: is told of each commit before its tests are built.
  public func run(
    _ stages: [SeriesStage], areas: [CTestArea], last: Int, progress: (SeriesStage) -> Void
  ) async throws -> CTestReport {
    try await findCmocka()
    var commits: [CTestReport.Commit] = []
    for (index, stage) in stages.enumerated() {
      progress(stage)
      commits.append(
        CTestReport.Commit(
          number: stage.number, subject: stage.subject, configuration: configuration?.name,
          runs: try await run(
            stage, areas: areas, after: index > 0 ? stages[index - 1] : nil,
            isLast: stage.number == last)))
    }
    if let test, commits.allSatisfy({ $0.runs.allSatisfy(\.tests.isEmpty) }) {
      throw Failure("no test is called \(test)", fix: "`*` stands for any letters, `?` for one")
    }
    return CTestReport(commits: commits)
  }

  /// Fails unless the compiler finds cmocka's header and library.
  func findCmocka() async throws {
    let configuration = configuration ?? .usual
    let command = compiler.dropFirst() + configuration.compilerFlags
    let header = try await Tool(compiler[0]).run(
      command + ["-E", "-include", "cmocka.h", "-xc", "/dev/null"])
    let library = try await Tool(compiler[0]).run(
      command + ["-shared", "-xc", "/dev/null", "-lcmocka", "-o", "/dev/null"])
    guard header.succeeded, library.succeeded else {
      let width = configuration.is64Bit ? "" : " of 32 bits"
      throw Failure("the compiler finds no cmocka\(width)", fix: configuration.packages)
    }
  }

  private func run(
    _ stage: SeriesStage, areas: [CTestArea], after earlier: SeriesStage?, isLast: Bool
  ) async throws -> [CTestReport.Run] {
    var build = try build(of: stage, in: "\(work)/\(stage.number)")
    build.earlier =
      (others?.directories ?? []).map { "\($0)/\(stage.number)" }
      + (earlier.map { ["\(work)/\($0.number)"] } ?? [])
    // what an earlier run counted is not this one's
    if flavour == .covered { try Disk.remove(build.directory) }
    try build.writeSources(tables: try tableTests(of: stage.tableText, templates: templates))
    let complaint = try await build.buildShared(
      by: areas.filter { $0.applies(to: stage) && configuration?.leavesOut($0) == nil }, jobs: jobs)
    let known = CTestKnownFailure.all(in: configuration)
    let code = try await others == nil ? nil : code(build, complaint)
    let runs = try await concurrently(longestFirst(areas, build), limit: jobs) { [build] area in
      let applies = area.applies(to: stage)
      let reason =
        !applies && !isLast ? "there is no \(area.patch) yet" : configuration?.leavesOut(area)
      if let reason = code != nil && complaint != nil ? "the code does not build" : reason {
        return CTestReport.Run(area: area.name, skipped: reason, tests: [], seconds: 0)
      }
      let clock = ContinuousClock()
      let start = clock.now
      let results =
        applies
        ? CTestKnownFailure.setApart(
          try await run(area, build, complaint), of: area.source, isLast: isLast, known: known)
        : [CTestResult(name: "from", failure: "the series has no \(area.patch)")]
      let seconds = (clock.now - start).seconds
      try Disk.write("\(seconds)\n", to: "\(build.executable(of: area)).seconds")
      return CTestReport.Run(area: area.name, skipped: nil, tests: results, seconds: seconds)
    }
    return [code].compactMap { $0 }
      + areas.compactMap { area in runs.first { $0.area == area.name } }
  }

  /// Those that took longest the last time come first, so that no long one ends alone.
  private func longestFirst(_ areas: [CTestArea], _ build: CTestBuild) throws -> [CTestArea] {
    try areas.map { area in
      let said = try Disk.read("\(build.executable(of: area)).seconds") ?? ""
      return (area, Double(said.dropLast()) ?? .infinity)
    }.sorted { $0.1 > $1.1 }.map(\.0)
  }

  func build(
    of stage: SeriesStage, _ flavour: CTestFlavour? = nil, in directory: String
  ) throws -> CTestBuild {
    CTestBuild(
      tests: tests, stage: stage, directory: directory, flavour: flavour ?? self.flavour,
      configuration: configuration ?? .usual, compiler: compiler,
      support: try stage.suite.support(in: tests))
  }

  /// Builds one area and runs it.
  func run(
    _ area: CTestArea, _ build: CTestBuild, _ sharedComplaint: String?
  ) async throws -> [CTestResult] {
    if let complaint = sharedComplaint { return [CTestResult(name: "build", failure: complaint)] }
    if let complaint = try await build.build(area) {
      return [CTestResult(name: "build", failure: complaint)]
    }
    let executable = build.executable(of: area)
    guard let others else { return try await run(executable) }
    return try await others.results(of: executable) { try await run($0) }
  }

  private func run(_ executable: String) async throws -> [CTestResult] {
    let said = try await Tool("prlimit").runCombined(
      ["--cpu=\(processorSeconds):", "timeout", "\(Self.limit)", executable],
      with: .inherited(variables))
    if test != nil, said.status == 0, !said.errors.contains("[ RUN ") { return [] }
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
