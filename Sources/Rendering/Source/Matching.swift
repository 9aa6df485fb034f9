extension SourceText {
  /// Where `anchor` stands within a range of tokens, as ranges of tokens.
  ///
  /// White space, line breaks and comments do not count, except that a comment which the anchor
  /// quotes must stand there word by word, and that in text files lines must break alike.
  func matches(of anchor: SourceText, in scope: Range<Int>) -> [Range<Int>] {
    guard let opening = anchor.tokens.first else { return [] }
    return scope.compactMap { start in
      guard tokens[start].kind == opening.kind, let end = match(of: anchor, at: start, in: scope)
      else { return nil }
      return start..<end
    }
  }

  func contains(_ anchor: SourceText) -> Bool {
    !matches(of: anchor, in: tokens.indices).isEmpty
  }

  private func match(of anchor: SourceText, at start: Int, in scope: Range<Int>) -> Int? {
    var index = start
    for (position, wanted) in anchor.tokens.enumerated() {
      if position > 0, !wanted.isComment {
        while index < scope.upperBound, tokens[index].isComment { index += 1 }
      }
      guard index < scope.upperBound, isSame(tokens[index], wanted, of: anchor) else { return nil }
      if language == .text, position > 0, tokens[index].startsLine != wanted.startsLine {
        return nil
      }
      index += 1
    }
    return index
  }

  private func isSame(_ token: Token, _ other: Token, of anchor: SourceText) -> Bool {
    if token.isComment, other.isComment {
      return words(ofComment: token) == anchor.words(ofComment: other)
    }
    return token.end - token.start == other.end - other.start && token.kind == other.kind
      && bytes[token.start] == anchor.bytes[other.start]
      && bytes[token.range] == anchor.bytes[other.range]
  }

  /// The words of a comment, whatever its line breaks and its column of asterisks.
  func words(ofComment comment: Token) -> [ArraySlice<UInt8>] {
    bytes[comment.range].split { Byte.isBlank($0) || $0 == Byte.newline }.filter {
      $0 != [Byte.star]
    }
  }
}
