internal import Diagnostics
internal import Platform

/// Git with everything fixed that affects its output: it ignores the user's configuration and
/// environment, and sets every option whose default has changed between versions.
struct PinnedGit {
  /// The bare repository to work in.
  let repository: String
  let author: Identity
  /// As `2026-11-23T12:00:00+00:00`.
  let date: String

  private static let configuration = [
    "core.abbrev=12", "core.attributesFile=/dev/null", "core.quotePath=true",
    "core.compression=0", "core.fsync=none", "core.bigFileThreshold=512m",
    "diff.algorithm=myers", "diff.context=3", "diff.interHunkContext=0",
    "diff.indentHeuristic=true", "diff.mnemonicPrefix=false", "diff.noprefix=false",
    "diff.renames=true", "diff.suppressBlankEmpty=false", "diff.statGraphWidth=-1",
    "format.encodeEmailHeaders=true", "gc.auto=0", "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8", "fastimport.unpackLimit=0", "pack.threads=1",
    // function names in hunk headers: git's own pattern for C, copied because it may change
    "diff.kernel.xfuncname="
      + #"!^[ \#t]*[A-Za-z_][A-Za-z_0-9]*:[[:space:]]*($|/[/*])"# + "\n"
      + #"^((::[[:space:]]*)?[A-Za-z_].*)$"#,
  ]

  /// The kernel's own attributes, except for the name of the diff driver.
  private static let attributes = "*.c diff=kernel\n*.h diff=kernel\n"

  /// Creates the repository. Objects are also looked up in `objects`, if given.
  ///
  /// - Parameter description: the branch's description, from which git makes the cover letter.
  func create(
    description: String, borrowing objects: String? = nil, shallow: String? = nil
  ) throws {
    // see gitrepository-layout(5); this saves two processes, `git init` and `git config`
    for directory in ["objects", "refs"] { try Disk.makeDirectory("\(repository)/\(directory)") }
    try Disk.write("ref: refs/heads/\(FastImport.branch)\n", to: "\(repository)/HEAD")
    try Disk.write(
      """
      [core]
      repositoryformatversion = 0
      bare = true
      [branch "\(FastImport.branch)"]
      description = "\(PinnedGit.quoted(description))"

      """, to: "\(repository)/config")
    try Disk.write(Self.attributes, to: "\(repository)/info/attributes")
    if let objects { try Disk.write("\(objects)\n", to: "\(repository)/objects/info/alternates") }
    if let shallow { try Disk.write(shallow, to: "\(repository)/shallow") }
  }

  /// Escapes a value for quotes in git's configuration.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
      .replacing("\t", with: #"\t"#)
  }

  /// Runs git in the repository; fails unless it exits with 0.
  func callAsFunction(_ arguments: [String], input: [UInt8] = []) async throws {
    let result = try await run(arguments, input: input)
    guard result.succeeded else { throw Tool.git.failure(arguments, result) }
  }

  /// Runs git in the repository, whatever its exit status is.
  ///
  /// - Parameter directory: the working directory; nil is the caller's.
  func run(
    _ arguments: [String], in directory: String? = nil, input: [UInt8] = []
  ) async throws -> Tool.Result {
    let settings = ["--git-dir=\(repository)"] + Self.configuration.flatMap { ["-c", $0] }
    return try await Tool.git.run(
      settings + arguments, in: directory, with: variables, input: input)
  }

  private var variables: Tool.Variables {
    .only([
      "PATH": Tool.path, "HOME": repository, "LC_ALL": "C", "TZ": "UTC",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
      "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email, "GIT_AUTHOR_DATE": date,
      "GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email,
      "GIT_COMMITTER_DATE": date,
    ])
  }
}
