import Tables

/// One line of a bit-field diagram: 32 bits, or a longer run of bits that all mean the same.
struct DiagramRow: Sendable {
  /// A field, or the part of it that lies in the row; bits are counted in the whole structure.
  struct Cell: Sendable {
    let name: String
    /// The style class: the field's kind, or `address` for a pointer.
    let style: String
    let high: Int
    let low: Int
  }

  let cells: [Cell]
  /// Height of the drawing in its own units; the width is `DiagramRow.width`.
  private(set) var height: Int
  /// A run of more than 32 bits, drawn as wide as 32.
  let isRun: Bool

  /// 32 bits of 11 units: a phone's screen shows them one to one.
  static let width = 32 * bitWidth + 2
  private static let bitWidth = 11
  private static let top = 16
  private static let characterWidth = 6.2

  /// The rows of a structure from its highest bit down.
  static func rows(of structure: Structure) -> [DiagramRow] {
    var rows: [DiagramRow] = []
    var high = structure.width - 1
    while high >= 0 {
      let field = structure.fields.first { $0.high >= high && $0.low <= high }
      if let field, high - field.low >= 63 {
        // whole words of one reserved run
        let low = (field.low + 31) / 32 * 32
        rows.append(DiagramRow([cell(field, high, low)]))
        high = low - 1
        continue
      }
      let low = high - 31
      rows.append(
        DiagramRow(
          structure.fields.filter { $0.high >= low && $0.low <= high }.map {
            cell($0, min($0.high, high), max($0.low, low))
          }))
      high = low - 1
    }
    // the halves of a word stand side by side on a wide screen
    for index in rows.indices.dropFirst() where rows[index].word == rows[index - 1].word {
      let height = max(rows[index].height, rows[index - 1].height)
      rows[index].height = height
      rows[index - 1].height = height
    }
    return rows
  }

  private static func cell(_ field: Field, _ high: Int, _ low: Int) -> Cell {
    let name = field.name.isEmpty ? field.kind.label : field.name
    let style = field.rules.contains(where: \.isAddress) ? "address" : field.kind.rawValue
    return Cell(name: name, style: style, high: high, low: low)
  }

  private init(_ cells: [Cell]) {
    self.cells = cells
    isRun = cells[0].bits > 32
    let upright = cells.filter { cell in
      cell.style != "reserved" && cell.style != "ignored" && cell.style != "software"
        && Double(cell.name.count) * Self.characterWidth > Double(cell.bits * Self.bitWidth)
    }
    let longest = upright.map(\.name.count).max()
    height = Self.top + (longest.map { max(28, Int(Double($0) * Self.characterWidth) + 10) } ?? 28)
  }

  private var word: Int { cells[0].high / 64 }

  /// The row's shapes, without the enclosing `<svg>`.
  var shapes: String {
    var x = 1
    return cells.map { cell in
      // a run longer than the row is drawn as wide as the row
      let width = min(cell.bits, 32) * Self.bitWidth
      defer { x += width }
      return shapes(of: cell, x: x, width: width)
    }.joined(separator: "\n")
  }

  private func shapes(of cell: Cell, x: Int, width: Int) -> String {
    let box = height - Self.top - 1
    let middle = x + width / 2
    let centre = Self.top + box / 2
    let rectangle =
      "<rect class=\"\(cell.style)\" x=\"\(x)\" y=\"\(Self.top)\""
      + " width=\"\(width)\" height=\"\(box)\"/>"
    var lines = [rectangle]
    if cell.high == cell.low, cell.high > 99 {
      lines.append(
        "<text class=\"bit\" transform=\"translate(\(middle + 3) \(Self.top - 2)) rotate(-90)\">"
          + "\(cell.high)</text>")
    } else if cell.high == cell.low {
      lines.append(number(cell.high, x: middle, anchor: "middle"))
    } else if width < 44 {
      lines.append(number(cell.high, x: x + 1, anchor: "start"))
      if width > 30 { lines.append(number(cell.low, x: x + width - 1, anchor: "end")) }
    } else {
      lines.append(number(cell.high, x: x + 2, anchor: "start"))
      lines.append(number(cell.low, x: x + width - 2, anchor: "end"))
    }
    if Double(cell.name.count) * Self.characterWidth <= Double(width) {
      lines.append(
        "<text class=\"name\" x=\"\(middle)\" y=\"\(centre + 4)\">\(cell.name)</text>")
    } else if cell.style == "field" || cell.style == "address" {
      lines.append(
        "<text class=\"name\" transform=\"translate(\(middle + 4) \(centre)) rotate(-90)\">"
          + "\(cell.name)</text>")
    }
    return lines.joined(separator: "\n")
  }

  /// The number of a bit above its cell.
  private func number(_ bit: Int, x: Int, anchor: String) -> String {
    "<text class=\"bit\" x=\"\(x)\" y=\"\(Self.top - 4)\" text-anchor=\"\(anchor)\">\(bit)</text>"
  }
}

extension DiagramRow.Cell {
  var bits: Int { high - low + 1 }
}

extension Field.Kind {
  /// The label of a cell without a name.
  fileprivate var label: String {
    switch self {
    case .field: ""
    case .reserved: "Reserved"
    case .ignored: "Ignored"
    case .software: "Software"
    }
  }
}
