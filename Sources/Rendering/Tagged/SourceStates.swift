import Diagnostics

/// A tagged source with the values of one kernel in it, ready to be cut into its states.
struct SourceStates {
  /// A line as C, and the line of the source that it comes from.
  struct Line {
    let text: Substring
    /// The same for all lines with this text.
    let number: Int
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
    var numbers: [Substring: Int] = [:]
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
      lines += (unmarked + [last]).map {
        Line(text: $0, number: numbers.number(of: $0), source: origin)
      }
      unmarked = []
    }
    self.source = source
    self.lines = lines
    // a Mustache section that does not hold leaves nothing of its lines
    let filled = Set(lines.map(\.source.number))
    tableText = source.lines.compactMap { line in
      filled.contains(line.number) ? EmittedTableText(line.text).map { ($0, line) } : nil
    }
  }

  /// The lines of the file after some of the patches, by their index in `lines`; none while the
  /// file is not there.
  ///
  /// Blank lines are single, and there is none after an opening brace, before a closing one, or at
  /// either end.
  ///
  /// - Parameter applied: the indices of the patches.
  func visibleLines(after applied: Set<Int>) -> [Int] {
    var visible: [Int] = []
    var last: Substring? { visible.last.map { lines[$0].text } }
    for (index, line) in lines.enumerated() where line.source.isThere(after: applied) {
      if line.text.isEmpty {
        if last.map({ $0.isEmpty || $0.hasSuffix("{") }) ?? true { continue }
      } else if last?.isEmpty == true, line.text.drop(while: { $0 == "\t" }).hasPrefix("}") {
        visible.removeLast()
      }
      visible.append(index)
    }
    while last?.isEmpty == true { visible.removeLast() }
    return visible
  }

  /// - Parameter visible: the lines, by their index.
  func text(of visible: [Int]) -> String {
    visible.reduce(into: "") { $0 += lines[$1].text + "\n" }
  }

  /// What the file has from the tables after some of the patches.
  func tableText(after applied: Set<Int>) -> [EmittedTableText] {
    tableText.filter { $0.source.isThere(after: applied) }.map(\.text)
  }
}

extension Substring {
  fileprivate var isPlain: Bool { !utf8.contains(UInt8(ascii: "{")) }

  /// A Mustache section's tag alone on its line, which Mustache removes with the line.
  var isMustacheAlone: Bool {
    guard let brace = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return false }
    let tag = self[brace...]
    return tag.hasPrefix("{{") && tag.dropFirst(2).first.map("#^/".contains) == true
      && tag.firstRange(of: "}}")?.upperBound == endIndex
  }
}
