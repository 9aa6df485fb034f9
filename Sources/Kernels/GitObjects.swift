internal import Diagnostics
internal import Platform
internal import Series

/// Reads from a user's git clone, and never writes to it.
public struct GitObjects {
  let root: String

  public init(_ root: String) { self.root = root }

  /// The commit of HEAD if `root` is the top of a git work tree; nil for a plain tree, even one
  /// inside another repository.
  func head() async throws -> String? {
    guard Disk.exists("\(root)/.git") else { return nil }
    let arguments = ["-C", root, "rev-parse", "--verify", "HEAD^{commit}"]
    let result = try await Tool.git.run(arguments)
    guard result.succeeded else {
      if result.errors.contains("dubious ownership") {
        throw Failure(
          "git does not read \(root), because another user owns it",
          fix: "git config --global --add safe.directory \(root)")
      }
      throw Failure(
        "\(root) has a .git, but git finds no commit there: "
          + result.errors.split(separator: "\n").joined(separator: " "),
        fix: "check out a commit, or use a copy of the tree without .git")
    }
    return result.line
  }

  /// The path of something in git's directory, such as `objects` or `shallow`.
  public func path(_ name: String) async throws -> String {
    try await Tool.git.output(
      ["-C", root, "rev-parse", "--path-format=absolute", "--git-path", name]
    ).line
  }

  /// The bytes of those of the files that a commit has.
  func contents(of paths: [KernelPath], at commit: String) async throws -> [KernelPath: [UInt8]] {
    let wanted = paths.map { "\(commit):\($0)\n" }.joined()
    let output = try await Tool.git.output(
      ["-C", root, "cat-file", "--batch"], input: Array(wanted.utf8)
    ).output
    var contents: [KernelPath: [UInt8]] = [:]
    var rest = output[...]
    for path in paths {
      let header = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(header.count + 1)
      let words = String(decoding: header, as: UTF8.self).split(separator: " ")
      guard words.count == 3, let size = Int(words[2]) else { continue }
      if words[1] == "blob" { contents[path] = Array(rest.prefix(size)) }
      rest = rest.dropFirst(size + 1)
    }
    return contents
  }

  /// Those of the files that a commit has as symbolic links.
  func links(among paths: [KernelPath], at commit: String) async throws -> Set<KernelPath> {
    let arguments = ["-C", root, "ls-tree", commit, "--"] + paths.map(\.description)
    let lines = try await Tool.git.output(arguments).text.split(separator: "\n")
    let names = lines.filter { $0.hasPrefix("120000 ") }
      .compactMap { $0.split(separator: "\t").last.map(String.init) }
    return Set(paths.filter { names.contains($0.description) })
  }

  /// The files among `paths` that differ between the work tree and HEAD.
  func changed(_ paths: [KernelPath]) async throws -> [String] {
    let arguments = ["-C", root, "diff", "--name-only", "HEAD", "--"]
    return try await Tool.git.output(arguments + paths.map(\.description))
      .text.split(separator: "\n").map(String.init)
  }
}
