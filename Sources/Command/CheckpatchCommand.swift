import ArgumentParser
import Checks
import Series
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

  func run() async throws {
    try await series.check("checkpatch", level: .patches) { subject, workspace in
      // what is ignored there is about the files of the mainline family
      let isClassic = try await subject.base.family() == .classic
      let ignoreList = isClassic ? ".checkpatch-ignore-classic" : ".checkpatch-ignore"
      return try await Checkpatch(
        tree: subject.base.root, patches: subject.patches,
        ignoreList: IgnoreList(
          try Disk.read("\(workspace.root)/\(ignoreList)") ?? "", file: ignoreList),
        work: subject.work
      ).run()
    }
  }
}
