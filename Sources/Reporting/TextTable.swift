/// A table as text. Each column is as wide as its widest cell.
public struct TextTable {
  public struct Cell {
    let text: String
    let colour: Style.Colour?

    public init(_ text: String, _ colour: Style.Colour? = nil) {
      self.text = text
      self.colour = colour
    }
  }

  private let rows: [[Cell]]
  private let numbers: Bool

  public init(_ rows: [[Cell]]) {
    self.rows = rows
    numbers = false
  }

  /// A table of names, each followed by right-aligned numbers.
  public init(numbers rows: [[String]]) {
    self.rows = rows.map { $0.map { Cell($0) } }
    numbers = true
  }

  public func lines(_ style: Style = Style(coloured: false)) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.text.count)
        let text = cell.colour.map { style(cell.text, $0) } ?? cell.text
        if numbers, column > 0 { return space + text }
        return column == row.count - 1 ? text : text + space
      }
      return cells.joined(separator: "  ")
    }
  }
}
