import ArgumentParser

@main struct CrashdumpIOMMU: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    subcommands: [CheckpatchCommand.self, BisectCommand.self])
}
