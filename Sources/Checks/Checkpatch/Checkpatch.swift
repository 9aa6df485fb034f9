import Diagnostics
import Foundation
import Kernels
import Platform
import Reporting

/// Runs the base tree's own checkpatch over every patch of a series, including its message.
public struct Checkpatch: Sendable {
  /// A kernel tree, which is never written to.
  public let tree: String
  /// The directory of the series: `0000-cover-letter.patch`, `0001-….patch`, …
  public let patches: String
  public let ignoreList: IgnoreList
  /// A directory for working files, kept between runs.
  public let work: String
  /// Whether every entry of the ignore list must be needed.
  public let isWhole: Bool

  public init(
    tree: String, patches: String, ignoreList: IgnoreList, work: String, isWhole: Bool = true
  ) {
    self.tree = tree
    self.patches = patches
    self.ignoreList = ignoreList
    self.work = work
    self.isWhole = isWhole
  }

  /// - Throws: `Failure` if checkpatch could not run, which says nothing about the series.
  public func run() async throws -> CheckpatchReport {
    let files = try PatchFile.list(in: patches)
    let tools = try await CheckpatchTools.find().withPython(in: "\(work)/bin")
    let progress = ProgressBar("checkpatch")
    defer { progress.finish() }
    let root = try await CheckpatchRoot.make(for: tree, at: "\(work)/root")
    let types = try await knownTypes(root, tools)
    var results: [(name: String, findings: [Finding], seconds: Double)] = []
    for (index, file) in files.enumerated() {
      let start = Date()
      let text = try Disk.read("\(patches)/\(file)") ?? ""
      let findings =
        file.isCoverLetter
        ? findings(ofCoverLetter: text, name: file)
        : try await check(file, text, root, tools)
      results.append((file, findings, Date().timeIntervalSince(start)))
      progress.update(Double(index + 1) / Double(files.count))
    }
    return CheckpatchReport(results, ignoreList: ignoreList, types: types, isWhole: isWhole)
  }

  private func check(
    _ file: String, _ text: String, _ root: CheckpatchRoot, _ tools: CheckpatchTools
  ) async throws -> [Finding] {
    let result = try await Tool("perl").run(
      [
        "scripts/checkpatch.pl", "--strict", "--show-types", "--terse", "--no-summary",
      ]
        + root.options(
          root.spellsNames ? [] : ["--codespell", "--codespellfile=\(tools.dictionary)"])
        + (root.hasHistory ? [] : ["--ignore=UNKNOWN_COMMIT_ID"]) + ["\(patches)/\(file)"],
      in: root.path, with: .inherited(tools.environment))
    guard result.errors.isEmpty else {
      throw Failure("checkpatch.pl printed an error on \(file): \(result.errors)")
    }
    let findings = try findings(
      ofCheckpatch: result.text, patch: PatchFile(text, name: file))
    guard result.status == (findings.isEmpty ? 0 : 1) else {
      throw Failure(
        "checkpatch.pl ended with exit code \(result.status) and \(findings.count) findings on \(file)"
      )
    }
    return findings
  }

  private func knownTypes(
    _ root: CheckpatchRoot, _ tools: CheckpatchTools
  ) async throws -> Set<String> {
    guard !root.options(["--list-types"]).isEmpty else { return root.typesInScript }
    let result = try await Tool("perl").output(
      ["scripts/checkpatch.pl", "--list-types"], in: root.path,
      with: .inherited(tools.environment))
    let types = types(ofCheckpatch: result.text)
    guard !types.isEmpty else { throw Failure("checkpatch.pl --list-types listed nothing") }
    return types
  }
}

extension PatchFile {
  /// The names of the patch files of a series in order, without the cover letter.
  public static func patches(in directory: String) throws -> [String] {
    try list(in: directory).filter { !$0.isCoverLetter }
  }

  /// The names of the patch files of a series in order, the cover letter first.
  static func list(in directory: String) throws -> [String] {
    let names = try Disk.names(in: directory).filter { $0.hasSuffix(".patch") }
    guard names.contains(where: { !$0.isCoverLetter }) else {
      throw Failure("\(directory) holds no patches", fix: "run make patches")
    }
    return names
  }
}

extension String {
  /// `0000-cover-letter.patch`, or with a version `v2-0000-cover-letter.patch`.
  var isCoverLetter: Bool { hasSuffix("0000-cover-letter.patch") }
}
