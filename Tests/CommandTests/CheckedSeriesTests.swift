import Foundation
import Kernels
import Platform
import Series
import Testing

/// What a check looks at is what the declarations say now, whatever was written before.
@Suite struct CheckedSeriesTests {
  private let project: Project
  private let tree: String
  private let author = "Ada Tester <ada@example.org>"

  /// A kernel whose checkpatch has one rule: nothing may be planted.
  init() async throws {
    project = try Project()
    tree = "\(project.root)/linux"
    let kernel = try await SourceCache(.find()).base(Catalogue.bases[0])
    let kept = ["Makefile", "Kbuild", "MAINTAINERS", "LICENSES/preferred/GPL-2.0"]
    for file in kept + Series.mainline.files.map(\.description) {
      guard let text = try Disk.read("\(kernel.root)/\(file)") else { continue }
      try Disk.write(text, to: "\(tree)/\(file)")
    }
    try Disk.write(
      #"""
      if (grep { $_ eq '--list-types' } @ARGV) { print "1\tPLANTED\n"; exit 0 }
      open(my $patch, '<', $ARGV[-1]) or die;
      if (grep { /planted/ } <$patch>) { print "CHECK:PLANTED: a defect\n"; exit 1 }
      """#, to: "\(tree)/scripts/checkpatch.pl")
    let written = try await project.run(["patches", "--kdir", tree, "--author", author])
    #expect(written.status == 0, "\(written.errors)")
  }

  /// Where `patches` wrote the series, and the checks do.
  private var series: String {
    get throws {
      let parent = "\(project.root)/build/patches"
      return "\(parent)/\(try #require(Disk.names(in: parent).first))"
    }
  }

  private func patches() throws -> String {
    try Disk.names(in: series).filter { $0.hasSuffix(".patch") }
      .map { try Disk.read("\(series)/\($0)") ?? "" }.joined()
  }

  /// Edits a comment of the code after the series was written.
  private func plant(_ text: String) throws {
    let comment = "The platform's host address width"
    let templates = "\(project.root)/templates"
    var count = 0
    for case let file as String in FileManager.default.enumerator(atPath: templates)! {
      let path = "\(templates)/\(file)"
      guard !Disk.isDirectory(path), let former = try Disk.read(path), former.contains(comment)
      else { continue }
      try Disk.write(former.replacing(comment, with: "\(comment), \(text)"), to: path)
      count += 1
    }
    #expect(count > 0)
  }

  /// One test, because each command renders the series anew.
  @Test func anEditThatNobodyWroteIsSeen() async throws {
    let former = "\(project.root)/former"
    try FileManager.default.copyItem(atPath: series, toPath: former)
    try plant("planted")
    let dirty = try await project.run(["checkpatch", "--kdir", tree])
    #expect(dirty.status == 1, "\(dirty.errors)")
    #expect(dirty.text.contains("PLANTED: a defect"), "\(dirty.text)\(dirty.errors)")
    let named = try await project.run(["checkpatch", "--kdir", tree, "--patches", former])
    #expect(named.status == 0, "\(named.text)")

    // there is nothing to build in this tree: these fail, having written what they look at
    for command in [["bisect"], ["e2e", "--kernel", "series", "--case", "none"]] {
      try plant("for \(command[0])")
      #expect(try await project.run(command + ["--kdir", tree]).status != 0)
      #expect(try patches().contains("for \(command[0])"))
    }
  }
}
