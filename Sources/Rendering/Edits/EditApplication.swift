import Diagnostics
import Series

/// One edit on one file, in memory.
struct EditApplication {
  private let edit: Edit
  /// The file as it stands, its last line ended; nil when the tree lacks it.
  private let file: SourceText?
  /// Renders a template of the series.
  private let template: (String) throws -> String

  init(
    _ edit: Edit, to file: SourceText?, template: @escaping (String) throws -> String
  ) {
    self.edit = edit
    self.template = template
    self.file = file.map {
      $0.bytes.last == Byte.newline
        ? $0 : SourceText(Self.endingWithOneLineBreak($0.bytes), $0.language)
    }
  }

  private var language: SourceText.Language { SourceText.Language(of: edit.path) }

  /// The edited file.
  func result() throws(EditProblem) -> SourceText {
    guard let file else { throw .missingFile }
    let finished = Self.endingWithOneLineBreak(try edited(file))
    if finished == file.bytes { throw .changesNothing }
    return file.changed(to: finished)
  }

  private func rendered(_ text: Edit.Text) throws(EditProblem) -> [UInt8] {
    do {
      return Array(try text.rendered(by: template).utf8)
    } catch let failure as Failure {
      throw .template(failure.diagnostics[0].message, fix: failure.diagnostics[0].fix)
    } catch {
      throw .template("\(error)", fix: nil)
    }
  }

  private func edited(_ file: SourceText) throws(EditProblem) -> [UInt8] {
    let scope = try ScopeSearch(file: file, scope: edit.scope).result()
    switch edit.action {
    case .insert(let side, let anchor, let text):
      let match = try match(anchor, in: scope, of: file)
      let lines = file.lines(of: match)
      let at = side == .before ? lines.lowerBound : lines.upperBound
      let indented = indenting(try rendered(text), by: file.indentation(of: match))
      return file.replacingLines(at..<at, with: indented)
    case .replace(let anchor, let text):
      let match = try match(anchor, in: scope, of: file)
      return replacing(match, with: try rendered(text), in: file)
    case .remove(.anchor(let anchor)):
      let match = try match(anchor, in: scope, of: file)
      let lines = file.lines(of: match)
      if let more = file.codeOutside(match, in: lines) { throw .sharedLines(more) }
      return file.replacingLines(lines)
    case .remove(.scope):
      guard edit.scope != .file else { throw .wholeFile }
      return file.replacingLines(scope.bytes)
    case .place(.before, let text):
      let at = scope.bytes.lowerBound
      return file.replacingLines(at..<at, with: try rendered(text) + [Byte.newline, Byte.newline])
    case .place(.after, let text):
      let at = scope.bytes.upperBound
      let meetsCode = file.bytes[at...].first.map { $0 != Byte.newline && $0 != Byte.hash } ?? false
      let end = meetsCode ? [Byte.newline, Byte.newline] : [Byte.newline]
      return file.replacingLines(at..<at, with: [Byte.newline] + (try rendered(text)) + end)
    }
  }

  private func match(
    _ anchor: String, in scope: ScopeSearch.Extent, of file: SourceText
  ) throws(EditProblem) -> Range<Int> {
    try AnchorSearch(file: file, anchor: SourceText(anchor, language), scope: scope.tokens).result()
  }

  /// Replaces the lines of the match where it covers them whole, and otherwise nothing but the
  /// match.
  private func replacing(
    _ match: Range<Int>, with text: [UInt8], in file: SourceText
  ) -> [UInt8] {
    let first = file.tokens[match.lowerBound]
    let last = file.tokens[match.upperBound - 1]
    let indented = indenting(text, by: file.indentation(of: match))
    let endsLine = file.bytes[last.end..<file.lineEnd(last.end)].allSatisfy {
      Byte.isBlank($0) || $0 == Byte.newline
    }
    if first.startsLine, endsLine {
      return file.replacingLines(file.lines(of: match), with: indented)
    }
    let start = indented.firstIndex { !Byte.isBlank($0) } ?? indented.endIndex
    let end = indented.lastIndex { $0 != Byte.newline }.map { $0 + 1 } ?? start
    return file.replacing(first.start..<last.end, with: Array(indented[start..<end]))
  }

  /// Every line of `text` behind `indentation`, except blank lines and what C has at the left
  /// margin: directives and labels.
  private func indenting(_ text: [UInt8], by indentation: ArraySlice<UInt8>) -> [UInt8] {
    let lines = text.split(separator: Byte.newline, omittingEmptySubsequences: false).map { line in
      let isAtMargin = language == .c && SourceText(Array(line), .c).startsAtMargin
      return line.isEmpty || isAtMargin ? line : indentation + line
    }
    return Array(lines.joined(separator: [Byte.newline]))
  }

  private static func endingWithOneLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty,
      bytes.last != Byte.newline || bytes[...].endsBlank
    else {
      return bytes
    }
    let end = bytes.lastIndex { $0 != Byte.newline }.map { $0 + 1 } ?? 0
    return bytes[..<end] + [Byte.newline]
  }
}

extension Edit.Text {
  func rendered(by template: (String) throws -> String) throws -> String {
    switch self {
    case .verbatim(let text): text
    case .template(let name): try template(name)
    }
  }
}

extension SourceText {
  /// The white space that the line of the first token of `match` begins with.
  fileprivate func indentation(of match: Range<Int>) -> ArraySlice<UInt8> {
    let start = lineStart(tokens[match.lowerBound].start)
    return bytes[start...].prefix { Byte.isBlank($0) }
  }

  /// A directive, or a label that `goto` names.
  fileprivate var startsAtMargin: Bool {
    guard let first = tokens.first, first.start == 0 else { return false }
    if first.isDirective { return true }
    return first.kind == .name && text(of: first) != "default" && tokens.count == 2
      && isPunctuation(1, UInt8(ascii: ":"))
  }

  /// Code on the given lines that does not belong to the tokens of `match`.
  fileprivate func codeOutside(_ match: Range<Int>, in lines: Range<Int>) -> Range<Int>? {
    tokens.indices.first {
      !match.contains($0) && !tokens[$0].isComment && lines.contains(tokens[$0].start)
    }.map { tokens[$0].range }
  }
}
