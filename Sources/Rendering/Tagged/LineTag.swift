/// What a comment at the end of a line of a tagged source says of the line, or of a block.
///
///     //@ carryMappings              a section: the lines that follow are from this patch on
///     code; //+ quarantine           added by a patch
///     code; //- quarantine           there until a patch
///     code; //~ quarantine           what a patch makes of the lines above that it removes
///     code; //+ passThrough - quarantine
///     //+ quarantine {               the same for all lines up to `//}`
///     //} ~ quarantine {             ends one block and begins another
///     //}
struct LineTag: Equatable {
  /// The line without its tag; empty when the tag stands alone.
  var code: Substring
  /// The patch that brings the line; nil for that of the surroundings.
  var from: String?
  var isChange = false
  /// The patch that removes it.
  var until: String?
  var isSection = false
  var opensBlock = false
  var closesBlock = false

  var standsAlone: Bool { code.isEmpty }

  enum Parsed: Equatable {
    case untagged
    case tag(LineTag)
    case malformed
  }

  /// Reads the tag of a line, if it has one: `//` and one of `@ + - ~ }`.
  static func parse(_ line: Substring) -> Parsed {
    guard let start = start(in: line) else { return .untagged }
    var tag = LineTag(code: line[..<start.slashes])
    while tag.code.last?.isWhitespace == true { tag.code.removeLast() }
    let words = line[start.text...].split(separator: " ")
    return tag.read(words) ? .tag(tag) : .malformed
  }

  private static func start(
    in line: Substring
  ) -> (slashes: Substring.Index, text: Substring.Index)? {
    guard line.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return line.ranges(of: "//").first {
      $0.upperBound < line.endIndex && "@+-~}".contains(line[$0.upperBound])
    }.map { ($0.lowerBound, $0.upperBound) }
  }

  /// False when the words are no tag.
  private mutating func read(_ words: [Substring]) -> Bool {
    var words = words[...]
    if words.first == "}" {
      closesBlock = true
      words.removeFirst()
      if words.isEmpty { return standsAlone }
    }
    if words.last == "{" {
      opensBlock = true
      words.removeLast()
    }
    if words.first == "@" { return readSection(words.dropFirst()) }
    guard readRange(words) else { return false }
    return opensBlock == standsAlone && (opensBlock || !closesBlock)
  }

  private mutating func readSection(_ words: ArraySlice<Substring>) -> Bool {
    guard let name = words.first, words.count == 1, standsAlone, !opensBlock, !closesBlock else {
      return false
    }
    from = String(name)
    isSection = true
    return true
  }

  /// `+ patch`, `~ patch`, `- patch`, or one of the first two and then the third.
  private mutating func readRange(_ words: ArraySlice<Substring>) -> Bool {
    var words = words
    while let sign = words.popFirst() {
      guard let name = words.popFirst() else { return false }
      switch sign {
      case "+", "~":
        guard from == nil, until == nil else { return false }
        from = String(name)
        isChange = sign == "~"
      case "-":
        guard until == nil else { return false }
        until = String(name)
      default: return false
      }
    }
    return from != nil || until != nil
  }
}
