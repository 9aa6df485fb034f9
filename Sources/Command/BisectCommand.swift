import ArgumentParser
import Checks
import Foundation
import Kernels
import Pipeline
import Reporting
import Series

/// Builds the driver at every commit of the series.
struct BisectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect",
    abstract: "Build the driver's objects at every commit, in every configuration.",
    discussion: """
      Each commit must apply, and build with W=1 and sparse without a warning that the base does \
      not have. Without CRASH_DUMP, the driver's objects must not grow by a single byte. The \
      matrix is printed; JSON and JUnit are written to build/bisect/. The exit code is 0 if every cell \
      passes, 1 if one fails, 2 if a tool is missing or failed.

      Examples:
        crashdump-iommu bisect --base \(Catalogue.names[0]) --cc "ccache gcc"
        crashdump-iommu bisect --cc "distcc gcc" --jobs 16
      """)

  @OptionGroup var series: SeriesOptions

  @Option(help: "The compiler, as make takes it.")
  var cc: String?

  @Option(help: "How many compilers to run at a time. (default: one per processor)")
  var jobs: Int?

  @Option(help: "Build only in this configuration; may be repeated.")
  var config: [String] = []

  func validate() throws {
    let known = Family.allCases.flatMap(KernelConfiguration.all(of:)).map(\.name)
    for name in config where !known.contains(name) {
      throw ValidationError(
        "unknown configuration \(name); the known ones are \(known.joined(separator: ", "))")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 up") }
  }

  func run() async throws {
    // a kernel that is linked is built whole
    let linked = Family.allCases.flatMap(KernelConfiguration.all(of:)).filter(\.isLinked)
    let level: ExtractionLevel =
      config.isEmpty || linked.contains { config.contains($0.name) } ? .full : .objects
    try await series.check("bisect", level: level) { series, pipeline in
      let matrix = try await pipeline.bisect(
        series, configurations: config, compiler: cc, jobs: jobs
      ) { line in
        FileHandle.standardError.write(Data("bisect: \(line)\n".utf8))
      }
      if matrix.passed {
        let commits = matrix.columns.map { ($0, matrix.rows.count) }
        try await pipeline.note(.build, Dictionary(uniqueKeysWithValues: commits), of: series)
      }
      return matrix
    }
  }
}
