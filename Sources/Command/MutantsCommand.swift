import ArgumentParser
import Checks
import Diagnostics
import Kernels
import Pipeline
import Platform
import Reporting
import Series

/// Tests the C tests: they must fail when the code is wrong.
struct MutantsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Change the C of the series, one place at a time: its tests must see every change.",
    discussion: """
      Plants the defects that belong to the code, and makes the mistakes that a wrong table would \
      make. With --sample, tries mutants that nobody chose instead: universalmutator makes every \
      change that its rules for C know, and a random sample of them is compiled. Mutants that do \
      not build, or that have the object code of the original, do not count. Only tests that are \
      written by hand are run. The reports go to build/mutants/. The exit code is 0 when every \
      planted defect is seen, or \(SampleReport.goal) of a sample; 1 when not; 2 when a tool is \
      missing or failed.

      Examples:
        crashdump-iommu mutants --defect 'reserved bits'
        crashdump-iommu mutants --sample 300 --seed 7
        crashdump-iommu mutants --classic --sample 300
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "Plant only the defects whose name matches this expression.")
  var defect: String?

  @Option(help: "Try so many mutants that nobody chose.")
  var sample: Int?

  @Option(help: "With --sample: repeats a sample.")
  var seed: UInt64 = 1

  @Flag(help: "With --sample: the code for the classic driver, which takes no kernel tree.")
  var classic = false

  @Option(help: "Run this area's tests only; may be given again.")
  var area: [String] = []

  @OptionGroup var c: CompilerOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if let sample, sample < 1 { throw ValidationError("--sample needs a number from 1 up") }
    if sample == nil, classic { throw ValidationError("--classic goes with --sample") }
    if sample != nil, defect != nil {
      throw ValidationError("--defect and --sample exclude each other")
    }
  }

  func run() async throws {
    if classic {
      try await sampleClassic()
    } else if let sample {
      try await check("-sample") { last, areas, pipeline, work in
        try await report(of: last, areas, pipeline, work, size: sample)
      }
    } else {
      try await check("") { last, areas, pipeline, work in
        let progress = ProgressBar("Testing the tests")
        defer { progress.finish() }
        return try await pipeline.harness(in: work, .sanitized, compiler: c.cc, jobs: c.jobs)
          .mutate(last, only: defect, areas: areas) { progress.update($0) }
      }
    }
  }

  private func check<Report: CheckReport>(
    _ suffix: String,
    with run: (SeriesStage, [CTestArea], Pipeline, _ work: String) async throws -> Report
  ) async throws {
    try await bases.check(into: "mutants", suffix: suffix, json: json) { choice, pipeline in
      let kernel = try await pipeline.kernel(choice)
      let stages = try await pipeline.stages(of: kernel)
      guard let last = stages.last else {
        throw Failure("no patch of the series adds what is tested")
      }
      let areas = try pipeline.areas(of: stages, named: area)
      let report = try await failingAsTool {
        try await run(last, areas, pipeline, "\(pipeline.build)/mutants/\(kernel.name)")
      }
      return (kernel, report)
    }
  }

  /// The newest of the classic codes, which has the most in it.
  private func sampleClassic() async throws {
    try await reporting {
      let pipeline = try bases.pipeline()
      guard let (name, kernels, stages) = try pipeline.classicStages().last,
        let last = stages.last
      else { return }
      let areas = try pipeline.areas(of: stages, named: area)
      let report = try await failingAsTool {
        try await self.report(
          of: last, areas, pipeline, "\(pipeline.build)/mutants/\(name)", size: sample)
      }
      let result = CheckedKernel(name, kernels, report)
      try result.write("\(name)-sample", to: "\(pipeline.build)/mutants")
      print(json ? try JSON.text(result) : report.text(.forOutput()), terminator: "")
      if !report.passed { throw ExitCode(1) }
    }
  }

  private func report(
    of stage: SeriesStage, _ areas: [CTestArea], _ pipeline: Pipeline, _ work: String, size: Int?
  ) async throws -> SampleReport {
    let progress = ProgressBar("Testing the tests")
    defer { progress.finish() }
    return try await pipeline.harness(
      in: work, .sanitized, compiler: c.cc, jobs: c.jobs, quick: true
    )
    .sample(stage, with: pipeline.mutator(), size: size, seed: seed, areas: areas) {
      progress.update($0)
    }
  }
}
