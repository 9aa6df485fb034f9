import ArgumentParser
import Checks
import Kernels
import Pipeline
import Series

/// Checks the patches with the base's own checkpatch.
struct CheckpatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpatch",
    abstract: "Check each patch, its message included, with the base's own checkpatch.",
    discussion: """
      Findings are printed; JSON and JUnit are written to build/checkpatch/. Findings that are \
      accepted are listed in .checkpatch-ignore, each with a reason. The exit code is 0 if the \
      series is clean, 1 if there are findings, 2 if a tool is missing or failed.

      Example: crashdump-iommu checkpatch --base \(Catalogue.names[0])
      """)

  @OptionGroup var series: SeriesOptions
  @OptionGroup var stages: StageOption

  func validate() throws {
    if series.patches != nil, stages.stage != PartList.allWord {
      throw ValidationError("--patches names the series: drop --stage")
    }
  }

  func run() async throws {
    try await reporting {
      try await series.check("checkpatch", level: .patches, parts: stages.parts()) {
        let report = try await $1.checkpatch($0)
        if report.passed {
          try await $1.note(.checkpatch, ["patches": report.patches.count - 1], of: $0)
        }
        return report
      }
    }
  }
}
