import Diagnostics

/// What can be seen to be wrong in an intermediate state without compiling it.
struct StateChecks {
  private let states: SourceStates
  private let applied: [Int]
  private let text: SourceText
  /// For each token the line that it begins on.
  private let lineOfToken: [Int]
  /// For each line the states in which it is there: bit `n` for the one after patch `n`.
  private let presence: [UInt64]

  /// - Parameter applied: the patches that this kernel gets.
  init(_ states: SourceStates, applied: [Int]) {
    self.states = states
    self.applied = applied
    // the variants of a line stand one below the other here, each with its own presence
    text = SourceText(states.lines.map(\.text).joined(separator: "\n"), .c)
    var line = 0
    var at = 0
    lineOfToken = text.tokens.map { [bytes = text.bytes] token in
      while at < token.start {
        if bytes[at] == Byte.newline { line += 1 }
        at += 1
      }
      return line
    }
    precondition(applied.allSatisfy { $0 < UInt64.bitWidth })
    let stages = applied.map { patch in (patch, Set(applied.filter { $0 <= patch })) }
    presence = states.lines.map { line in
      stages.reduce(0) { bits, stage in
        line.source.isThere(after: stage.1) ? bits | 1 << UInt64(stage.0) : bits
      }
    }
  }

  var problems: [Diagnostic] { unbalanced + undefined }

  /// Brackets that one state opens and does not close, or closes and did not open.
  private var unbalanced: [Diagnostic] {
    var reported: Set<Int> = []
    return applied.compactMap { patch in
      guard let line = lineOutOfBalance(after: patch), reported.insert(line).inserted else {
        return nil
      }
      return diagnostic(
        line, "after \(states.source.patches[patch]), the brackets do not balance here",
        fix: "tag the line that opens and the one that closes alike, or say what the line was")
    }
  }

  private func lineOutOfBalance(after patch: Int) -> Int? {
    var open: [(byte: UInt8, line: Int)] = []
    for (index, token) in text.tokens.enumerated() {
      let line = lineOfToken[index]
      guard token.kind == .punctuation, !token.isDirective, token.end - token.start == 1,
        presence[line] >> UInt64(patch) & 1 == 1
      else { continue }
      switch text.bytes[token.start] {
      case Byte.openBrace, Byte.openParenthesis, Byte.openBracket:
        open.append((text.bytes[token.start], line))
      case Byte.closeBrace, Byte.closeParenthesis, Byte.closeBracket:
        guard let last = open.popLast(), last.byte.closing == text.bytes[token.start] else {
          return line
        }
      default: break
      }
    }
    return open.last?.line
  }

  /// Names that the file defines, used in a state that does not define them yet, or no longer.
  private var undefined: [Diagnostic] {
    let definitions = definedNames
    var reported: Set<String> = []
    return text.tokens.indices.compactMap { index in
      let token = text.tokens[index]
      guard token.kind == .name, !isMember(index) else { return nil }
      let name = text.text(of: token)
      guard let defined = definitions[name] else { return nil }
      let missing = presence[lineOfToken[index]] & ~defined
      guard missing != 0, reported.insert(name).inserted else { return nil }
      let patch = states.source.patches[missing.trailingZeroBitCount]
      return diagnostic(
        lineOfToken[index], "after \(patch), \(name) is used and not defined",
        fix: "tag its definition with \(patch) or an earlier patch, or this line with a later one")
    }
  }

  /// Functions, structures, macros and variables of the file, with the states that have them.
  private var definedNames: [String: UInt64] {
    var names: [String: UInt64] = [:]
    var index = 0
    while index < text.tokens.count {
      let line = lineOfToken[index]
      let end = lineOfToken[index...].firstIndex { $0 != line } ?? text.tokens.count
      if let name = definedName(by: index..<end) { names[name, default: 0] |= presence[line] }
      index = end
    }
    return names
  }

  /// The name that the tokens of a line at the margin define, in the kernel's style of writing.
  private func definedName(by tokens: Range<Int>) -> String? {
    let first = text.tokens[tokens.lowerBound]
    guard first.start == text.lineStart(first.start), !first.isComment else { return nil }
    let words = text.tokens[tokens].map(text.text(of:))
    if first.isDirective { return words.count > 2 && words[1] == "define" ? words[2] : nil }
    if words[0] == "}" { return words.dropFirst().first { $0.isName } }
    guard let end = words.firstIndex(where: { ["(", "[", "=", ";", "{"].contains($0) }), end > 0
    else { return nil }
    let isMacro = words[end - 1].hasPrefix("DEFINE_") || words[end - 1].hasPrefix("DECLARE_")
    return isMacro && end + 1 < words.count ? words[end + 1] : words[end - 1]
  }

  private func isMember(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    let before = text.text(of: text.tokens[index - 1])
    return before == "." || before == "->"
  }

  private func diagnostic(_ line: Int, _ message: String, fix: String) -> Diagnostic {
    Diagnostic(
      message,
      at: SourceLocation(file: states.source.file, line: states.lines[line].source.number), fix: fix
    )
  }
}

extension String {
  fileprivate var isName: Bool { first.map { $0.isLetter || $0 == "_" } ?? false }
}

extension UInt8 {
  /// The bracket that closes this one.
  fileprivate var closing: UInt8 {
    switch self {
    case Byte.openBrace: Byte.closeBrace
    case Byte.openParenthesis: Byte.closeParenthesis
    default: Byte.closeBracket
    }
  }
}
