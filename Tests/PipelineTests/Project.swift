import Foundation
import Kernels
import Pipeline
import Platform
import TestSupport

/// A project of a test's own, with the repository's templates and the first packaged kernel.
struct Project {
  let directory: TemporaryDirectory
  let pipeline: Pipeline
  let kernel: Base

  init() async throws {
    let workspace = try Workspace.find()
    directory = try TemporaryDirectory()
    try Disk.makeDirectory("\(directory.path)/ctests/rig")
    for needed in ["templates", "ctests/rig/results"] {
      try FileManager.default.copyItem(
        atPath: "\(workspace.root)/\(needed)", toPath: "\(directory.path)/\(needed)")
    }
    pipeline = Pipeline(Workspace(root: directory.path, cache: workspace.cache))
    kernel = try await pipeline.kernel(.packaged(Catalogue.bases[0], refresh: false))
  }

  /// Where the repository has its series for the kernel.
  var committed: String {
    get throws { Pipeline(try .find()).committed(kernel.name) }
  }
}
