import ArgumentParser
import Diagnostics
import Foundation
import Writing

/// `crashdump-iommu bench`: how long writing a series takes, beside applying it.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure writing the series beside git am of the same series.",
    discussion: """
      Runs both in turn, on the base in the cache, and writes build/bench/results.json.
      A measurement, never a check.

      Example: crashdump-iommu bench --base 6.12 --repetitions 20
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "How often each is run.")
  var repetitions = 10

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions must be positive") }
  }

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.find()
      guard let request = try bases.requests().first else { return }
      let base = try await bases.open(request, in: workspace)
      let results = try await Benchmark(base: base, workspace: workspace).run(repetitions)
      let path = "\(workspace.root)/build/bench/results.json"
      try Disk.write(Console.text(results) + "\n", to: path)
      print(json ? try Console.text(results) : results.table)
    }
  }
}

extension BenchmarkResults {
  /// A row for each measurement, times in milliseconds.
  fileprivate var table: String {
    let head = ["", "median", "min", "max", "ms"]
    let body = measurements.map { measurement in
      [measurement.name]
        + [measurement.median, measurement.fastest, measurement.slowest]
        .map { String(format: "%.1f", $0 * 1000) } + [""]
    }
    let rows = ([head] + body).map { row in
      row[0].padding(toLength: 40, withPad: " ", startingAt: 0)
        + row.dropFirst().map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }
    return (["\(kernel), \(repetitions) runs of each"] + rows).joined(separator: "\n")
      + "\n" + String(format: "ratio of the medians: %.2f", ratio)
  }
}
