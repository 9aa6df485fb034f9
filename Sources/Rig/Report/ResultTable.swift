public import Reporting

extension RigResults {
  /// A table with a line for each case and a column for each kernel.
  public func table(_ style: Style) -> String {
    let subjects = cases.map(\.subject).uniqued()
    let names = cases.map(\.name).uniqued()
    let header = ["case on \(emulator)"] + subjects.map(\.description)
    let rows = names.map { name in
      let results = subjects.map { subject in
        cases.first { $0.name == name && $0.subject == subject }
      }
      let waits = results.compactMap { $0?.waitsFor }.first
      return [TextTable.Cell(name)] + results.map { $0?.cell ?? TextTable.Cell("–") }
        + (waits.map { [TextTable.Cell("waits for \($0)")] } ?? [])
    }
    return TextTable([header.map { TextTable.Cell($0) }] + rows).lines(style)
      .joined(separator: "\n")
  }
}

extension CaseResult {
  /// The verdict, with a `!` if another one was expected.
  fileprivate var cell: TextTable.Cell {
    let verdict = outcome.verdict
    guard isExpected else { return TextTable.Cell("\(verdict.rawValue) !", .red) }
    return TextTable.Cell(verdict.rawValue, verdict == .pass ? .green : .yellow)
  }
}

extension CaseResult {
  /// The reasons for the verdict, for a log.
  public var explanation: String {
    outcome.reasons.map { reason in
      "  \(reason.expectation): \(reason.findings.prefix(3).joined(separator: "; "))"
        + (reason.findings.count > 3 ? " and \(reason.findings.count - 3) more" : "")
    }.joined(separator: "\n")
  }
}

extension Sequence where Element: Hashable {
  func uniqued() -> [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}
