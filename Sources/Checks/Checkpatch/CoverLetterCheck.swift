import Diagnostics
import Reporting

/// Checks the cover letter, which checkpatch does not look at.
func findings(ofCoverLetter text: String, name: String) -> [Finding] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let body = lines.firstIndex(of: "") ?? lines.endIndex
  var findings: [Finding] = []
  func add(_ type: String, _ message: String, _ index: Int) {
    findings.append(
      Finding(.error, type, message, patch: SourceLocation(file: name, line: index + 1)))
  }
  let subject = lines[..<body].firstIndex { $0.hasPrefix("Subject:") }
  if subject.map({ lines[$0].wholeMatch(of: /Subject: \[[^\]]*\] \S.*/) == nil }) ?? true {
    add("COVER_SUBJECT", "the cover letter has no `Subject: [PATCH 0/n] …`", subject ?? 0)
  }
  for (index, line) in lines.enumerated() {
    if line.contains("*** ") {
      add("COVER_TEMPLATE", "git's template text is still there: `\(line)`", index)
    }
    if index > body, line.count > 75, !line.mayBeLong {
      add("COVER_LONG_LINE", "\(line.count) columns; wrap at 75", index)
    }
  }
  if lines[body...].allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
    add("COVER_EMPTY", "the cover letter says nothing", lines.count - 1)
  }
  return findings
}

extension Substring {
  /// Tables, lists of commits, diffstats and links are not wrapped.
  fileprivate var mayBeLong: Bool {
    hasPrefix(" ") || hasPrefix("\t") || contains("|") || contains("://")
      || hasPrefix("base-commit:") || hasPrefix("prerequisite-patch-id:")
  }
}
