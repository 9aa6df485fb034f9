import Diagnostics
import Foundation
import Platform
import Series
import TestSupport
import Testing

@testable import Kernels

@Suite struct BaseTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func anUnknownBaseListsTheKnownOnes() throws {
    for base in Catalogue.bases { #expect(try Catalogue.named(base.branch) == [base]) }
    #expect(try Catalogue.named("all") == Catalogue.bases)
    let names = Catalogue.names.joined(separator: ", ")
    #expect {
      try Catalogue.named("6.99")
    } throws: {
      "\($0)"
        == "error: unknown base 6.99: the known ones are \(names), all (fix: use one of these, or give a KDIR)"
    }
  }

  @Test func aPlainTree() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 12, 3)))
    let base = try await KernelTree.open(directory.path)
    #expect(base.version == KernelVersion(6, 12, 3))
    #expect(base.provenance == .plain)
    #expect(try await base.family() == .mainline)
    let contents = try await base.contents(of: ["drivers/iommu/intel/iommu.c", "no/such.c"])
    #expect(contents == ["drivers/iommu/intel/iommu.c": SmallKernel.driver])
  }

  @Test func filesThatNoPatchFitsAreRefused() async throws {
    let base = Base(
      name: "t", version: KernelVersion(6, 12), provenance: .plain, root: "/linux")
    try await KernelTree.demandEditable(["a.c": "int a;\n"], in: base)
    let failure = await #expect(throws: Failure.self) {
      try await KernelTree.demandEditable(
        ["b.c": "int b;\r\n", "a.c": "int a;\n", "c.c": ""], in: base)
    }
    #expect(
      failure?.diagnostics.map(\.message) == [
        "/linux/b.c has CR LF line ends, and git am cannot apply patches to it",
        "/linux/c.c is empty",
      ])
  }

  @Test func aCommittedSymbolicLinkIsRefused() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    let link = "\(directory.path)/drivers/iommu/Makefile"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "Kbuild")
    _ = try await git(directory.path, "init", "--quiet")
    _ = try await git(directory.path, "add", "--all")
    _ = try await git(directory.path, "commit", "--quiet", "--message=x")
    let base = try await KernelTree.open(directory.path)
    await expect("is a symbolic link") {
      try await KernelTree.demandEditable(
        try await base.contents(of: ["drivers/iommu/Makefile", "Kbuild"]), in: base)
    }
  }

  @Test func aSparseCheckoutIsReadFromItsCommit() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    _ = try await git(directory.path, "init", "--quiet")
    _ = try await git(directory.path, "add", "--all")
    _ = try await git(directory.path, "commit", "--quiet", "--message=x")
    _ = try await git(directory.path, "sparse-checkout", "set", "--cone", "scripts")
    #expect(!Disk.exists("\(directory.path)/drivers"))
    let base = try await KernelTree.open(directory.path)
    #expect(try await base.family() == .mainline)
  }

  /// The driver was in one place until 5.7, and has had scalable mode since 5.0.
  @Test func familiesAreToldApart() async throws {
    var files = SmallKernel.files(KernelVersion(5, 4, 286))
    let former: KernelPath = "drivers/iommu/intel-iommu.c"
    files["\(former)"] = files.removeValue(forKey: "drivers/iommu/intel/iommu.c")
    try directory.write(files)
    let base = try await KernelTree.open(directory.path)
    try directory.write(["\(former)": "int f = sm_supported(iommu);\n"])
    #expect(try await base.family() == .mainline)
    #expect(try await base.driver() == former)
    try directory.write(["\(former)": "int init_dmars(void);\n"])
    #expect(try await base.family() == .classic)
  }

  @Test func aTreeIsFoundByItsVersion() async throws {
    for version in [KernelVersion(3, 14, 40), KernelVersion(4, 0, 4)] {
      for (path, text) in SmallKernel.files(version) {
        try Disk.write(text, to: "\(directory.path)/trees/linux-\(version)/\(path)")
      }
    }
    try directory.write(["trees/other/file": ""])
    let trees = "\(directory.path)/trees"
    #expect(try await KernelTree.find("4.0.4", below: trees)?.root.hasSuffix("4.0.4") == true)
    #expect(try await KernelTree.find("4.0.5", below: trees) == nil)
    #expect(try await KernelTree.find("4.0.4", below: nil) == nil)
  }

  @Test func whatHasNoWorkTreeIsToldApart() async throws {
    await expect("KDIR is empty") { try await KernelTree.open("") }
    _ = try await git(directory.path, "init", "--quiet", "--bare", "bare.git")
    await expect("is a bare repository") {
      try await KernelTree.open("\(directory.path)/bare.git")
    }
  }

  /// Kernel sources that were unpacked somewhere below a repository are not of that repository.
  @Test func aPlainTreeWithinARepositoryIsPlain() async throws {
    _ = try await git(directory.path, "init", "--quiet")
    _ = try await git(directory.path, "commit", "--quiet", "--allow-empty", "--message=x")
    let tree = SmallKernel.files(KernelVersion(6, 12)).map { ("linux/\($0)", $1) }
    try directory.write(Dictionary(uniqueKeysWithValues: tree))
    #expect(try await KernelTree.open("\(directory.path)/linux").provenance == .plain)
  }

  @Test func aCloneIsReadFromItsCommit() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    _ = try await git(directory.path, "init", "--quiet")
    _ = try await git(directory.path, "add", "--all")
    _ = try await git(directory.path, "commit", "--quiet", "--message=x")
    try directory.write(["drivers/iommu/intel/iommu.c": "changed\n"])
    let base = try await KernelTree.open(directory.path)
    let path: KernelPath = "drivers/iommu/intel/iommu.c"
    #expect(try await base.contents(of: ["no/such.c", path]) == [path: SmallKernel.driver])
    #expect(try await KernelTree.uncommitted([path, "Makefile"], in: base) == ["\(path)"])
  }

  @Test func noKernelTreeIsToldApart() async throws {
    await expect("KDIR \(directory.path)/none does not exist") {
      try await KernelTree.open("\(directory.path)/none")
    }
    try directory.write(["file": "", "Makefile": "all:\n"])
    await expect("KDIR \(directory.path)/file is not a directory") {
      try await KernelTree.open("\(directory.path)/file")
    }
    await expect("is not a kernel tree: it has no Kbuild") {
      try await KernelTree.open(directory.path)
    }
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    try directory.write(["Makefile": "VERSION = 6\n"])
    await expect(
      "\(directory.path)/Makefile:1: error: not a kernel tree: the Makefile has no PATCHLEVEL"
    ) {
      try await KernelTree.open(directory.path)
    }
    try directory.write([".git/HEAD": "nonsense"])
    await expect("git finds no commit there") { try await KernelTree.open(directory.path) }
  }

  @Test func aTreeWithoutTheDriverHasNoFamily() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 12)))
    let base = try await KernelTree.open(directory.path)
    try Disk.remove("\(directory.path)/drivers/iommu/intel/iommu.c")
    await expect("has no VT-d driver") { try await base.family() }
    try directory.write(["drivers/iommu/intel-iommu.c": ""])
    #expect(try await base.family() == .classic)
  }
}
