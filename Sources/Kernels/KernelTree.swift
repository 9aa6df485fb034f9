internal import Diagnostics
internal import Foundation
internal import Platform
public import Series

/// A kernel tree of the user's (`KDIR`), git or plain.
public enum KernelTree {
  /// Opens a tree, or fails if the directory does not hold kernel sources. Of a git clone, what HEAD
  /// holds counts, which a sparse checkout need not have on the disk.
  public static func open(_ path: String) async throws -> Base {
    let hint = "give the top directory of kernel sources"
    guard !path.isEmpty else { throw Failure("KDIR is empty", fix: hint) }
    let root = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    guard Disk.isDirectory(root) else {
      let what = Disk.exists(root) ? "is not a directory" : "does not exist"
      throw Failure("KDIR \(path) \(what)", fix: hint)
    }
    guard Disk.exists("\(root)/Makefile") || !Disk.isDirectory("\(root)/objects") else {
      throw Failure(
        "KDIR \(path) is a bare repository, without a work tree",
        fix: "git -C \(path) worktree add DIRECTORY, and give that directory")
    }
    let commit = try await GitObjects(root).head()
    let provenance = commit.map(Base.Provenance.git) ?? .plain
    let unversioned = Base(
      name: "", version: KernelVersion(0, 0), provenance: provenance, root: root)
    let needed: [KernelPath] = ["Makefile", "Kbuild", "MAINTAINERS", "include/linux/iommu.h"]
    let makefiles = try await unversioned.contents(of: needed + ["Makefile.rhelver"])
    let missing = needed.filter { makefiles[$0] == nil }
    guard missing.isEmpty else {
      throw Failure(
        missing.map { Diagnostic("KDIR \(path) is not a kernel tree: it has no \($0)", fix: hint) })
    }
    let version = try version(in: makefiles["Makefile"] ?? "", file: "\(root)/Makefile")
    return Base(
      name: version.description, version: version, provenance: provenance, root: root,
      vendor: vendor(
        in: ["Makefile", "Makefile.rhelver"].compactMap { makefiles[$0] }.joined(separator: "\n")))
  }

  /// A tree of a version among those of a directory; nil if there is none.
  public static func find(_ version: String, below directory: String?) async throws -> Base? {
    guard let directory else { return nil }
    for name in try Disk.names(in: directory) {
      let path = "\(directory)/\(name)"
      guard Disk.exists("\(path)/Kbuild"), let tree = try? await open(path),
        tree.version.description == version
      else { continue }
      return tree
    }
    return nil
  }

  /// The release of a vendor that says so in its Makefiles.
  static func vendor(in makefiles: String) -> String? {
    guard let major = makefiles.firstMatch(of: /(?:^|\n)RHEL_MAJOR = (\d+)/)?.output.1,
      let minor = makefiles.firstMatch(of: /(?:^|\n)RHEL_MINOR = (\d+)/)?.output.1
    else { return nil }
    return "RHEL \(major).\(minor)"
  }

  /// Fails if there are files of a kernel that patches cannot be applied to: empty ones, symbolic
  /// links in a git clone, and files whose lines end with CR LF (`git am` drops the CR).
  public static func demandEditable(_ contents: [KernelPath: String], in base: Base) async throws {
    let paths = contents.keys.sorted { $0.description < $1.description }
    var links: Set<KernelPath> = []
    if case .git(let commit) = base.provenance {
      links = try await GitObjects(base.root).links(among: paths, at: commit)
    }
    let problems = paths.compactMap { path -> Diagnostic? in
      let text = contents[path] ?? ""
      let file = "\(base.root)/\(path)"
      if links.contains(path) {
        return Diagnostic(
          "\(file) is a symbolic link, which a patch would replace",
          fix: "commit the file itself in its place")
      }
      if text.isEmpty { return Diagnostic("\(file) is empty", fix: "restore the file") }
      guard text.utf8.contains(UInt8(ascii: "\r")) else { return nil }
      return Diagnostic(
        "\(file) has CR LF line ends, and git am cannot apply patches to it",
        fix: "convert the tree's files to LF, or clone it without core.autocrlf")
    }
    guard problems.isEmpty else { throw Failure(problems) }
  }

  /// The files among `paths` with uncommitted changes, which the series, made from HEAD, ignores.
  public static func uncommitted(_ paths: [KernelPath], in base: Base) async throws -> [String] {
    guard case .git = base.provenance else { return [] }
    return try await GitObjects(base.root).changed(paths)
  }

  /// VERSION, PATCHLEVEL and SUBLEVEL of the kernel's top Makefile.
  static func version(in makefile: String, file: String) throws -> KernelVersion {
    let names = ["VERSION", "PATCHLEVEL", "SUBLEVEL"]
    let lines = makefile.split(separator: "\n", maxSplits: 20).prefix(20)
    let numbers = names.map { name in
      lines.lazy.compactMap { line -> Int? in
        let sides = line.split(separator: "=", maxSplits: 1)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        return sides.count == 2 && sides[0] == name ? Int(sides[1]) : nil
      }.first
    }
    let missing = zip(names, numbers).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw Failure(
        missing.map {
          Diagnostic(
            "not a kernel tree: the Makefile has no \($0) = number",
            at: SourceLocation(file: file, line: 1), fix: "give the top of kernel sources")
        })
    }
    return KernelVersion(numbers[0]!, numbers[1]!, numbers[2]!)
  }
}
