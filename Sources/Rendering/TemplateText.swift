import Diagnostics

/// The project's templates, filled with what holds of one kernel.
struct TemplateText {
  let templates: TemplateLibrary
  /// What the templates see: `kernel`, and the text of the tables.
  let context: [String: Any]

  /// A Mustache template by its name.
  func render(_ name: String) throws -> String {
    try check(name, file: "templates/\(name).mustache")
    return try templates.render(name, context)
  }

  /// The states of a tagged source by its name.
  func states(of source: TaggedSource, name: String) throws -> SourceStates {
    try check(name, file: source.file)
    return try SourceStates(source) {
      try templates.fill($0, of: source.file, lines: source.lines.map(\.number), context)
    }
  }

  /// Mustache writes nothing for a member that is not there.
  private func check(_ name: String, file: String) throws(Failure) {
    let problems = templates.unknownMembers(in: name, context: context).map { member in
      Diagnostic(
        "the template asks for \(member.path), which is neither text of a table nor a feature or"
          + " spelling of the kernel",
        at: SourceLocation(file: file, line: member.line), fix: "declare it, or correct the name")
    }
    guard problems.isEmpty else { throw Failure(problems) }
  }
}
