internal import Diagnostics
public import Platform
public import Series

/// A table of kernels, and how far the series for each was verified.
public struct VerifiedKernels: Sendable {
  private let records: [Verification]
  private let committed: [String: String]

  /// - Parameter committed: the digest of the series in `patches/` for each kernel that has one. A
  ///   record of another series for that kernel is marked.
  public init(_ records: [Verification], committed: [String: String]) {
    self.records = records
    self.committed = committed
  }

  /// The heading, and a row for each kernel.
  public var rows: [[String]] {
    [["kernel", "checkpatch", "built at every commit", "C tests", "crashed", "date"]]
      + records.map { record in
        [
          record.kernel,
          record[.checkpatch] == nil ? "–" : "clean",
          record[.build].map(Self.scopes) ?? "–",
          record[.test].map { "\($0.counts.values.max() ?? 0) passed" } ?? "–",
          record[.crash].map(Self.cases) ?? "–",
          date(of: record),
        ]
      }
  }

  private func date(of record: Verification) -> String {
    let isCurrent = committed[record.kernel].map { $0 == record.series } ?? true
    return (record.date ?? "–") + (isCurrent ? "" : ", an earlier series")
  }

  private static func scopes(_ pass: Verification.Pass) -> String {
    let names = pass.counts.keys.sorted()
    return names.count > 2 ? "\(names.count) configurations" : names.joined(separator: ", ")
  }

  private static func cases(_ pass: Verification.Pass) -> String {
    pass.counts.sorted { $0.key < $1.key }.map { "\($0.value) cases on \($0.key)" }
      .joined(separator: ", ")
  }

  private static let begin = "<!-- written by `make bases RECORD=1` -->\n"
  private static let end = "<!-- until here -->\n"

  /// The table in Markdown.
  var markdown: String {
    let lines = rows.map { "| \($0.joined(separator: " | ")) |\n" }
    let rule = "|\(String(repeating: "---|", count: rows[0].count))\n"
    return lines[0] + rule + lines.dropFirst().joined()
  }

  /// A README with this table in it.
  ///
  /// - Throws: `Failure` if the marks around the table are missing.
  public func text(ofReadme text: String) throws -> String {
    guard let begin = text.firstRange(of: Self.begin), let end = text.firstRange(of: Self.end),
      begin.upperBound <= end.lowerBound
    else {
      throw Failure(
        "README.md has no place for the table of kernels",
        fix: "put back the lines \(Self.begin.trimmed) and \(Self.end.trimmed)")
    }
    return text[..<begin.upperBound] + "\n\(markdown)\n" + text[end.lowerBound...]
  }

  /// Writes the table into the project's README.
  public func write(toReadmeIn workspace: Workspace) throws {
    let path = "\(workspace.root)/README.md"
    try Disk.write(try text(ofReadme: try Disk.read(path) ?? ""), to: path)
  }
}

extension String {
  fileprivate var trimmed: Substring { prefix { $0 != "\n" } }
}
