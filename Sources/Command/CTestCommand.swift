import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Kernels
import Pipeline
import Platform
import Reporting
import Series

/// Builds the C of the series in user space and tests it.
struct CTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctest",
    abstract: "Build the C of the series in user space and run its tests.",
    discussion: """
      At every commit that touches it, the file that the series adds is compiled unmodified \
      against the base's own headers, and run over the tables of a simulated crashed kernel. The \
      table goes to the terminal, JSON and JUnit to build/ctest/. The exit code is 0 when every \
      test passes, 1 when one fails, 2 when a tool is missing or failed.

      Examples:
        crashdump-iommu ctest --base \(Catalogue.names[0])
        crashdump-iommu ctest --commit muteFaults --area mute --test 'says_*'
        crashdump-iommu ctest --commit final --area pasid --gdb
        CTEST_SEED=42 CTEST_ROUNDS=100000 crashdump-iommu ctest --commit final --area fuzz
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "The commits to test: all, final, or a patch's name or number.")
  var commit = "all"

  @Option(help: "Run this area only; may be given again.")
  var area: [String] = []

  @Option(help: "Run the tests of this name only; `*` and `?` stand for other letters.")
  var test: String?

  @Flag(help: "Start gdb on one area of one commit instead.")
  var gdb = false

  @Flag(
    inversion: .prefixedNo,
    help: "Build with AddressSanitizer and UBSan. (default: yes, unless --quick)")
  var san: Bool?

  @Flag(help: "Measure the coverage of the final code, into build/ctest/<base>/cov/.")
  var cov = false

  @Flag(help: "A first look: a tenth of the random tables, no sanitizers.")
  var quick = false

  @Option(
    help: """
      Test the last commit in another kernel configuration, quickly, or in all: \
      \(KernelConfiguration.tested.map(\.name).joined(separator: ", ")). May be given again.
      """)
  var config: [String] = []

  @OptionGroup var c: CompilerOptions

  @Flag(help: "Test the code for the classic driver, 3.13 to 4.20, which takes no kernel tree.")
  var classic = false

  @Flag(help: "List the areas.")
  var list = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if gdb, area.count != 1 || commit == "all" {
      throw ValidationError("--gdb needs one --area and one --commit")
    }
    if !config.isEmpty, gdb || cov || classic {
      throw ValidationError("--config takes none of --gdb, --cov and --classic")
    }
    _ = try configurations()
  }

  /// Those that are asked for.
  private func configurations() throws -> [KernelConfiguration] {
    let known = KernelConfiguration.tested.map(\.name) + ["all"]
    for name in config where !known.contains(name) {
      let nearest = name.nearest(of: known).map { "; \($0) is nearest" } ?? ""
      throw ValidationError(
        "no configuration \(name); there are \(known.joined(separator: ", "))\(nearest)")
    }
    return KernelConfiguration.tested.filter { config.contains($0.name) || config.contains("all") }
  }

  func run() async throws {
    if list {
      try await reporting { try printAreas(Pipeline(.find())) }
      return
    }
    if classic {
      try await checkClassic()
    } else if !config.isEmpty {
      try await check("-config") { try await testConfigurations($0, $1, work: $2) }
    } else {
      let counts: (CTestReport) -> [String: Int] = { isWhole ? [scope: $0.count] : [:] }
      try await check("", counting: counts) { try await test($0, $1, work: $2) }
    }
  }

  /// Whether what runs says something of the series as a whole.
  private var isWhole: Bool {
    area.isEmpty && test == nil && ["all", "final"].contains(commit)
  }

  private var scope: String { commit == "all" && !cov ? "every commit" : "last commit" }

  private func check<Report: CheckReport>(
    _ suffix: String, counting counts: (Report) -> [String: Int] = { _ in [:] },
    with run: ([SeriesStage], Pipeline, String) async throws -> Report
  ) async throws {
    try await bases.check(into: "ctest", suffix: suffix, json: json) { choice, pipeline in
      let kernel = try await pipeline.kernel(choice)
      let stages = try await pipeline.stages(of: kernel)
      _ = try chosen(stages)
      let report = try await failingAsTool {
        try await run(stages, pipeline, "\(pipeline.build)/ctest/\(kernel.name)")
      }
      let counts = counts(report)
      if report.passed, !counts.isEmpty {
        try await pipeline.note(
          .test, counts, of: try await pipeline.series(for: kernel, in: nil))
      }
      return (kernel, report)
    }
  }

  private func checkClassic() async throws {
    try await reporting {
      let pipeline = try bases.pipeline()
      let reports = "\(pipeline.build)/ctest"
      var results: [CheckedKernel<CTestReport>] = []
      for (name, kernels, stages) in try pipeline.classicStages() {
        let report = try await failingAsTool {
          try await test(stages, pipeline, work: "\(reports)/\(name)")
        }
        results.append(CheckedKernel(name, kernels, report))
        try results.last?.write(name, to: reports)
        if !json { print(report.text(.forOutput()), terminator: "") }
      }
      if json { print(try JSON.text(results), terminator: "") }
      if !results.allSatisfy(\.report.passed) { throw ExitCode(1) }
    }
  }

  private func test(
    _ stages: [SeriesStage], _ pipeline: Pipeline, work: String
  ) async throws -> CTestReport {
    // a directory each, so that one keeps its objects while the other is built
    let (directory, flavour): (String, CTestFlavour) =
      cov
      ? ("\(work)/cov", .covered)
      : san ?? !quick ? (work, .sanitized) : ("\(work)/plain", .plain)
    let harness = try pipeline.harness(
      in: directory, flavour, compiler: c.cc, jobs: c.jobs, test: test, quick: quick)
    let areas = try pipeline.areas(of: stages, named: area)
    if gdb, let area = areas.first, let stage = try chosen(stages).first {
      try await debug(area, of: stage, with: harness)
    }
    let report = try await harness.run(
      try chosen(stages), areas: areas, last: stages.last?.number ?? 0
    ) { say("ctest: patch \($0.number), \($0.subject)\n") }
    if cov, let last = stages.last { say(try await harness.coverage(of: last)) }
    return report
  }

  private func testConfigurations(
    _ stages: [SeriesStage], _ pipeline: Pipeline, work: String
  ) async throws -> CTestReport {
    let sanitized = san ?? false
    return try await pipeline.harness(
      in: sanitized ? work : "\(work)/plain", sanitized ? .sanitized : .plain, compiler: c.cc,
      jobs: c.jobs, test: test, quick: true
    ).run(
      commit == "all" ? stages.suffix(1) : chosen(stages),
      areas: pipeline.areas(of: stages, named: area),
      last: stages.last?.number ?? 0, in: configurations()
    ) { say("ctest: \($1.name), patch \($0.number)\n") }
  }

  /// Becomes the debugger.
  private func debug(
    _ area: CTestArea, of stage: SeriesStage, with harness: CTest
  ) async throws -> Never {
    let (command, variables) = try await harness.debugger(for: area, of: stage)
    say("\(command.joined(separator: " "))\n")
    for (name, value) in variables { setenv(name, value, 1) }
    // this thread may block signals, without which gdb waits for ever
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    execvp(command[0], command.map { strdup($0) } + [nil])
    throw Failure([Tool(command[0]).missing])
  }

  private func printAreas(_ pipeline: Pipeline) throws {
    for suite in [CTestSuite.mainline, .classic] {
      for area in try pipeline.areas(of: suite) { print("\(area.name)\tfrom \(area.patch)") }
    }
  }

  private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private func chosen(_ stages: [SeriesStage]) throws -> [SeriesStage] {
    if cov || commit == "final" { return stages.suffix(1) }
    if commit == "all" { return stages }
    let chosen = stages.filter { "\($0.number)" == commit || $0.patches.last == commit }
    guard !chosen.isEmpty else {
      let known = stages.map { "\($0.number) \($0.patches.last ?? "")" }
      throw Failure(
        "patch \(commit) does not touch what is tested; these do: "
          + known.joined(separator: ", "))
    }
    return chosen
  }
}
