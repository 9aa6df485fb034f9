import ArgumentParser
import Kernels
import Pipeline
import Reporting
import Series

/// The series to check.
struct SeriesOptions: ParsableArguments {
  @OptionGroup var bases: BaseOptions

  @Option(
    help: "The directory of the series. (default: rendered now, written to build/patches/<base>/)")
  var patches: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  /// Runs a check on the series of every chosen base; see `BaseOptions.check`.
  func check<Report: CheckReport>(
    _ name: String, level: ExtractionLevel, parts: PartList = .all,
    with run: (SeriesOnDisk, Pipeline) async throws -> Report
  ) async throws {
    try await bases.check(into: name, json: json) { choice, pipeline in
      let kernel = try await pipeline.kernel(choice, level: level)
      let series = try await pipeline.series(for: kernel, parts, in: patches)
      _ = try series.patches()
      return (kernel, try await failingAsTool { try await run(series, pipeline) })
    }
  }
}
