import Series

/// Looks for the scope of an edit, which must be defined exactly once.
struct ScopeSearch {
  struct Extent {
    let tokens: Range<Int>
    /// Whole lines, the comment above included.
    let bytes: Range<Int>
  }

  let file: SourceText
  let scope: Edit.Scope

  func result() throws(EditProblem) -> Extent {
    guard let (kind, name) = scope.definition else {
      return Extent(tokens: file.tokens.indices, bytes: file.bytes.indices)
    }
    let finder = DefinitionFinder(file)
    let found = finder.definitions(of: name).filter { $0.kind == kind }
    guard let definition = found.first else {
      throw .missingScope(nearest(to: name, among: finder.definitions().filter { $0.kind == kind }))
    }
    guard found.count == 1 else {
      throw .doubledScope(found.map { file.tokens[$0.name].start })
    }
    return Extent(tokens: definition.tokens, bytes: definition.bytes)
  }

  /// The definition whose name shares the most with `name`, if that is at least half of it.
  private func nearest(to name: String, among all: [Definition]) -> EditProblem.Candidate? {
    let wanted = Array(name.utf8)
    let likeness = all.map {
      SourceText.commonEnds(Array(file.bytes[file.tokens[$0.name].range]), wanted)
    }
    guard let best = likeness.indices.max(by: { likeness[$0] < likeness[$1] }),
      likeness[best] >= 0.5
    else { return nil }
    let signature = all[best].tokens.lowerBound...all[best].name
    let bytes = file.tokens[signature.lowerBound].start..<file.tokens[signature.upperBound].end
    return EditProblem.Candidate(bytes: bytes, isOutside: false)
  }
}

extension Edit.Scope {
  /// The kind and the name of what must be defined; nil for the whole file.
  var definition: (kind: Definition.Kind, name: String)? {
    switch self {
    case .file: nil
    case .function(let name): (.function, name)
    case .structure(let name): (.structure, name)
    }
  }
}
