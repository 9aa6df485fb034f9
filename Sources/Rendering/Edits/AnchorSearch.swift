/// Looks for an anchor, which must stand exactly once in its scope.
struct AnchorSearch {
  let file: SourceText
  let anchor: SourceText
  /// A range of the file's tokens.
  let scope: Range<Int>

  func result() throws(EditProblem) -> Range<Int> {
    guard !anchor.tokens.isEmpty else { throw .emptyAnchor }
    let matches = file.matches(of: anchor, in: scope)
    guard let match = matches.first else { throw .missingAnchor(candidate()) }
    guard matches.count == 1 else {
      throw .doubledAnchor(matches.map { file.tokens[$0.lowerBound].start })
    }
    return match
  }

  /// The nearest text in the scope, or text elsewhere in the file that is much nearer.
  private func candidate() -> EditProblem.Candidate? {
    let inside = file.nearest(to: anchor, in: scope)
    let anywhere =
      scope == file.tokens.indices ? inside : file.nearest(to: anchor, in: file.tokens.indices)
    let isOutside = (anywhere?.distance ?? 1) < (inside?.distance ?? 1) / 2
    guard let nearest = isOutside ? anywhere : inside else { return nil }
    let first = file.tokens[nearest.tokens.lowerBound].start
    let last = file.tokens[nearest.tokens.upperBound - 1].end
    return EditProblem.Candidate(
      bytes: file.lineStart(first)..<file.lineEnd(last), isOutside: isOutside)
  }
}
