internal import Diagnostics
internal import Foundation
public import Kernels
internal import Platform
public import Rendering
internal import Series

/// A series as `git format-patch` writes it.
public struct WrittenSeries: Sendable {
  /// The files in order, the cover letter first.
  public let files: [(name: String, text: String)]
  public let record: SeriesRecord
  /// The subject and size of each patch.
  public let patches: [PatchSize]
}

/// The subject of a patch, and how many lines it adds and removes.
public struct PatchSize: Hashable, Codable, Sendable {
  public let file: String
  public let subject: String
  public let insertions: Int
  public let deletions: Int

  /// The lines that one patch may add and remove: about 250, with some room.
  static let limit = 265
}

/// Turns a rendered series into patch files, byte for byte the same on every machine.
public struct SeriesWriter: Sendable {
  private let base: Base
  private let author: Identity

  public init(base: Base, author: Identity) {
    self.base = base
    self.author = author
  }

  /// Formats the series in the directory `scratch`, which is created and removed again.
  public func format(_ series: RenderedSeries, scratch: String) async throws -> WrittenSeries {
    defer { try? Disk.remove(scratch) }
    try Disk.makeDirectory(scratch)
    let git = PinnedGit(
      repository: "\(scratch)/repository", author: author, date: series.version.date)
    try await importing(series, git)
    let output = "\(scratch)/patches"
    try await git(formatting(series, to: output))

    let names = try Disk.names(in: output)
    let files = try names.map { (name: $0, text: try Disk.read("\(output)/\($0)") ?? "") }
    guard files.count == series.patches.count + 1 else {
      throw Failure(
        "git format-patch wrote \(files.count) files for \(series.patches.count) patches")
    }
    try await demandThatTheyApply(files.dropFirst().map(\.text), series, git, in: "\(scratch)/tree")
    let sizes = zip(files.dropFirst(), series.patches).map { file, patch in
      PatchSize(file.name, file.text, patch)
    }
    let tooLarge = zip(sizes, series.patches).compactMap(problem)
    guard tooLarge.isEmpty else { throw Failure(tooLarge) }
    let record = SeriesRecord(
      base: base, author: author, series: series.version.number,
      trailers: series.trailers.isEmpty ? nil : series.trailers, files: names)
    return WrittenSeries(files: files, record: record, patches: sizes)
  }

  /// What a reviewer would say of the patch's size.
  private func problem(with size: PatchSize, of patch: RenderedPatch) -> Diagnostic? {
    let lines = size.insertions + size.deletions
    guard lines > PatchSize.limit else { return nil }
    return Diagnostic(
      "\(size.file) changes \(lines) lines, and \(PatchSize.limit) are the limit",
      at: patch.location, fix: "split it")
  }

  /// Fails unless git can apply the patches to the base's own bytes.
  private func demandThatTheyApply(
    _ patches: [String], _ series: RenderedSeries, _ git: PinnedGit, in tree: String
  ) async throws {
    try Disk.makeDirectory(tree)
    for (path, bytes) in try await base.bytes(of: series.base.keys) {
      try Disk.write(bytes, to: "\(tree)/\(path)")
    }
    for (path, text) in series.earlier.flatMap(\.files) {
      try Disk.write(text, to: "\(tree)/\(path)")
    }
    // as one input: of several files, git checks each against the tree as it is
    let result = try await git.run(
      ["apply", "--check", "-"], in: tree, input: patches.flatMap(FileText.encode))
    guard !result.succeeded else { return }
    let prefix = "error: "
    let reasons = result.errors.split(separator: "\n").filter { $0.hasPrefix(prefix) }
    guard !reasons.isEmpty else { throw Tool.git.failure(["apply", "--check"], result) }
    throw Failure(
      reasons.map {
        Diagnostic(
          "git cannot apply the series to \(base.label): \($0.dropFirst(prefix.count))",
          fix: "report this, with the file")
      })
  }

  private func importing(_ series: RenderedSeries, _ git: PinnedGit) async throws {
    var stream = try FastImport(author: author, date: series.version.date)
    if case .git(let commit) = base.provenance {
      let clone = GitObjects(base.root)
      try await git.create(
        description: description(series), borrowing: clone.path("objects"),
        shallow: Disk.read(clone.path("shallow")))
      stream.base(commit)
    } else {
      try git.create(description: description(series))
      stream.base(series.base)
    }
    stream.patches(of: series)
    try await git(
      ["fast-import", "--quiet", "--done", "--depth=0"], input: stream.bytes + Array("done\n".utf8))
  }

  /// The cover letter's subject and text. Git takes the first paragraph as the subject.
  private func description(_ series: RenderedSeries) -> String {
    // for a clone, git writes the base-commit itself
    let origin: String? = if case .git = base.provenance { nil } else { "base: \(base.label)" }
    return [series.cover.subject, series.cover.body, origin].compactMap {
      $0?.trimmingCharacters(in: .newlines)
    }.joined(separator: "\n\n")
  }

  private func formatting(_ series: RenderedSeries, to output: String) -> [String] {
    var arguments = [
      "format-patch", "--quiet", "--output-directory=\(output)",
      "--cover-letter", "--cover-from-description=subject", "--subject-prefix=PATCH",
      "--numbered", "--start-number=1", "--suffix=.patch", "--filename-max-length=64",
      "--zero-commit", "--full-index", "--no-signature", "--no-thread", "--no-attach",
      "--no-color", "--no-ext-diff", "--no-textconv", "--no-notes", "--no-binary",
      "--diff-algorithm=myers", "--unified=3", "--find-renames",
      "--src-prefix=a/", "--dst-prefix=b/",
    ]
    if case .git = base.provenance { arguments.append("--base=refs/heads/\(FastImport.base)") }
    if series.version.number > 1 { arguments.append("--reroll-count=\(series.version.number)") }
    return arguments + ["refs/heads/\(FastImport.earlier)..\(FastImport.branch)"]
  }
}

extension PatchSize {
  fileprivate init(_ file: String, _ text: String, _ patch: RenderedPatch) {
    // as bytes, which are compared faster
    let diff = text.utf8.split(separator: UInt8(ascii: "\n")).drop {
      !$0.starts(with: "diff --git ".utf8)
    }
    self.file = file
    subject = String(patch.message.prefix { $0 != "\n" })
    insertions = diff.count { $0.starts(with: "+".utf8) && !$0.starts(with: "+++ ".utf8) }
    deletions = diff.count { $0.starts(with: "-".utf8) && !$0.starts(with: "--- ".utf8) }
  }
}
