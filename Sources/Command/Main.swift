import ArgumentParser
import Checks
import Kernels

@main
struct CrashdumpIOMMU: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crashdump-iommu",
    abstract: "Linux patches that let a crash kernel take over an active Intel IOMMU.",
    discussion: """
      Writes a series of patches for a base kernel, and checks it.

      Example: crashdump-iommu patches --base \(Catalogue.names[0])
      """,
    subcommands: [
      PatchesCommand.self,
      CTestCommand.self,
      MutantsCommand.self,
      ProveCommand.self,
      CheckpatchCommand.self,
      BisectCommand.self,
      BenchCommand.self,
      E2ECommand.self,
      TablesCommand.self,
      BasesCommand.self,
    ])
}
