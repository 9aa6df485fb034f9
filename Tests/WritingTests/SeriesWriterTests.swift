import Diagnostics
import Foundation
import Kernels
import Platform
import Rendering
import Series
import TestSupport
import Testing

@testable import Writing

@Suite struct SeriesWriterTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write(
      SmallKernel.files(KernelVersion(6, 12, 117)).reduce(into: [:]) {
        $0["linux/\($1.key)"] = $1.value
      })
  }

  /// The tree of a packaged base.
  private var tree: String { "\(directory.path)/linux" }

  private func format(_ base: Base, version: Int = 1) async throws -> WrittenSeries {
    try await SeriesWriter(base: base, author: Fixture.author)
      .format(Fixture.series(version: version), scratch: "\(directory.path)/scratch")
  }

  /// The files of Golden/ hold them; RECORD_GOLDEN=1 writes these anew.
  @Test func theBytesAreTheseOnEveryMachine() async throws {
    let series = try await format(Fixture.packaged(tree))
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    #expect(series.files.map(\.name) == series.record.files)
    for file in series.files {
      let path = golden.appending(path: file.name).path()
      if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
        try Disk.write(file.text, to: path)
      }
      #expect(try Disk.read(path) == file.text)
    }
    #expect(!Disk.exists("\(directory.path)/scratch"))
  }

  @Test func theSizesOfThePatchesAreCounted() async throws {
    let series = try await format(Fixture.packaged(tree))
    #expect(series.patches.map(\.insertions) == [1, 1])
    #expect(series.patches.map(\.deletions) == [1, 0])
    #expect(series.patches[0].subject == "iommu/vt-d: Do not disable")
  }

  @Test(arguments: [265, 266])
  func aPatchHasALimit(lines: Int) async throws {
    let file = (1...lines).map { "int a\($0);\n" }.joined()
    let series = Fixture.series(adding: file)
    let writer = SeriesWriter(base: Fixture.packaged(tree), author: Fixture.author)
    let scratch = "\(directory.path)/scratch"
    guard lines > 265 else {
      let written = try await writer.format(series, scratch: scratch)
      return #expect(written.patches[1].insertions == lines)
    }
    let failure = await #expect(throws: Failure.self) {
      try await writer.format(series, scratch: scratch)
    }
    #expect(
      failure?.diagnostics.map(\.message) == [
        "0002-iommu-vt-d-Add-a-file.patch changes 266 lines, and 265 are the limit"
      ])
    #expect(failure?.diagnostics[0].location == series.patches[1].location)
  }

  /// On top of an earlier stage, a patch is what it is in the whole series.
  @Test func aStageIsNumberedFromOne() async throws {
    let base = Fixture.packaged(tree)
    let whole = try await format(base)
    let stage = try await SeriesWriter(base: base, author: Fixture.author)
      .format(Fixture.series(earlier: 1), scratch: "\(directory.path)/scratch")
    #expect(
      stage.files.map(\.name) == ["0000-cover-letter.patch", "0001-iommu-vt-d-Add-a-file.patch"])
    #expect(
      stage.files[1].text == whole.files[2].text.replacing("[PATCH 2/2]", with: "[PATCH 1/1]"))
  }

  @Test func aLaterVersionSaysSo() async throws {
    let series = try await format(Fixture.packaged(tree), version: 2)
    #expect(series.files[1].name == "v2-0001-iommu-vt-d-Do-not-disable.patch")
    #expect(series.files[1].text.contains("Subject: [PATCH v2 1/2] iommu/vt-d: Do not disable\n"))
    #expect(series.record.series == 2)
  }

  /// What `git am` makes of the written files is what was rendered.
  @Test func applyingGivesTheRenderedTree() async throws {
    try await apply(try await format(Fixture.packaged(tree)))
    for (path, text) in Fixture.series().tree(after: 2) {
      #expect(try Disk.read("\(tree)/\(path)") == text)
    }
  }

  /// Commits the tree and runs `git am` on it.
  private func apply(_ series: WrittenSeries) async throws {
    _ = try await git(tree, "init", "--quiet")
    _ = try await git(tree, "add", "--all")
    _ = try await git(tree, "commit", "--quiet", "--message=base")
    for file in series.files.dropFirst() {
      try Disk.write(file.text, to: "\(directory.path)/out/\(file.name)")
      _ = try await git(tree, "am", "--quiet", "\(directory.path)/out/\(file.name)")
    }
  }

  /// MAINTAINERS of 3.19 has a name in Latin-1.
  @Test func aFileThatIsNotUTF8KeepsItsBytes() async throws {
    let before = Array("A: Andr".utf8) + [0xe9] + Array("\nE: x\n".utf8)
    try Disk.write(before, to: "\(tree)/MAINTAINERS")
    let base = Fixture.packaged(tree)
    let texts = try await base.contents(of: ["MAINTAINERS"])
    let after = texts.mapValues { $0 + "F: kdump.c\n" }
    let series = RenderedSeries(
      version: Series.Version(1, date: "2026-11-23T12:00:00+00:00"), cover: ("a: b", "C.\n"),
      base: texts,
      patches: [RenderedPatch(name: "p", message: "a: B\n\nC.\n", files: after, location: .here())])
    let written = try await SeriesWriter(base: base, author: Fixture.author)
      .format(series, scratch: "\(directory.path)/scratch")
    #expect(written.patches[0].insertions == 1)
    #expect(written.patches[0].deletions == 0)
    try await apply(written)
    #expect(try Disk.bytes("\(tree)/MAINTAINERS") == before + Array("F: kdump.c\n".utf8))
  }

  @Test func aSeriesThatGitCannotApplyIsAnError() async throws {
    try Disk.write("int other;\n", to: "\(tree)/drivers/iommu/intel/iommu.c")
    let failure = await #expect(throws: Failure.self) { try await format(Fixture.packaged(tree)) }
    #expect(
      failure?.diagnostics.first?.message
        == "git cannot apply the series to v6.12.117 (Debian linux-source-6.12 6.12.117-1): "
        + "patch failed: drivers/iommu/intel/iommu.c:7")
  }

  @Test func aCloneGivesItsRealCommitAndIsNotWritten() async throws {
    try directory.write(SmallKernel.files(KernelVersion(6, 13)))
    for arguments in [
      ["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "base"],
    ] {
      _ = try await Tool.git.output(
        ["-C", directory.path, "-c", "user.name=T", "-c", "user.email=t@x.org"] + arguments)
    }
    let head = try await git(directory.path, "rev-parse", "HEAD").line
    let base = try await KernelTree.open(directory.path)
    #expect(base.provenance == .git(commit: head))
    let before = try await git(directory.path, "count-objects", "-v").text

    let series = try await SeriesWriter(base: base, author: Fixture.author).format(
      Fixture.series(), beside: SeriesDirectory("\(directory.path)/build/patches"))
    #expect(series.files[0].text.hasSuffix("\nbase-commit: \(head)\n"))
    #expect(!series.files[0].text.contains("base: v"))
    #expect(try await git(directory.path, "count-objects", "-v").text == before)
    #expect(series.record.commit == head)
    let stage = try await SeriesWriter(base: base, author: Fixture.author).format(
      Fixture.series(earlier: 1), beside: SeriesDirectory("\(directory.path)/build/patches"))
    #expect(
      stage.files[0].text.contains(
        #/\nbase-commit: [0-9a-f]{40}\nprerequisite-patch-id: [0-9a-f]{40}\n$/#))
    #expect(stage.files[0].text.contains("\nbase-commit: \(head)\n"))
  }

  @Test func aShallowCloneWillDo() async throws {
    try directory.write(
      SmallKernel.files(KernelVersion(6, 13)).reduce(into: [:]) { $0["deep/\($1.key)"] = $1.value })
    let deep = "\(directory.path)/deep"
    _ = try await git(deep, "init", "--quiet")
    _ = try await git(deep, "commit", "--quiet", "--allow-empty", "--message=first")
    _ = try await git(deep, "add", "--all")
    _ = try await git(deep, "commit", "--quiet", "--message=second")
    let shallow = "\(directory.path)/shallow"
    _ = try await git(deep, "clone", "--quiet", "--depth=1", "file://\(deep)", shallow)
    let base = try await KernelTree.open(shallow)
    let series = try await format(base)
    #expect(series.files[0].text.contains("base-commit: "))
  }
}

@Suite struct FastImportTests {
  @Test(arguments: [
    ("a: B\n\nText.\n", "a: B\n\nText.\n\nSigned-off-by: Ada Ünger <ada@example.org>\n"),
    (
      "a: B\n\nText.\n\nFixes: 12 (\"x\")\n\n",
      "a: B\n\nText.\n\nFixes: 12 (\"x\")\nSigned-off-by: Ada Ünger <ada@example.org>\n"
    ),
    (
      "a: B\n\nNote: no trailer.\n",
      "a: B\n\nNote: no trailer.\n\nSigned-off-by: Ada Ünger <ada@example.org>\n"
    ),
    ("Fixes: it\n", "Fixes: it\n\nSigned-off-by: Ada Ünger <ada@example.org>\n"),
  ])
  func theSignOffJoinsTheTrailers(message: String, signed: String) {
    #expect(FastImport.signed(message, by: Fixture.author) == signed)
  }

  @Test func aDateBecomesGits() throws {
    #expect(try FastImport.stamp("2026-11-23T12:00:00+00:00") == "1795435200 +0000")
    #expect(try FastImport.stamp("2026-11-23T12:00:00+02:00") == "1795428000 +0200")
    #expect(throws: Failure.self) { try FastImport.stamp("yesterday") }
  }
}
