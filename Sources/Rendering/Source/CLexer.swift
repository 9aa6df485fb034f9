/// Cuts C into tokens; never fails: what is not C comes out as punctuation.
struct CLexer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var tokens: [Token] = []
  /// Nothing stands on the line yet.
  private var startsLine = true
  /// No code stands on the line yet, so that `#` opens a directive.
  private var awaitsCode = true
  private var isDirective = false

  static func tokens(of bytes: [UInt8]) -> [Token] {
    bytes.withUnsafeBufferPointer { buffer in
      var lexer = CLexer(buffer)
      lexer.run { _ in false }
      return lexer.tokens
    }
  }

  /// The tokens of a changed file: of lines that are as before, the tokens of the old file.
  static func tokens(of bytes: [UInt8], changedFrom old: SourceText) -> [Token] {
    let (before, after) = LineDiff.differing(old.bytes, bytes)
    guard old.isBetweenTokens(before.lowerBound) else { return tokens(of: bytes) }
    let shift = bytes.count - old.bytes.count
    return bytes.withUnsafeBufferPointer { buffer in
      var lexer = CLexer(buffer)
      lexer.tokens += old.tokens[..<old.firstToken(from: before.lowerBound)]
      lexer.at = before.lowerBound
      lexer.run { $0 > after.upperBound && old.isBetweenTokens($0 - shift) }
      let rest = old.tokens[old.firstToken(from: lexer.at - shift)...]
      return lexer.tokens + rest.map { $0.moved(by: shift) }
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 3)
  }

  /// - Parameter isEnd: whether to stop at the line that begins at an offset.
  private mutating func run(until isEnd: (Int) -> Bool) {
    while at < bytes.count {
      let byte = bytes[at]
      if byte == Byte.newline {
        at += 1
        (startsLine, awaitsCode, isDirective) = (true, true, false)
        if isEnd(at) { return }
      } else if Byte.isBlank(byte) {
        at += 1
      } else if byte == Byte.backslash, let end = lineEnd(after: at) {
        at = end
      } else if byte == Byte.slash, peek(1) == Byte.star {
        emit(.comment, to: endOfBlockComment())
      } else if byte == Byte.slash, peek(1) == Byte.slash {
        emit(.comment, to: endOfLineComment())
      } else {
        if byte == Byte.hash, awaitsCode { isDirective = true }
        awaitsCode = false
        code(byte)
      }
    }
  }

  private mutating func code(_ byte: UInt8) {
    if Self.startsName(byte) {
      var end = at + 1
      while end < bytes.count, Self.continuesName(bytes[end]) { end += 1 }
      emit(.name, to: end)
    } else if Self.isDigit(byte) || (byte == Byte.dot && peek(1).map(Self.isDigit) == true) {
      emit(.number, to: endOfNumber())
    } else if byte == Byte.quote || byte == Byte.apostrophe {
      emit(.literal, to: endOfLiteral(byte))
    } else {
      emit(.punctuation, to: at + operatorLength(byte))
    }
  }

  private mutating func emit(_ kind: Token.Kind, to end: Int) {
    tokens.append(Token(kind, at..<end, startsLine: startsLine, isDirective: isDirective))
    startsLine = false
    at = end
  }

  private func peek(_ distance: Int) -> UInt8? {
    at + distance < bytes.count ? bytes[at + distance] : nil
  }

  /// Where the next line begins when a backslash at `index` ends its line.
  private func lineEnd(after index: Int) -> Int? {
    var next = index + 1
    if next < bytes.count, bytes[next] == Byte.carriageReturn { next += 1 }
    return next < bytes.count && bytes[next] == Byte.newline ? next + 1 : nil
  }

  private func endOfBlockComment() -> Int {
    var end = at + 2
    while end < bytes.count {
      if bytes[end] == Byte.slash, bytes[end - 1] == Byte.star, end > at + 2 { return end + 1 }
      end += 1
    }
    return end
  }

  private func endOfLineComment() -> Int {
    var end = at + 2
    while end < bytes.count, bytes[end] != Byte.newline {
      end = bytes[end] == Byte.backslash ? lineEnd(after: end) ?? end + 1 : end + 1
    }
    return end
  }

  /// A preprocessing number: digits, letters and dots, and the sign of an exponent.
  private func endOfNumber() -> Int {
    let isHexadecimal = peek(1).map { $0 | 0x20 } == UInt8(ascii: "x")
    let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
    var end = at + 1
    while end < bytes.count {
      let byte = bytes[end]
      let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      guard
        Self.continuesName(byte) || byte == Byte.dot
          || (isSign && bytes[end - 1] | 0x20 == exponent)
      else { break }
      end += 1
    }
    return end
  }

  /// The end of a string or character constant; one that is not closed ends with its line.
  private func endOfLiteral(_ quote: UInt8) -> Int {
    var end = at + 1
    while end < bytes.count, bytes[end] != Byte.newline {
      if bytes[end] == quote { return end + 1 }
      if bytes[end] == Byte.backslash {
        end = lineEnd(after: end) ?? min(end + 2, bytes.count)
      } else {
        end += 1
      }
    }
    return end
  }

  private func operatorLength(_ byte: UInt8) -> Int {
    guard let second = peek(1) else { return 1 }
    let third = peek(2)
    func isOneOf(_ set: StaticString) -> Bool {
      set.withUTF8Buffer { $0.contains(byte) }
    }
    if second == UInt8(ascii: "=") {
      return isOneOf("=!<>+-*/%&|^") ? 2 : 1
    }
    if second == byte {
      if isOneOf("<>") { return third == UInt8(ascii: "=") ? 3 : 2 }
      if byte == Byte.dot { return third == Byte.dot ? 3 : 1 }
      return isOneOf("+-&|#") ? 2 : 1
    }
    return byte == UInt8(ascii: "-") && second == UInt8(ascii: ">") ? 2 : 1
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
  }

  private static func startsName(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return (UInt8(ascii: "a") <= letter && letter <= UInt8(ascii: "z"))
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    startsName(byte) || isDigit(byte)
  }
}
