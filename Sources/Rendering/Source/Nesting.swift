/// How deep each token of a C file stands in brackets and in `#if`s.
///
/// Both halves of an `#if` … `#else` … `#endif` start at the same depth, so that a brace that is
/// opened in each half counts once.
struct Nesting {
  /// The open brackets of any kind before each token.
  private(set) var depth: [Int] = []
  /// The open `#if`s around each token.
  private(set) var conditionals: [Int] = []

  init(_ source: SourceText) {
    depth.reserveCapacity(source.tokens.count)
    conditionals.reserveCapacity(source.tokens.count)
    var open = 0
    var openAtIf: [Int] = []
    for (index, token) in source.tokens.enumerated() {
      depth.append(open)
      conditionals.append(openAtIf.count)
      if token.isDirective {
        switch source.directive(at: index) {
        case "if", "ifdef", "ifndef": openAtIf.append(open)
        case "else", "elif": open = openAtIf.last ?? open
        case "endif": _ = openAtIf.popLast()
        default: break
        }
      } else if token.kind == .punctuation, token.end - token.start == 1 {
        switch source.bytes[token.start] {
        case Byte.openBrace, Byte.openParenthesis, Byte.openBracket: open += 1
        case Byte.closeBrace, Byte.closeParenthesis, Byte.closeBracket: open = max(0, open - 1)
        default: break
        }
      }
    }
  }
}

extension SourceText {
  /// The name of the directive whose `#` stands at `index`: `ifdef`.
  func directive(at index: Int) -> String? {
    guard isPunctuation(index, Byte.hash), tokens[index].isDirective,
      index == 0 || !tokens[index - 1].isDirective || lineBreaks(before: index) > 0
    else { return nil }
    return tokens[(index + 1)...].first { !$0.isComment }.map(text(of:))
  }
}
