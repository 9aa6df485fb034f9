import ArgumentParser
import Kernels
import Pipeline

/// Which kernel sources a command works on.
struct BaseOptions: ParsableArguments {
  @Option(help: "A packaged kernel: \(Catalogue.names.joined(separator: ", ")), or all.")
  var base = Catalogue.bases[0].branch

  @Option(help: "Your own kernel tree, git or plain, instead of a packaged kernel.")
  var kdir: String?

  @Flag(help: "Ask the archive for a newer version of the packaged kernel.")
  var refresh = false

  /// The kernels that the options choose.
  func kernels() throws -> [KernelChoice] {
    if let kdir { return [.tree(kdir)] }
    return try Catalogue.named(base).map { .packaged($0, refresh: refresh) }
  }
}
