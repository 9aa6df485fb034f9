/// Why an edit does not fit a file. Ranges are bytes of the file as the patches before left it.
enum EditProblem: Error {
  /// A place in the file that comes closest to what was looked for.
  struct Candidate {
    let bytes: Range<Int>
    /// It stands in the file but outside of the edit's function or structure.
    let isOutside: Bool
  }

  case missingFile
  case missingScope(Candidate?)
  case doubledScope([Int])
  case missingAnchor(Candidate?)
  case doubledAnchor([Int])
  /// The anchor holds nothing to look for.
  case emptyAnchor
  /// The lines to be removed hold code that the anchor does not quote.
  case sharedLines(Range<Int>)
  /// Removing needs a function or a structure.
  case wholeFile
  case changesNothing
  case template(String, fix: String?)
}
