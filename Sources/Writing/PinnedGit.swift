internal import Diagnostics
internal import Platform

/// Git with everything fixed that changes the bytes it writes: no configuration and no
/// environment of the user's, and every default that has differed between versions.
struct PinnedGit {
  /// The bare repository that is worked in.
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
    // the hunk headers' function names: C as git has it, fixed against its changes
    "diff.kernel.xfuncname="
      + #"!^[ \#t]*[A-Za-z_][A-Za-z_0-9]*:[[:space:]]*($|/[/*])"# + "\n"
      + #"^((::[[:space:]]*)?[A-Za-z_].*)$"#,
  ]

  /// The attributes of the kernel's own tree, but for the name of the C driver.
  private static let attributes = "*.c diff=kernel\n*.h diff=kernel\n"

  /// Makes the repository; with `objects` its objects are looked up there too.
  ///
  /// - Parameter description: the branch's, from which the cover letter is made.
  func create(
    description: String, borrowing objects: String? = nil, shallow: String? = nil
  ) throws {
    // gitrepository-layout(5); two processes less than `git init` and `git config`
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

  /// A value as it stands between quotes in git's configuration.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
      .replacing("\t", with: #"\t"#)
  }

  /// Runs git in the repository; fails unless it exits with 0.
  func callAsFunction(_ arguments: [String], input: [UInt8] = []) async throws {
    let settings = ["--git-dir=\(repository)"] + Self.configuration.flatMap { ["-c", $0] }
    let result = try await Tool.git.run(settings + arguments, with: variables, input: input)
    guard result.succeeded else { throw Tool.git.failure(arguments, result) }
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
