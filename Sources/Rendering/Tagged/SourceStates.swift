import Diagnostics

/// A tagged source with the values of one kernel in it, ready to be cut into its states.
struct SourceStates {
  /// A line as C, and the line of the source that it comes from.
  struct Line {
    let text: Substring
    let source: TaggedSource.Line
  }

  let source: TaggedSource
  let lines: [Line]
  private let tableText: [(text: EmittedTableText, source: TaggedSource.Line)]

  /// Separates a line's text from its index in the source while Mustache works on both.
  static let mark: Character = "\u{1}"

  /// - Parameter render: fills a Mustache template.
  init(_ source: TaggedSource, render: (String) throws -> String) rethrows {
    // Mustache is slow: of a line that cannot have a tag it gets the index alone
    let marked = source.lines.enumerated().map { index, line in
      if line.text.isMustacheAlone { return String(line.text) }
      return "\(line.text.isPlain ? "" : line.text)\(Self.mark)\(index)"
    }
    let text = try render(marked.joined(separator: "\n") + "\n")
    var lines: [Line] = []
    // the mark stands at the end of what a line became: one line, several, or part of one
    var unmarked: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let parts = line.split(separator: Self.mark, omittingEmptySubsequences: false)
      guard parts.count > 1, let index = Int(parts[parts.count - 1]) else {
        unmarked.append(line)
        continue
      }
      let origin = source.lines[index]
      let last = origin.text.isPlain ? origin.text : parts[0]
      lines += (unmarked + [last]).map { Line(text: $0, source: origin) }
      unmarked = []
    }
    self.source = source
    self.lines = lines
    // a Mustache section that does not hold leaves nothing of its lines
    let filled = Set(lines.map(\.source.number))
    tableText = source.lines.compactMap { line in
      line.text.isPlain || !filled.contains(line.number)
        ? nil : EmittedTableText(line.text).map { ($0, line) }
    }
  }

  /// The file after some of the patches; nil while none of its lines is there.
  ///
  /// - Parameter applied: the indices of the patches.
  func text(after applied: Set<Int>) -> String? {
    let visible = lines.lazy.filter { $0.source.isThere(after: applied) }.map(\.text)
    return visible.isEmpty ? nil : Self.tidied(visible)
  }

  /// What the file has from the tables after some of the patches.
  func tableText(after applied: Set<Int>) -> [EmittedTableText] {
    tableText.filter { $0.source.isThere(after: applied) }.map(\.text)
  }

  /// With single blank lines, none after an opening brace, before a closing one, or at either end.
  private static func tidied(_ lines: some Sequence<Substring>) -> String {
    var tidied: [Substring] = []
    for line in lines {
      if line.isEmpty {
        if tidied.last.map({ $0.isEmpty || $0.hasSuffix("{") }) ?? true { continue }
      } else if tidied.last?.isEmpty == true, line.drop(while: { $0 == "\t" }).hasPrefix("}") {
        tidied.removeLast()
      }
      tidied.append(line)
    }
    while tidied.last?.isEmpty == true { tidied.removeLast() }
    return tidied.joined(separator: "\n") + "\n"
  }
}

extension Substring {
  /// Nothing of Mustache is in it.
  var isPlain: Bool { !utf8.contains(UInt8(ascii: "{")) || firstRange(of: "{{") == nil }

  /// A Mustache section's tag alone on its line, which Mustache removes with the line.
  var isMustacheAlone: Bool {
    guard let brace = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return false }
    let tag = self[brace...]
    return tag.hasPrefix("{{") && tag.dropFirst(2).first.map("#^/".contains) == true
      && tag.firstRange(of: "}}")?.upperBound == endIndex
  }
}
