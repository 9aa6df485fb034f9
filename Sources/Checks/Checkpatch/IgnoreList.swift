public import Diagnostics
import Foundation
public import Reporting

/// Findings of checkpatch that are accepted, each with a reason.
///
/// A line is `TYPE | path | reason | added`: checkpatch's type, the file in the kernel tree (or
/// `message` for a commit message), why it is right, and the day (`2026-11-23`) it was accepted.
public struct IgnoreList: Sendable {
  public struct Entry: Hashable, Sendable {
    public let type: String
    public let path: String
    public let reason: String
    public let added: String
    public let place: SourceLocation
  }

  /// The path of findings in a commit message.
  public static let message = "message"

  public let entries: [Entry]
  /// Lines that are not valid entries.
  public let findings: [Finding]

  public init(_ text: String, file: String) {
    var entries: [Entry] = []
    var findings: [Finding] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let place = SourceLocation(file: file, line: index + 1)
      let content = line.trimmingCharacters(in: .whitespaces)
      if content.isEmpty || content.hasPrefix("#") { continue }
      let fields = content.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard fields.count == 4 else {
        findings.append(
          .ignoreList("expected `TYPE | path | reason | added`, found `\(content)`", place))
        continue
      }
      let entry = Entry(
        type: fields[0], path: fields[1], reason: fields[2], added: fields[3], place: place)
      findings += entry.faults
      entries.append(entry)
    }
    self.entries = entries
    self.findings = findings
  }

  /// The findings that the list does not accept, and the problems of the list itself.
  ///
  /// - Parameter types: the types that this checkpatch knows.
  public func apply(
    to findings: [Finding], types: Set<String>
  ) -> (remaining: [Finding], list: [Finding]) {
    let used = Set(entries.filter { entry in findings.contains { entry.covers($0) } })
    let remaining = findings.filter { finding in !entries.contains { $0.covers(finding) } }
    let faults = entries.filter { !used.contains($0) }.map { entry in
      types.contains(entry.type)
        ? Finding.ignoreList(
          "nothing in the series is \(entry.type) in \(entry.path): remove the entry", entry.place)
        : Finding.ignoreList("checkpatch has no type \(entry.type)", entry.place)
    }
    return (remaining, self.findings + faults)
  }
}

extension IgnoreList.Entry {
  fileprivate var faults: [Finding] {
    let empty = [("type", type), ("path", path), ("reason", reason), ("date", added)]
      .filter { $0.1.isEmpty }
      .map { Finding.ignoreList("the entry has no \($0.0)", place) }
    let isDate = added.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
    return empty
      + (isDate || added.isEmpty
        ? [] : [Finding.ignoreList("`\(added)` is no date like 2026-11-23", place)])
  }

  fileprivate func covers(_ finding: Finding) -> Bool {
    type == finding.type && path == (finding.source?.file ?? IgnoreList.message)
  }
}

extension Finding {
  fileprivate static func ignoreList(_ message: String, _ place: SourceLocation) -> Finding {
    Finding(.error, "IGNORE_LIST", message, source: place)
  }
}
