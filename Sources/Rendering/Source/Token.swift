/// A lexical unit of a source text, as a range of its bytes.
struct Token: Equatable, Sendable {
  enum Kind: UInt8, Sendable {
    case name
    case number
    /// A string or character constant, quotes included.
    case literal
    case punctuation
    case comment
    /// White-space-separated text of a file that is not C.
    case word
  }

  let kind: Kind
  /// The first thing on its line, comments included.
  let startsLine: Bool
  /// Part of a preprocessor directive, continued lines included.
  let isDirective: Bool
  private let lower: UInt32
  private let upper: UInt32

  init(_ kind: Kind, _ range: Range<Int>, startsLine: Bool, isDirective: Bool = false) {
    self.kind = kind
    self.startsLine = startsLine
    self.isDirective = isDirective
    lower = UInt32(range.lowerBound)
    upper = UInt32(range.upperBound)
  }

  func moved(by distance: Int) -> Token {
    Token(
      kind, (start + distance)..<(end + distance), startsLine: startsLine, isDirective: isDirective)
  }

  var start: Int { Int(lower) }
  var end: Int { Int(upper) }
  var range: Range<Int> { start..<end }
  var isComment: Bool { kind == .comment }
}

/// The bytes that the lexers know by name.
enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let carriageReturn = UInt8(ascii: "\r")
  static let formFeed: UInt8 = 0x0c
  static let backslash = UInt8(ascii: "\\")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let dot = UInt8(ascii: ".")
  static let hash = UInt8(ascii: "#")
  static let semicolon = UInt8(ascii: ";")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || byte == tab || byte == carriageReturn || byte == formFeed
  }
}
