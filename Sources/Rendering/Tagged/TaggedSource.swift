import Diagnostics
import Series

/// The final text of a file that the series adds, from which every intermediate state is derived:
/// each line says which patch brings it and which one removes it; see `LineTag`.
///
/// The text may hold Mustache tags, on lines of their own or within one.
struct TaggedSource {
  struct Line: Equatable {
    /// The line without its tag.
    let text: Substring
    /// Its number in the template, from 1.
    let number: Int
    /// The patches that it needs, by their index in the series: its own and those of what is
    /// around it.
    let from: [Int]
    /// The patches that remove it, or what is around it.
    let until: [Int]

    /// - Parameter applied: the indices of the patches.
    func isThere(after applied: Set<Int>) -> Bool {
      from.allSatisfy(applied.contains) && !until.contains(where: applied.contains)
    }
  }

  /// The template, as messages name it: `templates/mainline/kdump.c`.
  let file: String
  /// The names of the patches, in the order of the series.
  let patches: [String]
  let lines: [Line]
  /// Tags that say nothing, or nothing that can be.
  let problems: [Diagnostic]

  init(_ text: String, file: String, patches: [String]) {
    var reader = TagReader(file: file, patches: patches)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { reader.read(line) }
    reader.finish()
    self.file = file
    self.patches = patches
    lines = reader.lines
    problems = reader.problems
  }
}

/// Reads a tagged source line by line.
private struct TagReader {
  /// The patches that bring and remove a line or a block, those of what is around it included.
  struct Extent {
    var from: [Int] = []
    var until: [Int] = []
    let line: Int

    /// The last patch that has to be there.
    var start: Int { from.max() ?? 0 }
    /// The first patch that removes it.
    var end: Int { until.min() ?? .max }
  }

  let file: String
  let patches: [String]
  private(set) var lines: [TaggedSource.Line] = []
  private(set) var problems: [Diagnostic] = []
  private var section: Extent?
  private var blocks: [Extent] = []
  private var number = 0
  /// The patches that remove, or have changed, the lines directly above.
  private var removedAbove: Set<Int> = []

  init(file: String, patches: [String]) {
    self.file = file
    self.patches = patches
  }

  private var surroundings: Extent? { blocks.last ?? section }

  mutating func read(_ line: Substring) {
    number += 1
    switch LineTag.parse(line) {
    case .untagged: add(line, surroundings)
    case .tag(let tag): take(tag)
    case .malformed:
      report("the tag cannot be read", fix: "write //@ patch, or //+, //- or //~ and a patch")
      add(line, surroundings)
    }
  }

  mutating func finish() {
    for block in blocks { report("the block is never closed", at: block.line, fix: "add //}") }
    // the text ends with a line break
    if lines.last?.text.isEmpty == true { lines.removeLast() }
  }

  private mutating func take(_ tag: LineTag) {
    if tag.isSection {
      begin(tag)
    } else if tag.closesBlock, !tag.opensBlock {
      close()
    } else {
      if tag.closesBlock { close() }
      if tag.code.isMustacheAlone {
        report(
          "Mustache removes this line, and its tag with it",
          fix: "put a block around what it holds")
      }
      let extent = extent(of: tag)
      if tag.opensBlock { blocks.append(extent) } else { add(tag.code, extent) }
    }
  }

  private mutating func begin(_ tag: LineTag) {
    for block in blocks {
      report(
        "a section begins within a block", fix: "close the block of line \(block.line) with //}")
    }
    blocks = []
    section = Extent(from: index(of: tag.from).map { [$0] } ?? section?.from ?? [0], line: number)
    removedAbove = []
  }

  private mutating func close() {
    if blocks.popLast() == nil {
      report("no block is open here", fix: "drop the tag, or open the block with //+ patch {")
    }
  }

  /// The extent that a tag gives its line or block, within that of the surroundings.
  private mutating func extent(of tag: LineTag) -> Extent {
    let around = surroundings ?? missingSection()
    let from = index(of: tag.from)
    let until = index(of: tag.until)
    if let from { checkChange(tag.isChange, of: from) }
    if let from, from <= around.start {
      report(
        "\(patches[from]) is not after \(patches[around.start]), which brings what is around it",
        fix: "drop the tag, or name a later patch")
    }
    if let until, until >= around.end {
      report(
        "\(patches[until]) is not before \(patches[around.end]), which removes what is around it",
        fix: "drop `- \(patches[until])`, or name an earlier patch")
    }
    if let until, until <= from ?? around.start {
      report(
        "the line ends with \(patches[until]), and only begins with \(patches[from ?? around.start])",
        fix: "name a later patch to end it")
    }
    return Extent(
      from: around.from + [from].compactMap { $0 }, until: around.until + [until].compactMap { $0 },
      line: number)
  }

  /// A change follows what it changes, and only then a line is one.
  private mutating func checkChange(_ isChange: Bool, of patch: Int) {
    if isChange, !removedAbove.contains(patch) {
      report(
        "\(patches[patch]) changes the line, and nothing above says what it was",
        fix: "put the former line above, with //- \(patches[patch]); write //+ if there was none")
    } else if !isChange, removedAbove.contains(patch) {
      report(
        "\(patches[patch]) removes the line above and adds this one",
        fix: "write //~ \(patches[patch]): the patch changes the line")
    }
  }

  private mutating func add(_ text: Substring, _ extent: Extent?) {
    let extent = extent ?? (text.isEmpty ? Extent(line: number) : missingSection())
    lines.append(
      TaggedSource.Line(text: text, number: number, from: extent.from, until: extent.until))
    // Mustache tags and blank lines do not come between a line and what it was
    guard !text.allSatisfy(\.isWhitespace), !text.isMustacheAlone else { return }
    if extent.end < patches.count {
      removedAbove.insert(extent.end)
    } else {
      removedAbove.formIntersection([extent.start])
    }
  }

  /// The section that the file should have begun with.
  private mutating func missingSection() -> Extent {
    report("the line belongs to no patch", fix: "begin the file with //@ and a patch")
    section = Extent(from: [0], line: number)
    return section!
  }

  private mutating func index(of name: String?) -> Int? {
    guard let name else { return nil }
    if let index = patches.firstIndex(of: name) { return index }
    report(
      "no patch is called \(name)",
      fix: name.nearest(of: patches).map {
        "the nearest is \($0); the names are those of the files of the patches"
      })
    return nil
  }

  private mutating func report(_ message: String, at line: Int? = nil, fix: String?) {
    problems.append(
      Diagnostic(message, at: SourceLocation(file: file, line: line ?? number), fix: fix))
  }
}
