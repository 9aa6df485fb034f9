import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Rendering
import Series
import Writing

/// `crashdump-iommu bench`: what writing a series costs, and what the series itself does.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the hand-over's time and memory, and writing the series.",
    discussion: """
      Builds the C of the series in user space, has it take over a million mappings, and shows the \
      time beside memcpy of the same page tables and the memory beside their size. Then writes the \
      series in turn with git am of the same patches. All goes to build/bench/results.json, too. \
      A measurement, never a check: the status is 0 whatever comes out.

      Example: crashdump-iommu bench --base 6.12 --repetitions 20
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "How often the series is written, and applied.")
  var repetitions = 10

  @Option(help: "The compiler, as make takes it. (default: $CC, or gcc)")
  var cc: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  /// What goes to the file.
  private struct Results: Encodable {
    /// Nil for the classic family, which copies tables whole.
    let handOver: HandOverResults?
    let writing: BenchmarkResults
  }

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be positive") }
  }

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.find()
      guard let request = try bases.requests().first else { return }
      let base = try await bases.open(request, in: workspace)
      let handOver = try await measureHandOver(on: base, in: workspace)
      if !json, let handOver { print("\(base.label)\n\(handOver.table)\n") }
      let writing = try await Benchmark(base: base, workspace: workspace).run(repetitions)
      if !json { print(writing.table) }
      let results = try Console.text(Results(handOver: handOver, writing: writing))
      try Disk.write(results + "\n", to: "\(workspace.root)/build/bench/results.json")
      if json { print(results) }
    }
  }

  private func measureHandOver(
    on base: Base, in workspace: Workspace
  ) async throws -> HandOverResults? {
    guard try await base.family() == .mainline,
      let stage = try await SeriesStage.mainline(on: base, in: workspace).last
    else { return nil }
    let harness = CTest(
      tests: "\(workspace.root)/ctests", templates: try TemplateLibrary(try workspace.templates()),
      work: "\(workspace.root)/build/bench/hand-over", flavour: .optimized,
      compiler: cc ?? ProcessInfo.processInfo.environment["CC"] ?? "gcc", jobs: 1)
    return try await harness.measureHandOver(stage)
  }
}

extension HandOverResults {
  /// A row for each step and each layout of the mappings, with the bound of its ratio.
  fileprivate var table: String {
    let mappings = times.first?.mappings ?? 0
    let time = times.map { time in
      [time.name] + [time.step.median, time.memcpy.median].map(milliseconds)
        + [time.ratio, time.bound].map { String(format: "%.2f", $0) }
    }
    let space = memory.map { memory in
      [memory.name, "\(memory.newPages)", "\(memory.oldPages)"]
        + [memory.ratio, memory.bound].map { String(format: "%.3f", $0) }
        + ["\(memory.budgetedPages)"]
    }
    return aligned(
      [["\(mappings) mappings of 4 KiB", "ms", "memcpy", "ratio", "at most"]] + time + [[""]]
        + [["pages of page tables", "new", "old", "ratio", "at most", "budgeted"]] + space)
  }
}

extension BenchmarkResults {
  /// A row for each measurement, times in milliseconds.
  fileprivate var table: String {
    let body = measurements.map { measurement in
      [measurement.name]
        + [measurement.median, measurement.fastest, measurement.slowest].map(milliseconds)
    }
    return "\(kernel), \(repetitions) runs of each\n"
      + aligned([["", "median", "min", "max", "ms"]] + body)
      + String(format: "\nratio of the medians: %.2f", ratio)
  }
}

private func milliseconds(_ seconds: Double) -> String { String(format: "%.1f", seconds * 1000) }

/// Rows of a name and numbers, in columns.
private func aligned(_ rows: [[String]]) -> String {
  rows.map { row in
    row[0].padding(toLength: row.count > 1 ? 40 : 0, withPad: " ", startingAt: 0)
      + row.dropFirst().map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
  }.joined(separator: "\n")
}
