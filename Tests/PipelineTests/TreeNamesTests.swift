import Kernels
import Pipeline
import Platform
import Series
import TestSupport
import Testing

/// Results for trees of one version do not get into each other's way.
@Suite struct TreeNamesTests {
  @Test func eachTreeHasANameOfItsOwn() async throws {
    let directory = try TemporaryDirectory()
    let pipeline = Pipeline(Workspace(root: directory.path, cache: "\(directory.path)/cache"))
    func name(_ tree: String, _ version: KernelVersion) async throws -> String {
      for (path, text) in SmallKernel.files(version) {
        try Disk.write(text, to: "\(directory.path)/\(tree)/\(path)")
      }
      return try await pipeline.kernel(.tree("\(directory.path)/\(tree)")).name
    }
    #expect(try await name("a", KernelVersion(3, 14, 40)) == "3.14.40")
    #expect(try await name("b", KernelVersion(3, 14, 40)) == "3.14.40-2")
    #expect(try await name("a", KernelVersion(3, 14, 40)) == "3.14.40")
    // another version was checked out
    #expect(try await name("a", KernelVersion(3, 16, 0)) == "3.16")
    #expect(try await name("b", KernelVersion(3, 14, 40)) == "3.14.40-2")
  }

  /// What is built of sources that have changed since is thrown away.
  @Test func theStateOfATreeIsThatOfItsFiles() async throws {
    let directory = try TemporaryDirectory()
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    let base = try await KernelTree.open(directory.path)
    let before = try await base.state()
    #expect(try await base.state() == before)
    try directory.write(["drivers/iommu/intel/iommu.c": "int changed;\n"])
    #expect(try await base.state() != before)
  }
}
