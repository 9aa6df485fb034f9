import ArgumentParser
import Checks
import Kernels
import Pipeline

/// Checks the patches with the base's own checkpatch.
struct CheckpatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpatch",
    abstract: "Check each patch, its message included, with the base's own checkpatch.",
    discussion: """
      Text goes to the terminal, JSON and JUnit to build/checkpatch/. Findings that are right as \
      they are stand in .checkpatch-ignore, each with a reason. The exit code is 0 when the \
      series is clean, 1 for findings, 2 when a tool is missing or failed.

      Example: crashdump-iommu checkpatch --base \(Catalogue.names[0])
      """)

  @OptionGroup var series: SeriesOptions

  func run() async throws {
    try await series.check("checkpatch", level: .patches) { try await $1.checkpatch($0) }
  }
}
