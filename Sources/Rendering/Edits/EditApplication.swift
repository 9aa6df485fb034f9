import Series

/// One edit on one file, in memory.
struct EditApplication {
  let edit: Edit
  /// The file as it stands; nil when the tree lacks it.
  let file: SourceText?

  private var language: SourceText.Language { SourceText.Language(of: edit.path) }

  /// The edited file.
  ///
  /// - Parameter render: renders the template of an `append`; what it throws becomes
  ///   `EditProblem.template`.
  func result(render: (String) throws -> String) throws(EditProblem) -> SourceText {
    let bytes: [UInt8]
    if case .append(let template) = edit.action {
      let text: String
      do { text = try render(template) } catch { throw .template("\(error)") }
      bytes = appending(text)
    } else if let file {
      bytes = try edited(file)
    } else {
      throw .missingFile
    }
    let finished = Self.endingWithOneLineBreak(bytes)
    if finished == file?.bytes { throw .changesNothing }
    return SourceText(finished, language)
  }

  private func appending(_ text: String) -> [UInt8] {
    let file = SourceText(file.map { Self.endingWithOneLineBreak($0.bytes) } ?? [], language)
    let end = file.bytes.count
    return file.replacingLines(end..<end, with: Array("\n\(text)".utf8))
  }

  private func edited(_ file: SourceText) throws(EditProblem) -> [UInt8] {
    let scope = try ScopeSearch(file: file, scope: edit.scope).result()
    switch edit.action {
    case .insert(let side, let anchor, let text):
      let lines = file.lines(of: try match(anchor, in: scope, of: file))
      let at = side == .before ? lines.lowerBound : lines.upperBound
      return file.replacingLines(at..<at, with: Array(text.utf8))
    case .replace(let anchor, let text):
      return replacing(try match(anchor, in: scope, of: file), with: Array(text.utf8), in: file)
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
      return file.replacingLines(at..<at, with: Array("\(text)\n\n".utf8))
    case .place(.after, let text):
      let at = scope.bytes.upperBound
      let meetsCode = file.bytes[at...].first.map { $0 != Byte.newline && $0 != Byte.hash } ?? false
      return file.replacingLines(at..<at, with: Array("\n\(text)\n\(meetsCode ? "\n" : "")".utf8))
    case .append:
      return file.bytes
    }
  }

  private func match(
    _ anchor: String, in scope: ScopeSearch.Extent, of file: SourceText
  ) throws(EditProblem) -> Range<Int> {
    try AnchorSearch(file: file, anchor: SourceText(anchor, language), scope: scope.tokens).result()
  }

  /// Replaces the lines of the match where it covers them whole and `text` brings its own
  /// indentation, and otherwise nothing but the match.
  private func replacing(
    _ match: Range<Int>, with text: [UInt8], in file: SourceText
  ) -> [UInt8] {
    let first = file.tokens[match.lowerBound]
    let last = file.tokens[match.upperBound - 1]
    let isFirst = first.startsLine
    let isLast = file.bytes[last.end..<file.lineEnd(last.end)].allSatisfy {
      Byte.isBlank($0) || $0 == Byte.newline
    }
    let bringsIndent = text.first.map { Byte.isBlank($0) || $0 == Byte.newline } ?? true
    let start = isFirst && bringsIndent ? file.lineStart(first.start) : first.start
    if isLast, start == file.lineStart(first.start) {
      return file.replacingLines(start..<file.lineEnd(last.end), with: text)
    }
    let end = text.lastIndex { $0 != Byte.newline }.map { $0 + 1 } ?? 0
    return file.replacing(start..<last.end, with: Array(text[..<end]))
  }

  private static func endingWithOneLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty,
      bytes.last != Byte.newline || bytes.suffix(2) == [Byte.newline, Byte.newline]
    else {
      return bytes
    }
    let end = bytes.lastIndex { $0 != Byte.newline }.map { $0 + 1 } ?? 0
    return bytes[..<end] + [Byte.newline]
  }
}

extension SourceText {
  /// Code on the given lines that does not belong to the tokens of `match`.
  fileprivate func codeOutside(_ match: Range<Int>, in lines: Range<Int>) -> Range<Int>? {
    tokens.indices.first {
      !match.contains($0) && !tokens[$0].isComment && lines.contains(tokens[$0].start)
    }.map { tokens[$0].range }
  }
}
