import Foundation
import Platform
import TestSupport
import Testing

@testable import Rig

@Suite struct KernelTests {
  @Test func optionThatDidNotTake() {
    let fragment = "# words\nCONFIG_A=y\nCONFIG_B=y\nCONFIG_C=n\nCONFIG_D=n\n"
    let config = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_D=y\n"
    #expect(KernelConfig.missing(wanted: fragment, from: config) == ["CONFIG_B=y", "CONFIG_D=n"])
  }

  @Test func filesOfAPatch() {
    let patch = """
      diff --git a/drivers/iommu/intel/iommu.c b/drivers/iommu/intel/iommu.c
      --- a/drivers/iommu/intel/iommu.c
      +++ b/drivers/iommu/intel/iommu.c
      @@ -1,1 +1,2 @@
      --- /dev/null
      +++ b/drivers/iommu/intel/kdump.c
      """
    #expect(
      Set(TestTree.files(ofPatch: patch)) == [
        "drivers/iommu/intel/iommu.c", "drivers/iommu/intel/kdump.c",
      ])
  }

  /// Forward, back, and never through a hard link into the pristine sources.
  @Test func treeGoesFromStateToState() async throws {
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: place) }
    func path(_ name: String) -> String { place.appending(path: name).path() }
    func write(_ text: String, _ name: String) throws {
      let url = place.appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    func read(_ name: String) -> String? {
      try? String(contentsOfFile: path(name), encoding: .utf8)
    }
    try write("all:\n", "pristine/Makefile")
    try write("obj-y += iommu.o\n", "pristine/drivers/iommu/Makefile")
    try write("one\ntwo\n", "pristine/drivers/iommu/iommu.c")
    try write("/* driver */\n", "rig/late_reset.c")
    try write(
      """
      --- a/drivers/iommu/iommu.c
      +++ b/drivers/iommu/iommu.c
      @@ -1,2 +1,2 @@
       one
      -two
      +three

      """, "0001.patch")
    let tree = TestTree(
      pristine: path("pristine"), root: path("work/source"), rigSources: path("rig"),
      preparation: [:])

    try await tree.apply([path("0001.patch")])
    #expect(read("work/source/drivers/iommu/iommu.c") == "one\nthree\n")
    #expect(read("work/source/drivers/iommu/late_reset.c") == "/* driver */\n")
    #expect(read("work/source/drivers/iommu/Makefile")?.contains("late_reset.o") == true)

    try await tree.apply([])
    #expect(read("work/source/drivers/iommu/iommu.c") == "one\ntwo\n")
    #expect(read("pristine/drivers/iommu/iommu.c") == "one\ntwo\n")
    #expect(read("pristine/drivers/iommu/Makefile") == "obj-y += iommu.o\n")
  }

  @Test func laterOptionsReplaceEarlierOnes() {
    #expect(
      KernelConfig.combined("CONFIG_A=y\nCONFIG_AB=y\n", "CONFIG_A=n\n")
        == "CONFIG_AB=y\nCONFIG_A=n\n")
    #expect(KernelConfig.combined("CONFIG_A=y\n", "") == "CONFIG_A=y\n")
  }

  /// A linked directory is shared with whoever else uses it.
  @Test func aLinkedDirectoryIsNotWrittenThrough() async throws {
    let place = try TemporaryDirectory()
    try place.write([
      "pristine/Makefile": "all:\n", "shared/iommu/Makefile": "obj-y += iommu.o\n",
      "rig/late_reset.c": "/* driver */\n",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: "\(place.path)/pristine/drivers", withDestinationPath: "\(place.path)/shared")
    let tree = TestTree(
      pristine: "\(place.path)/pristine", root: "\(place.path)/copy/source",
      rigSources: "\(place.path)/rig", preparation: [:])
    await expect("is in a directory that is a symbolic link, to \(place.path)/shared/iommu") {
      try await tree.apply([])
    }
    #expect(try Disk.names(in: "\(place.path)/shared/iommu") == ["Makefile"])
    #expect(try Disk.read("\(place.path)/shared/iommu/Makefile") == "obj-y += iommu.o\n")
  }
}
