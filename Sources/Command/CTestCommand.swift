import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Kernels
import Pipeline
import Platform
import Reporting

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
        crashdump-iommu ctest --commit final --area pasid --no-san
        CTEST_SEED=42 CTEST_ROUNDS=100000 crashdump-iommu ctest --commit final --area fuzz
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "The commits to test: all, final, or a patch's number.")
  var commit = "all"

  @Option(help: "Run this area only; may be given again.")
  var area: [String] = []

  @Flag(inversion: .prefixedNo, help: "Build with AddressSanitizer and UBSan.")
  var san = true

  @Flag(help: "Measure the coverage of the final code, into build/ctest/<base>/cov/.")
  var cov = false

  @Flag(help: "Plant defects in the final code instead: the tests must see every one.")
  var mutants = false

  @Option(help: "The compiler, as make takes it. (default: $CC, or gcc)")
  var cc: String?

  @Option(help: "How many compilers and tests to run at a time. (default: one per processor)")
  var jobs: Int?

  @Flag(help: "Test the code for the classic driver, 3.13 to 4.1, which takes no kernel tree.")
  var classic = false

  @Flag(help: "List the areas.")
  var list = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  private static let areas = CTestSuite.mainline.areas + CTestSuite.classic.areas

  func validate() throws {
    let known = Self.areas.map(\.name)
    for name in area where !known.contains(name) {
      throw ValidationError("no area \(name); there are \(known.joined(separator: ", "))")
    }
    if !["all", "final"].contains(commit), Int(commit) == nil {
      throw ValidationError("--commit takes all, final, or a patch's number")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 up") }
  }

  func run() async throws {
    if list {
      for area in Self.areas { print(area.name) }
      return
    }
    if classic {
      try await checkClassic()
    } else if mutants {
      try await check("-mutants") { try await mutate($0, $1, work: $2) }
    } else {
      try await check("") { try await test($0, $1, work: $2) }
    }
  }

  private func check<Report: CheckReport>(
    _ suffix: String, with run: ([CTestState], Pipeline, String) async throws -> Report
  ) async throws {
    try await bases.check(into: "ctest", suffix: suffix, json: json) { choice, pipeline in
      let kernel = try await pipeline.kernel(choice)
      let states = try await pipeline.testedStates(of: kernel)
      _ = try chosen(states)
      let report = try await failingAsTool {
        try await run(states, pipeline, "\(pipeline.build)/ctest/\(kernel.name)")
      }
      return (kernel, report)
    }
  }

  private func checkClassic() async throws {
    try await reporting {
      let pipeline = Pipeline(try .find())
      let reports = "\(pipeline.build)/ctest"
      let report = try await failingAsTool {
        try await test(pipeline.classicStates(), pipeline, work: "\(reports)/classic")
      }
      let result = CheckedKernel("classic", "3.13 to 4.1", report)
      try result.write("classic", to: reports)
      print(json ? try JSON.text([result]) : report.text(.forOutput()), terminator: "")
      if !report.passed { throw ExitCode(1) }
    }
  }

  private func test(
    _ states: [CTestState], _ pipeline: Pipeline, work: String
  ) async throws -> CTestReport {
    let harness = try pipeline.harness(
      in: cov ? "\(work)/cov" : work, cov ? .covered : san ? .sanitized : .plain, compiler: cc,
      jobs: jobs)
    let areas = states.first?.suite.areas ?? []
    let report = try await harness.run(
      try chosen(states), areas: areas.filter { area.isEmpty || area.contains($0.name) },
      last: states.last?.number ?? 0
    ) { say("ctest: patch \($0.number), \($0.subject)\n") }
    if cov, let last = states.last { say(try await harness.coverage(of: last)) }
    return report
  }

  private func mutate(
    _ states: [CTestState], _ pipeline: Pipeline, work: String
  ) async throws -> MutationReport {
    guard let last = states.last else {
      throw Failure("no patch of the series adds what is tested")
    }
    let progress = ProgressBar("Testing the tests")
    defer { progress.finish() }
    return try await pipeline.harness(in: work, .sanitized, compiler: cc, jobs: jobs)
      .mutate(last) { progress.update($0) }
  }

  private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private func chosen(_ states: [CTestState]) throws -> [CTestState] {
    if cov || commit == "final" { return states.suffix(1) }
    guard let number = Int(commit) else { return states }
    let chosen = states.filter { $0.number == number }
    guard !chosen.isEmpty else {
      let numbers = states.map { "\($0.number)" }.joined(separator: ", ")
      throw Failure("patch \(number) does not touch what is tested; these do: \(numbers)")
    }
    return chosen
  }
}
