import Diagnostics
import Foundation
import Reporting

/// The warnings of the compiler, sparse, kernel-doc and objtool in one build.
struct Warnings: Sendable {
  private struct Key: Hashable {
    let file: String
    let message: String
  }

  let findings: [Finding]

  /// - Parameters:
  ///   - log: what make printed.
  ///   - prefixes: directories to remove from file names.
  init(log: String, prefixes: [String]) {
    var seen = Set<Finding>()
    // a warning in a header appears once for each file that includes it
    findings = log.split(separator: "\n").compactMap { Finding(buildLine: $0, prefixes: prefixes) }
      .filter { seen.insert($0).inserted }
  }

  /// The warnings that `base` does not have. Line numbers may differ: what is compared is how often
  /// each file has the same message.
  func new(since base: Warnings) -> [Finding] {
    var known = Dictionary(grouping: base.findings, by: Self.key).mapValues(\.count)
    return findings.filter { finding in
      let key = Self.key(finding)
      guard let left = known[key], left > 0 else { return true }
      known[key] = left - 1
      return false
    }
  }

  /// A key that does not change with line numbers and offsets in functions.
  private static func key(_ finding: Finding) -> Key {
    Key(
      file: finding.source?.file ?? "",
      message: "\(finding.type): \(finding.message)"
        .replacing(/\+0x[0-9a-f]+/, with: "+0x…").replacing(/\bline \d+/, with: "line …"))
  }
}

extension Finding {
  /// A line such as `file.c:12:5: warning: … [-Wunused-variable]`; nil for any other line.
  fileprivate init?(buildLine line: Substring, prefixes: [String]) {
    guard
      let match = line.wholeMatch(
        of:
          /(?:([^\s:][^:]*):(?:(\d+):(?:\d+:)?)? )?(warning|error|fatal error|WARNING|ERROR): (.*)/)
    else {
      guard line.hasPrefix("make"), line.contains(" *** ") else { return nil }
      self.init(.error, "make", String(line))
      return
    }
    let path = match.1.map { path in
      prefixes.reduce(String(path)) { path, prefix in
        path.hasPrefix(prefix + "/") ? String(path.dropFirst(prefix.count + 1)) : path
      }
    }
    let option = match.4.firstMatch(of: /\s*\[(-W[^\]]+)\]$/)
    let message = option.map { String(match.4[..<$0.range.lowerBound]) } ?? String(match.4)
    let severity = Severity(rawValue: match.3.lowercased()) ?? .error
    self.init(
      severity, option.map { String($0.1) } ?? "build", message,
      source: path.map { SourceLocation(file: $0, line: match.2.flatMap { Int($0) } ?? 1) })
  }
}
