public import ArgumentParser
import Kernels
import Pipeline
import Platform
public import Series

extension Profile: ExpressibleByArgument {}

/// Which kernel sources a command works on, and whom the series is for.
struct BaseOptions: ParsableArguments {
  @Option(help: "A packaged kernel: \(Catalogue.names.joined(separator: ", ")), or all.")
  var base = Catalogue.bases[0].branch

  @Option(help: "Your own kernel tree, git or plain, instead of a packaged kernel.")
  var kdir: String?

  @Flag(help: "Ask the archive for a newer version of the packaged kernel.")
  var refresh = false

  @Option(help: "kabi: change no structure of the driver, for a vendor's kernel.")
  var profile = Profile.upstream

  func pipeline() throws -> Pipeline { Pipeline(try .find(), profile: profile) }

  /// The kernels that the options choose.
  func kernels() throws -> [KernelChoice] {
    if let kdir { return [.tree(kdir)] }
    return try Catalogue.named(base).map { .packaged($0, refresh: refresh) }
  }
}
