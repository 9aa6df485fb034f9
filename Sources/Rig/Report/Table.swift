/// The results as text: one line a case, one column a kernel.
public struct ResultTable: CustomStringConvertible {
  private let results: [CaseResult]
  private let color: Bool

  public init(_ results: [CaseResult], color: Bool) {
    self.results = results
    self.color = color
  }

  public var description: String {
    let subjects = results.map(\.subject).uniqued()
    let names = results.map(\.name).uniqued()
    let width = names.map(\.count).max() ?? 0
    let header = "case".padded(to: width) + subjects.map { "  \($0)".padded(to: 14) }.joined()
    let rows = names.map { name in
      let cells = subjects.map { subject in
        let result = results.first { $0.name == name && $0.subject == subject }
        return result.map(cell) ?? "  –".padded(to: 14)
      }
      let waits = results.first { $0.name == name && !$0.waitsFor.isEmpty }?.waitsFor ?? []
      let note = waits.isEmpty ? "" : "  waits for \(waits.joined(separator: ", "))"
      return name.padded(to: width) + cells.joined() + note
    }
    return ([header] + rows).joined(separator: "\n")
  }

  /// `pass`, `fail`, or the same with a `!` when something else was expected.
  private func cell(_ result: CaseResult) -> String {
    let text = "  \(result.outcome.verdict.rawValue)\(result.isExpected ? "" : " !")".padded(to: 14)
    guard color else { return text }
    let code = result.isExpected ? (result.outcome.verdict == .pass ? 32 : 33) : 31
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}

extension CaseResult {
  /// Why the verdict is what it is, for a log.
  public var explanation: String {
    outcome.reasons.map { reason in
      "  \(reason.demand): \(reason.findings.prefix(3).joined(separator: "; "))"
        + (reason.findings.count > 3 ? " and \(reason.findings.count - 3) more" : "")
    }.joined(separator: "\n")
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension Sequence where Element: Hashable {
  func uniqued() -> [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
