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

  /// The anchor itself elsewhere in the file, or the nearest text in the scope.
  private func candidate() -> EditProblem.Candidate? {
    let inside = file.nearest(to: anchor, in: scope)
    let anywhere = file.nearest(to: anchor, in: file.tokens.indices)
    let isOutside = scope != file.tokens.indices && (inside == nil || anywhere?.distance == 0)
    guard let nearest = isOutside ? anywhere : inside else { return nil }
    let first = file.tokens[nearest.tokens.lowerBound].start
    let last = file.tokens[nearest.tokens.upperBound - 1].end
    return EditProblem.Candidate(
      bytes: file.lineStart(first)..<file.lineEnd(last), isOutside: isOutside)
  }
}
