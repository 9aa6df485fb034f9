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
    /// The patch that brings it, by its index in the series.
    let from: Int
    /// The patch that removes it; the number of patches when none does.
    let until: Int

    /// - Parameter applied: the indices of the patches.
    func isThere(after applied: Set<Int>) -> Bool {
      applied.contains(from) && !applied.contains(until)
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
  /// Lines between two tags, from one patch up to another.
  struct Extent {
    var from: Int
    var until: Int
    let line: Int
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
    case .code: add(line, surroundings)
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
    let from = index(of: tag.from) ?? section?.from ?? 0
    section = Extent(from: from, until: patches.count, line: number)
    removedAbove = []
  }

  private mutating func close() {
    if blocks.popLast() == nil {
      report("no block is open here", fix: "drop the tag, or open the block with //+ patch {")
    }
  }

  /// The extent that a tag gives its line or block, within that of the surroundings.
  private mutating func extent(of tag: LineTag) -> Extent {
    let around = surroundings ?? Extent(from: 0, until: patches.count, line: number)
    let from = index(of: tag.from)
    let until = index(of: tag.until)
    if let from { checkChange(tag.isChange, of: from) }
    if let from, from <= around.from {
      report(
        "\(patches[from]) is not after \(patches[around.from]), which brings what is around it",
        fix: "drop the tag, or name a later patch")
    }
    if let until, until >= around.until {
      report(
        "\(patches[until]) is not before \(patches[around.until]), which removes what is around it",
        fix: "drop `- \(patches[until])`, or name an earlier patch")
    }
    if let until, until <= from ?? around.from {
      report(
        "the line ends with \(patches[until]), and only begins with \(patches[from ?? around.from])",
        fix: "name a later patch to end it")
    }
    return Extent(
      from: max(from ?? around.from, around.from), until: min(until ?? around.until, around.until),
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
    if extent == nil, !text.isEmpty, section == nil {
      report("the line belongs to no patch", fix: "begin the file with //@ and a patch")
      section = Extent(from: 0, until: patches.count, line: number)
    }
    let extent = extent ?? Extent(from: 0, until: patches.count, line: number)
    lines.append(
      TaggedSource.Line(text: text, number: number, from: extent.from, until: extent.until))
    // Mustache tags and blank lines do not come between a line and what it was
    guard !text.allSatisfy(\.isWhitespace), !text.hasPrefix("{{") else { return }
    if extent.until < patches.count {
      removedAbove.insert(extent.until)
    } else {
      removedAbove.formIntersection([extent.from])
    }
  }

  private mutating func index(of name: String?) -> Int? {
    guard let name else { return nil }
    if let index = patches.firstIndex(of: name) { return index }
    let nearest = patches.max { likeness($0, name) < likeness($1, name) }
    report(
      "no patch is called \(name)",
      fix: nearest.map { "the nearest is \($0); the names are those of the files of the patches" })
    return nil
  }

  private func likeness(_ a: String, _ b: String) -> Double {
    SourceText.commonEnds(Array(a.utf8), Array(b.utf8))
  }

  private mutating func report(_ message: String, at line: Int? = nil, fix: String?) {
    problems.append(
      Diagnostic(message, at: SourceLocation(file: file, line: line ?? number), fix: fix))
  }
}
