import Diagnostics
import Series

/// The cover letter's table of what the crash-boot rig found, on all bases alike.
struct ResultTable {
  /// The columns of a label, and of a verdict.
  private static let widths = (label: 49, verdict: 9)

  private(set) var text = ""
  /// Cases without a row or without a verdict, and rows whose cases differ.
  private(set) var problems: [Diagnostic] = []

  init(_ rows: [ResultRow], of records: [RigRecord], at location: SourceLocation) {
    let bases = records.map(\.base)
    if bases.isEmpty { report("nothing is recorded of the crash-boot rig", at: location) }
    var lines = [line("a machine that crashes, be it \(bases.listed)", "vanilla", "series")]
    for row in rows {
      let verdicts = records.flatMap { record in
        row.cases.map { (name: $0, base: record.base, verdicts: record.cases[$0]) }
      }
      for missing in verdicts where missing.verdicts == nil {
        report("\(missing.name) has no verdict on \(missing.base)", at: location)
      }
      if row.label.split(separator: "\n").contains(where: { $0.count >= Self.widths.label }) {
        report("‘\(row.label)’ is too long for the table", at: location)
      }
      guard let first = verdicts.first, let verdict = first.verdicts else { continue }
      if let other = verdicts.first(where: { $0.verdicts.map { $0 != verdict } ?? false }) {
        report(
          "in ‘\(row.label)’ \(other.name) on \(other.base) differs from \(first.name) on \(first.base)",
          at: location)
      }
      lines.append(line(row.label, verdict.vanilla.verdict, verdict.series.verdict))
    }
    let named = Set(rows.flatMap(\.cases))
    for name in Set(records.flatMap(\.cases.keys)).subtracting(named).sorted() {
      report("the table has no row for \(name)", at: location)
    }
    text = lines.joined(separator: "\n")
  }

  private func line(_ label: String, _ vanilla: String, _ series: String) -> String {
    let last = label.split(separator: "\n").last?.count ?? 0
    return "  " + label.replacing("\n", with: "\n  ") + spaces(Self.widths.label - last) + vanilla
      + spaces(Self.widths.verdict - vanilla.count) + series
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(1, count)) }

  private mutating func report(_ message: String, at location: SourceLocation) {
    problems.append(
      Diagnostic(
        "cover letter: \(message)", at: location,
        fix: "run make e2e RECORD=1 on each base, or mend the rows"))
  }
}

extension Bool {
  fileprivate var verdict: String { self ? "pass" : "FAIL" }
}

extension [String] {
  /// `6.1, 6.12 or 7.3`
  fileprivate var listed: String {
    count > 1 ? "\(dropLast().joined(separator: ", ")) or \(self[count - 1])" : first ?? ""
  }
}
