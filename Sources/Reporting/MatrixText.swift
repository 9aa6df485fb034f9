extension Matrix {
  /// The table for a terminal, the findings of what failed, and a closing count.
  public func text(_ style: Style) -> String { text(style, closing: summary) }

  /// The same with another closing line.
  public func text(_ style: Style, closing: String) -> String {
    let header = ([""] + columns).map { TextTable.Cell($0) }
    let body = rows.map { row in
      [TextTable.Cell(short(row.name))]
        + row.cells.map { TextTable.Cell($0.words, $0.verdict.colour) }
    }
    let table = TextTable([header] + body).lines(style)
    let failures = rows.filter { $0.cells.contains { $0.verdict == .fail } }.flatMap { row in
      ["", style("\(row.name):", .red)] + reasons(row).map { "  \($0)" }
    }
    return (table + failures + ["", closing]).joined(separator: "\n") + "\n"
  }

  /// The findings of a row's failures, each once, with the columns that it is in.
  private func reasons(_ row: Row) -> [String] {
    var reasons: [(text: String, columns: [String])] = []
    for (column, cell) in zip(columns, row.cells) where cell.verdict == .fail {
      let texts = cell.findings.isEmpty ? [cell.detail] : cell.findings.map(\.description)
      for text in texts {
        if let index = reasons.firstIndex(where: { $0.text == text }) {
          reasons[index].columns.append(column)
        } else {
          reasons.append((text, [column]))
        }
      }
    }
    return reasons.map { "\($0.text) [\($0.columns.joined(separator: ", "))]" }
  }

  private var summary: String {
    let skipped = count(.skipped)
    return "\(count(.pass)) passed, \(count(.fail)) failed"
      + (skipped == 0 ? "" : ", \(skipped) skipped")
  }
}

extension Matrix.Cell {
  fileprivate var words: String {
    detail.isEmpty ? verdict.rawValue : "\(verdict.rawValue) (\(detail))"
  }
}

/// A row's name, cut so that a table with five columns fits on a terminal.
private func short(_ name: String) -> String {
  name.count <= 40 ? name : name.prefix(39) + "…"
}
