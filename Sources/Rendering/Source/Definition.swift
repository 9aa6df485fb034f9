/// A function or a structure that a C file defines.
struct Definition {
  enum Kind { case function, structure }

  let kind: Kind
  /// The index of the name's token.
  let name: Int
  /// From the first token of the signature to the closing brace or its semicolon.
  let tokens: Range<Int>
  /// The whole lines, with the comment directly above and the `EXPORT_SYMBOL` directly below.
  let bytes: Range<Int>
}

/// Finds definitions at the top level of a C file: no prototypes, no calls, no macros.
struct DefinitionFinder {
  private let source: SourceText
  private let nesting: Nesting

  init(_ source: SourceText) {
    self.source = source
    nesting = Nesting(source)
  }

  /// Every definition of `name`, or of any name, in the order of the file.
  func definitions(of name: String? = nil) -> [Definition] {
    let wanted = name.map { Array($0.utf8) }
    return source.tokens.indices.compactMap { index in
      let token = source.tokens[index]
      guard token.kind == .name, nesting.depth[index] == 0, !token.isDirective,
        wanted.map({ source.bytes[token.range].elementsEqual($0) }) ?? true
      else { return nil }
      return function(at: index) ?? structure(at: index)
    }
  }

  private func function(at name: Int) -> Definition? {
    guard let list = nextCode(name), isBracket(list, Byte.openParenthesis), !isAttribute(name),
      let close = closing(list), let body = bodyAfterAttributes(close),
      let end = closing(body)
    else { return nil }
    return definition(.function, name, through: end)
  }

  /// `struct name {`, `struct __packed name {`: attributes with arguments stand after the body.
  private func structure(at name: Int) -> Definition? {
    var before = previousCode(name)
    while let attribute = before, startsWithUnderscores(attribute) {
      before = previousCode(attribute)
    }
    guard let keyword = before,
      ["struct", "union", "enum"].contains(source.text(of: source.tokens[keyword])),
      let body = nextCode(name), isBracket(body, Byte.openBrace), let close = closing(body)
    else { return nil }
    var end = close
    while !isBracket(end, Byte.semicolon), let next = nextCode(end) { end = next }
    return definition(.structure, name, through: end)
  }

  private func definition(_ kind: Definition.Kind, _ name: Int, through close: Int) -> Definition {
    var first = name
    while let previous = previousCode(first), !hasBlankLine(previous, first),
      !isBracket(previous, Byte.semicolon), !isBracket(previous, Byte.closeBrace)
    {
      first = previous
    }
    let end = endOfConditional(close, outside: nesting.conditionals[name])
    var top = first
    while top > 0, source.tokens[top - 1].isComment, source.tokens[top - 1].startsLine,
      source.lineBreaks(before: top) <= 1
    {
      top -= 1
    }
    let bottom = kind == .function ? endOfExport(after: end, of: name) : end
    let lines = source.lines(of: top..<(bottom + 1))
    return Definition(kind: kind, name: name, tokens: first..<(end + 1), bytes: lines)
  }

  /// The `{` that follows, past `__attribute__((…))`, `__acquires(…)`, `__packed` and the like.
  private func bodyAfterAttributes(_ index: Int) -> Int? {
    var next = nextCode(index)
    while let current = next, !isBracket(current, Byte.openBrace) {
      guard startsWithUnderscores(current) else { return nil }
      next = nextCode(current)
      if let list = next, isBracket(list, Byte.openParenthesis) {
        next = closing(list).flatMap(nextCode)
      }
    }
    return next
  }

  /// Whether the name follows a parameter list, as `__acquires` does.
  private func isAttribute(_ name: Int) -> Bool {
    startsWithUnderscores(name)
      && previousCode(name).map { isBracket($0, Byte.closeParenthesis) } ?? false
  }

  private func startsWithUnderscores(_ index: Int) -> Bool {
    let token = source.tokens[index]
    return token.kind == .name && source.text(of: token).hasPrefix("__")
  }

  /// The bracket that closes the one at `open`.
  private func closing(_ open: Int) -> Int? {
    let depth = nesting.depth[open]
    let pair = [
      Byte.openParenthesis: Byte.closeParenthesis, Byte.openBrace: Byte.closeBrace,
    ]
    guard let close = pair[source.bytes[source.tokens[open].start]] else { return nil }
    return source.tokens.indices[(open + 1)...].first {
      nesting.depth[$0] == depth + 1 && isBracket($0, close)
    }
  }

  /// A body that closes in each half of an `#if` ends with the `#endif`.
  private func endOfConditional(_ close: Int, outside level: Int) -> Int {
    guard nesting.conditionals[close] > level else { return close }
    let endif = source.tokens.indices[close...].first {
      nesting.conditionals[$0] == level + 1 && source.directive(at: $0) == "endif"
    }
    return endif.map { $0 + 1 } ?? close
  }

  /// The semicolon of an `EXPORT_SYMBOL…(name);` on the line below, or `end`.
  private func endOfExport(after end: Int, of name: Int) -> Int {
    guard end + 5 < source.tokens.count, source.lineBreaks(before: end + 1) == 1,
      source.text(of: source.tokens[end + 1]).hasPrefix("EXPORT_SYMBOL"),
      source.text(of: source.tokens[end + 3]) == source.text(of: source.tokens[name]),
      let close = closing(end + 2), isBracket(close + 1, Byte.semicolon)
    else { return end }
    return close + 1
  }

  private func isBracket(_ index: Int, _ byte: UInt8) -> Bool {
    !source.tokens[index].isDirective && source.isPunctuation(index, byte)
  }

  private func nextCode(_ index: Int) -> Int? {
    source.tokens.indices[(index + 1)...].first { isCode($0) }
  }

  /// The token before, unless a directive ends there.
  private func previousCode(_ index: Int) -> Int? {
    let previous = source.tokens.indices[..<index].last { !source.tokens[$0].isComment }
    return previous.flatMap { isCode($0) ? $0 : nil }
  }

  private func isCode(_ index: Int) -> Bool {
    !source.tokens[index].isComment && !source.tokens[index].isDirective
  }

  private func hasBlankLine(_ first: Int, _ last: Int) -> Bool {
    ((first + 1)...last).contains { source.lineBreaks(before: $0) > 1 }
  }
}
