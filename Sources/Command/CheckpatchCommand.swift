import ArgumentParser
import Checks
import Diagnostics
import Writing

/// Checks the patches with the base's own checkpatch.
struct CheckpatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpatch",
    abstract: "Check each patch, its message included, with the base's own checkpatch.",
    discussion: """
      Text goes to the terminal, JSON and JUnit to build/checkpatch/. Findings that are right as \
      they are stand in .checkpatch-ignore, each with a reason. The exit code is 0 when the \
      series is clean, 1 for findings, 2 when a tool is missing or failed.

      Example: crashdump-iommu checkpatch --base 6.12
      """)

  @OptionGroup var series: CheckedSeries

  @Flag(help: "Print JSON instead of text.")
  var json = false

  func run() async throws {
    let place = try await series.find("checkpatch")
    let report = try await failingAsTool {
      let report = try await Checkpatch(
        tree: place.tree, patches: place.patches,
        ignoreList: IgnoreList(
          try Disk.read("\(place.root)/.checkpatch-ignore") ?? "", file: ".checkpatch-ignore"),
        work: place.work
      ).run()
      try writeReports(json: report, junit: report.junit, to: place.reports)
      return report
    }
    print(json ? try Checks.json(report) : report.text(.forOutput()), terminator: "")
    if !report.passed { throw ExitCode(1) }
  }
}
