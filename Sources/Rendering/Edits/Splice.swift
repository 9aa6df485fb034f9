/// Changes to the lines of a text that leave no blank line doubled and no white space at the end
/// of a new line.
extension SourceText {
  /// Replaces whole lines by the lines of `text`; nothing but `text` ends up between the halves.
  func replacingLines(_ range: Range<Int>, with text: [UInt8] = []) -> [UInt8] {
    var middle = Self.tidied(text)
    guard !middle.isEmpty else {
      let upper = bytes[..<range.lowerBound]
      let lower = bytes[range.upperBound...]
      // what came first behind a directive took the place of its blank line
      let meetsDirective = Self.endsWithDirective(upper) && lower.first == Byte.newline
      return Self.joined(upper, meetsDirective ? lower.dropFirst() : lower)
    }
    if middle.last != Byte.newline { middle.append(Byte.newline) }
    let upper = Self.joined(bytes[..<range.lowerBound], middle[...])
    return Self.joined(upper[...], bytes[range.upperBound...])
  }

  /// Replaces a range within its lines.
  func replacing(_ range: Range<Int>, with text: [UInt8]) -> [UInt8] {
    Array(bytes[..<range.lowerBound]) + Self.tidied(text) + bytes[range.upperBound...]
  }

  /// Without white space at the ends of lines and with single blank lines only.
  private static func tidied(_ text: [UInt8]) -> [UInt8] {
    var lines: [ArraySlice<UInt8>] = []
    let old = text.split(separator: Byte.newline, omittingEmptySubsequences: false)
    for (index, line) in old.enumerated() {
      let end = line.lastIndex { !Byte.isBlank($0) }.map { $0 + 1 } ?? line.startIndex
      let isSecondBlank = end == line.startIndex && lines.last?.isEmpty == true
      if !isSecondBlank || index == old.count - 1 { lines.append(line[..<end]) }
    }
    return Array(lines.joined(separator: [Byte.newline]))
  }

  /// Whether the last line is `#if…` or `#el…`.
  private static func endsWithDirective(_ text: ArraySlice<UInt8>) -> Bool {
    let end = text.dropLast()
    let start = end.lastIndex(of: Byte.newline).map { $0 + 1 } ?? end.startIndex
    let line = end[start...]
    return line.starts(with: "#if".utf8) || line.starts(with: "#el".utf8)
  }

  /// Two texts of whole lines, one after the other: of the blank lines that would meet, one stays;
  /// none after an opening brace or before a closing one.
  private static func joined(_ upper: ArraySlice<UInt8>, _ lower: ArraySlice<UInt8>) -> [UInt8] {
    if upper.isEmpty { return Array(lower.drop { $0 == Byte.newline }) }
    var (upper, lower) = (upper, lower)
    let opens = upper.last == Byte.newline && upper.dropLast().last == Byte.openBrace
    if lower.isEmpty {
      while upper.endsBlank { upper.removeLast() }
    } else if lower.first == Byte.newline, opens || upper.endsBlank {
      lower.removeFirst()
    } else if upper.endsBlank, lower.first(where: { !Byte.isBlank($0) }) == Byte.closeBrace {
      upper.removeLast()
    }
    return Array(upper) + lower
  }
}

extension ArraySlice<UInt8> {
  /// Whether the last line is blank.
  var endsBlank: Bool { last == Byte.newline && dropLast().last == Byte.newline }
}
