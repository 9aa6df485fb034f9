internal import Tables

/// The text that a template inserts as `{{{second_stage.reserved}}}`: the bits that must be zero
/// in the entries of one stage's page tables.
public struct PageTableText: Sendable {
  /// The rows of an array by level, each for an entry of a table and for one of a page.
  public let reserved: String

  /// The text for each stage, by the name that templates use.
  public static let byStage = [
    "first_stage": PageTableText("fs"),
    "second_stage": PageTableText("ss"),
  ]

  private init(_ stage: String) {
    let levels = ["pml5e", "pml4e", "pdpe", "pde", "pte"]
    let rows = levels.enumerated().map { index, level in
      let entries = Tables.all.filter { $0.name.hasPrefix("\(stage)_\(level)") }
      let table = entries.first(where: \.pointsToTable)?.reservedBits ?? "0"
      let page = entries.first { !$0.pointsToTable }?.reservedBits ?? "0"
      let row = "[\(levels.count - index)] = { \(table), \(page) },"
      return row.count <= 72 ? row : row.replacing(", \(page)", with: ",\n\t\t\(page)")
    }
    reserved = rows.joined(separator: "\n\t")
  }
}

extension Structure {
  fileprivate var pointsToTable: Bool {
    self["ADDR"]?.rules.contains { if case .table = $0.demand { true } else { false } } ?? false
  }

  fileprivate var reservedBits: String {
    // between commas, an expression needs no parentheses
    let mask = mask(of: .reserved, word: 0)
    guard mask != 0 else { return "0" }
    let expression = maskExpression(of: mask)
    return expression.hasPrefix("(") ? String(expression.dropFirst().dropLast()) : expression
  }
}
