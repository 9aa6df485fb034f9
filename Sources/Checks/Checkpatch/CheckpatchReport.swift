import Diagnostics
public import Reporting

/// The findings of checkpatch in a series.
public struct CheckpatchReport: CheckReport {
  public struct CheckedPatch: Codable, Sendable {
    /// The patch file's name.
    public let name: String
    /// The findings that the ignore list does not accept.
    public let findings: [Finding]
    /// Wall-clock time.
    public let seconds: Double
  }

  public let patches: [CheckedPatch]
  /// How many findings the ignore list accepted.
  public let ignored: Int
  /// Problems of the ignore list itself.
  public let ignoreList: [Finding]

  init(
    _ results: [(name: String, findings: [Finding], seconds: Double)], ignoreList list: IgnoreList,
    types: Set<String>, isWhole: Bool = true
  ) {
    let all = results.flatMap(\.findings)
    patches = results.map { result in
      CheckedPatch(
        name: result.name,
        findings: list.apply(to: result.findings, types: types).remaining,
        seconds: result.seconds)
    }
    ignoreList = isWhole ? list.apply(to: all, types: types).list : list.findings
    ignored = all.count - patches.reduce(0) { $0 + $1.findings.count }
  }

  public var findings: [Finding] { ignoreList + patches.flatMap(\.findings) }
  public var passed: Bool { findings.isEmpty }

  /// One finding a line, and a closing count.
  public func text(_ style: Style) -> String {
    let lines = findings.map { finding in
      style("\(finding)", finding.severity.colour)
    }
    let clean = patches.count { $0.findings.isEmpty }
    let count = "\(clean) of \(patches.count) patches clean, \(findings.count) findings"
    let closing = ignored == 0 ? count : "\(count), \(ignored) ignored with a reason"
    return (lines + [style(closing, passed ? .green : .red)]).joined(separator: "\n") + "\n"
  }

  /// A suite for each patch with a case for each finding, and one for the ignore list.
  public var junit: JUnit {
    let suites = patches.map { patch in
      JUnit.Suite(
        name: "checkpatch.\(patch.name)",
        cases: cases(patch.findings, clean: "checkpatch", seconds: patch.seconds))
    }
    let list = JUnit.Suite(
      name: "checkpatch.ignore-list", cases: cases(ignoreList, clean: "ignore list", seconds: 0))
    return JUnit(suites: suites + [list])
  }

  private func cases(_ findings: [Finding], clean: String, seconds: Double) -> [JUnit.Case] {
    guard !findings.isEmpty else {
      return [JUnit.Case(name: clean, seconds: seconds, outcome: .passed)]
    }
    return findings.map { finding in
      JUnit.Case(
        name: "\(finding.type) \((finding.source ?? finding.patch).map(\.description) ?? "")",
        outcome: .failed(message: finding.message, text: finding.description))
    }
  }
}
