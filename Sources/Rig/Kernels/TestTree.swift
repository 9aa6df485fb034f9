internal import Diagnostics
internal import Foundation
internal import Kernels
internal import Platform

/// A copy of the kernel's sources, made of hard links, to which any number of the patches can be
/// applied. Only files that differ are rewritten, so that `make` rebuilds no more than it must.
struct TestTree {
  /// The base's sources, which are never written to.
  let pristine: String
  /// The copy.
  let root: String
  /// What the rig adds to each kernel it tests.
  let rigSources: String
  /// Files to add or replace so that today's tools can build the tree, by their paths.
  let preparation: [String: String]

  private static let driver = "drivers/iommu/late_reset.c"
  private static let driverMakefile = "drivers/iommu/Makefile"

  /// Makes the copy the base with these patches.
  func apply(_ patches: [String]) async throws {
    try await create()
    let scratch = "\(root).scratch"
    try Disk.remove(scratch)
    try Disk.makeDirectory(scratch)
    defer { try? Disk.remove(scratch) }

    let texts = try patches.map { try Disk.read($0) ?? "" }
    let touched = Set(texts.flatMap(Self.files))
    for file in touched.union([Self.driverMakefile]).union(preparation.keys) {
      let text = try preparation[file] ?? Disk.read("\(pristine)/\(file)")
      guard let text else { continue }
      try Disk.write(text, to: "\(scratch)/\(file)")
    }
    for patch in patches {
      // without a ceiling, git would apply the patch to the project's own repository
      _ = try await Tool.git.output(
        ["apply", "--whitespace=nowarn", patch], in: scratch,
        with: .inherited([
          "GIT_CEILING_DIRECTORIES": URL(filePath: root).deletingLastPathComponent().path()
        ]))
    }
    try addDriver(to: scratch)

    let record = "\(root).touched"
    let earlier = (try Disk.read(record) ?? "").split(separator: "\n").map(String.init)
    let current = touched.union([Self.driver, Self.driverMakefile]).union(preparation.keys)
    for file in current.union(earlier).sorted() {
      let wanted = try Disk.read("\(current.contains(file) ? scratch : pristine)/\(file)")
      guard try Disk.read("\(root)/\(file)") != wanted else { continue }
      try refuseLink(to: file)
      // the file may be a hard link to the base's
      try Disk.remove("\(root)/\(file)")
      if let wanted { try Disk.write(wanted, to: "\(root)/\(file)") }
    }
    try Disk.write(current.sorted().joined(separator: "\n") + "\n", to: record)
  }

  /// Fails if a symbolic link leads from the copy to sources that are not the rig's to change.
  private func refuseLink(to file: String) throws {
    let own = URL(filePath: root).resolvingSymlinksInPath().path(percentEncoded: false)
    let directory = URL(filePath: "\(root)/\(file)").deletingLastPathComponent()
    let place = directory.resolvingSymlinksInPath().path(percentEncoded: false)
    guard place.hasPrefix(own) || !Disk.exists(directory.path(percentEncoded: false)) else {
      throw Failure(
        "\(pristine)/\(file) is in a directory that is a symbolic link, to \(place)",
        fix: "copy the directory")
    }
  }

  private func create() async throws {
    guard !Disk.exists("\(root)/Makefile") else { return }
    try Disk.remove(root)
    try Disk.makeDirectory(URL(filePath: root).deletingLastPathComponent().path())
    let copy = try await Tool("cp").run(["-al", pristine, root])
    if !copy.succeeded {
      // hard links do not work across file systems
      try Disk.remove(root)
      _ = try await Tool("cp").output(["-a", pristine, root])
    }
    try KernelMake.clean(root)
  }

  private func addDriver(to scratch: String) throws {
    let makefile = try Disk.read("\(scratch)/\(Self.driverMakefile)") ?? ""
    try Disk.write(makefile + "obj-y += late_reset.o\n", to: "\(scratch)/\(Self.driverMakefile)")
    let source = try Disk.read("\(rigSources)/late_reset.c") ?? ""
    try Disk.write(source, to: "\(scratch)/\(Self.driver)")
  }

  /// The files that a patch changes, adds or removes.
  static func files(ofPatch text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("--- a/") || line.hasPrefix("+++ b/") else { return nil }
      return String(line.dropFirst(6).prefix { $0 != "\t" })
    }
  }
}
