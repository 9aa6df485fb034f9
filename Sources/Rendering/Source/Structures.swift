import Series

extension SourceText {
  /// The tokens of each structure that the file defines, without comments, by the structure's name.
  var structures: [String: [String]] {
    DefinitionFinder(self).definitions().filter { $0.kind == .structure }
      .reduce(into: [:]) { all, definition in
        all[text(of: tokens[definition.name])] = tokens[definition.tokens]
          .filter { !$0.isComment }.map(text(of:))
      }
  }
}
