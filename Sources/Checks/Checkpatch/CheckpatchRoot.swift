import Diagnostics
import Foundation
import Kernels
import Platform

/// A directory in which checkpatch sees the base tree and a git repository.
///
/// Without a repository, checkpatch does not check SPDX identifiers. It also writes a cache into
/// its working directory, which must not be the base tree. Hence this directory of links to the
/// tree's entries; if the tree has no repository, one is made here with what checkpatch asks git
/// for.
struct CheckpatchRoot: Sendable {
  let path: String
  /// Whether commits of the kernel's history can be looked up.
  let hasHistory: Bool

  /// The directories that checkpatch and `spdxcheck.py` list with git.
  private static let listed = ["LICENSES", "include"]

  static func make(for tree: String, at path: String) async throws -> CheckpatchRoot {
    guard Disk.exists("\(tree)/scripts/checkpatch.pl") else {
      throw Failure("\(tree) has no scripts/checkpatch.pl", fix: "give a kernel tree")
    }
    let hasHistory = Disk.exists("\(tree)/.git")
    let stamp = "\(path)/.checkpatch-tree"
    let root = CheckpatchRoot(path: path, hasHistory: hasHistory)
    let names = try Disk.names(in: tree)
    let contents = ([tree] + names).joined(separator: "\n")
    if try Disk.read(stamp) == contents { return root }
    try Disk.remove(path)
    try Disk.makeDirectory(path)
    for name in names where name != ".git" || hasHistory {
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/\(name)", withDestinationPath: "\(tree)/\(name)")
    }
    // some vendors' trees lack files by which checkpatch recognises a kernel tree
    for name in ["COPYING", "CREDITS", "README"] where !names.contains(name) {
      try Disk.write("", to: "\(path)/\(name)")
    }
    try replaceScript(of: tree, in: path)
    if !hasHistory { try await commit(tree, to: "\(path)/.git") }
    try Disk.write(contents, to: stamp)
    return root
  }

  /// Replaces an old tree's checkpatch by one that today's perl can run.
  private static func replaceScript(of tree: String, in path: String) throws {
    guard let toolchain = OldToolchain(tree: tree),
      let script = try toolchain.files(compilerVersion: 0)[OldToolchain.checkpatch]
    else { return }
    try Disk.remove("\(path)/scripts")
    for name in try Disk.names(in: "\(tree)/scripts")
    where "scripts/\(name)" != OldToolchain.checkpatch {
      try Disk.makeDirectory("\(path)/scripts")
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/scripts/\(name)", withDestinationPath: "\(tree)/scripts/\(name)")
    }
    try Disk.write(script, to: "\(path)/\(OldToolchain.checkpatch)")
  }

  private static func commit(_ tree: String, to repository: String) async throws {
    let identity = ["NAME": "checkpatch", "EMAIL": "checkpatch@localhost"]
    var variables: [String: String?] = [
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    ]
    for (key, value) in identity {
      variables["GIT_AUTHOR_\(key)"] = value
      variables["GIT_COMMITTER_\(key)"] = value
    }
    let git = ["--git-dir=\(repository)", "--work-tree=\(tree)"]
    _ = try await Tool.git.output(
      ["init", "--quiet", "--bare", repository], with: .inherited(variables))
    for command in [
      ["config", "core.bare", "false"],
      ["add", "--force", "--"] + listed.filter { Disk.exists("\(tree)/\($0)") },
      ["commit", "--quiet", "--message=What checkpatch lists"],
    ] {
      _ = try await Tool.git.output(git + command, in: tree, with: .inherited(variables))
    }
  }
}

extension CheckpatchRoot {
  private var script: String {
    (try? String(contentsOfFile: "\(path)/\(OldToolchain.checkpatch)", encoding: .utf8)) ?? ""
  }

  /// The options among `wanted` that this tree's checkpatch knows.
  func options(_ wanted: [String]) -> [String] {
    let script = script
    return wanted.filter { script.contains($0.prefix { $0 != "=" }) }
  }

  /// Whether this checkpatch takes parts of names such as DMA_GCMD_TE for words.
  var spellsNames: Bool { !script.contains(#"[^\w\-'`])($misspellings)"#) }

  /// The types that a checkpatch without `--list-types` can report.
  var typesInScript: Set<String> {
    Set(script.matches(of: /\b(?:ERROR|WARN|CHK)\("([A-Z0-9_]+)"/).map { String($0.1) })
  }
}
