import ArgumentParser
import Checks
import Foundation
import Kernels
import Pipeline
import Platform
import Reporting
import Series

/// `crashdump-iommu bench`: measures writing a series, and the series itself.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the hand-over's time and memory, and writing the series.",
    discussion: """
      Builds the C of the series in user space, lets it take over a million mappings, and compares \
      its time with memcpy of the same page tables, and its memory with their size. Then compares \
      writing the series with git am of the same patches. The results also go to \
      build/bench/results.json. This only measures: no result makes the command fail.

      Example: crashdump-iommu bench --base \(Catalogue.names[0]) --repetitions 20
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "How many times to write the series and to apply it.")
  var repetitions = 10

  @Option(help: "The compiler, as make takes it. (default: $CC, or gcc)")
  var cc: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  /// The contents of results.json.
  private struct BenchResults: Encodable {
    /// Nil for the classic family, which copies tables whole.
    let handOver: HandOverResults?
    let writing: WritingBenchmarkResults
  }

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be positive") }
  }

  func run() async throws {
    try await reporting {
      let pipeline = try bases.pipeline()
      guard let choice = try bases.kernels().first else { return }
      let kernel = try await pipeline.kernel(choice)
      let handOver = try await measureHandOver(on: kernel, pipeline)
      if !json, let handOver { print("\(kernel.label)\n\(handOver.table)\n") }
      let writing = try await WritingBenchmark(base: kernel, directory: "\(pipeline.build)/bench")
        .run(repetitions)
      if !json { print(writing.table) }
      let results = try JSON.text(BenchResults(handOver: handOver, writing: writing))
      try Disk.write(results, to: "\(pipeline.build)/bench/results.json")
      if json { print(results, terminator: "") }
    }
  }

  private func measureHandOver(
    on kernel: Base, _ pipeline: Pipeline
  ) async throws -> HandOverResults? {
    guard try await kernel.family() == .mainline,
      let stage = try await pipeline.stages(of: kernel).last
    else { return nil }
    let harness = try pipeline.harness(
      in: "\(pipeline.build)/bench/hand-over", .optimized, compiler: cc, jobs: 1)
    return try await harness.measureHandOver(stage)
  }
}

extension HandOverResults {
  /// A row for each step and each layout of the mappings, with the bound of its ratio.
  fileprivate var table: String {
    let heading = ["\(times.first?.mappings ?? 0) mappings of 4 KiB"]
    let time = times.map { time in
      [time.name] + [time.step.median, time.memcpy.median].map(milliseconds)
        + [time.ratio, time.bound].map { String(format: "%.2f", $0) }
    }
    let space = memory.map { memory in
      [memory.name, "\(memory.newPages)", "\(memory.oldPages)"]
        + [memory.ratio, memory.bound].map { String(format: "%.3f", $0) }
        + ["\(memory.budgetedPages)"]
    }
    return aligned([heading + ["ms", "memcpy", "ratio", "at most"]] + time) + "\n\n"
      + aligned(
        [["pages of page tables", "new", "old", "ratio", "at most", "budgeted"]] + space)
  }
}

extension WritingBenchmarkResults {
  /// A row for each measurement, times in milliseconds.
  fileprivate var table: String {
    let body = measurements.map { measurement in
      [measurement.name]
        + [measurement.median, measurement.fastest, measurement.slowest].map(milliseconds)
    }
    return "\(kernel), \(repetitions) runs of each\n"
      + aligned([["ms", "median", "min", "max"]] + body)
      + String(format: "\nratio of the medians: %.2f", ratio)
  }
}

private func milliseconds(_ seconds: Double) -> String { String(format: "%.1f", seconds * 1000) }

private func aligned(_ rows: [[String]]) -> String {
  TextTable(numbers: rows).lines().joined(separator: "\n")
}
