import Series

/// A file of the kernel tree, or a piece of one, cut into tokens.
struct SourceText: Sendable {
  enum Language: Sendable {
    case c
    /// Makefile, Kconfig, documentation: words on lines.
    case text

    init(of path: KernelPath) {
      let suffixes = [".c", ".h", ".S"]
      self = suffixes.contains { path.description.hasSuffix($0) } ? .c : .text
    }
  }

  let bytes: [UInt8]
  let language: Language
  let tokens: [Token]

  init(_ bytes: [UInt8], _ language: Language) {
    self.bytes = bytes
    self.language = language
    tokens = language == .c ? CLexer.tokens(of: bytes) : WordLexer.tokens(of: bytes)
  }

  init(_ text: String, _ language: Language) {
    self.init(Array(text.utf8), language)
  }

  /// The file with other bytes.
  func changed(to bytes: [UInt8]) -> SourceText {
    SourceText(
      bytes: bytes, language: language,
      tokens: language == .c
        ? CLexer.tokens(of: bytes, changedFrom: self) : WordLexer.tokens(of: bytes))
  }

  private init(bytes: [UInt8], language: Language, tokens: [Token]) {
    self.bytes = bytes
    self.language = language
    self.tokens = tokens
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func text(of token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  /// Whether the token is this single byte of punctuation.
  func isPunctuation(_ index: Int, _ byte: UInt8) -> Bool {
    let token = tokens[index]
    return token.kind == .punctuation && token.end - token.start == 1 && bytes[token.start] == byte
  }

  /// The line that holds a byte, counted from 1.
  func line(at offset: Int) -> Int {
    bytes[..<offset].count { $0 == Byte.newline } + 1
  }

  /// The line breaks between two neighbouring tokens; two or more mean a blank line.
  func lineBreaks(before index: Int) -> Int {
    let start = index > 0 ? tokens[index - 1].end : 0
    return bytes[start..<tokens[index].start].count { $0 == Byte.newline }
  }

  /// The whole lines of a range of tokens, and of each comment that begins or ends on them.
  func lines(of range: Range<Int>) -> Range<Int> {
    var (first, last) = (range.lowerBound, range.upperBound - 1)
    while first > 0, tokens[first - 1].isComment, lineBreaks(before: first) == 0 { first -= 1 }
    while last + 1 < tokens.count, tokens[last + 1].isComment, lineBreaks(before: last + 1) == 0 {
      last += 1
    }
    return lineStart(tokens[first].start)..<lineEnd(tokens[last].end)
  }

  /// The index of the first token that begins at a byte or after it.
  func firstToken(from offset: Int) -> Int {
    var range = tokens.indices
    while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
      range =
        tokens[middle].start < offset
        ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// Whether a line that begins at a byte begins in no comment, literal or continued line.
  func isBetweenTokens(_ line: Int) -> Bool {
    let next = firstToken(from: line)
    let isFree = next == 0 || tokens[next - 1].end <= line
    return isFree && !bytes[max(0, line - 3)..<line].contains(Byte.backslash)
  }

  /// The first byte of the line that holds `offset`.
  func lineStart(_ offset: Int) -> Int {
    bytes[..<offset].lastIndex(of: Byte.newline).map { $0 + 1 } ?? 0
  }

  /// The first byte after the line that holds `offset`, its line break included.
  func lineEnd(_ offset: Int) -> Int {
    bytes[offset...].firstIndex(of: Byte.newline).map { $0 + 1 } ?? bytes.count
  }
}
