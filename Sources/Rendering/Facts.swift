import Diagnostics
import Series

/// What holds of a kernel tree, and its words for things.
struct Facts {
  /// All facts that hold, also those that only an edit or a wording names.
  let holding: Set<Fact>
  /// The declared facts by name.
  let named: [String: Bool]
  /// The words of this kernel by the name of the wording.
  let words: [String: String]
  /// Wordings that this kernel has no word for.
  let problems: [Diagnostic]

  init(of series: Series, in tree: [KernelPath: SourceText]) {
    let holding = series.allFacts.filter { tree[$0.path].map($0.shows(in:)) ?? false }
    var words: [String: String] = [:]
    var problems: [Diagnostic] = []
    for wording in series.wordings {
      let choice = wording.choices.first { holding.contains($0.fact) }
      words[wording.name] = choice?.text ?? ""
      if choice == nil {
        let missing = wording.choices.map { "\($0.fact.path) reads `\($0.fact.anchor)`" }
        problems.append(
          Diagnostic(
            "\(wording.name): \(wording.meaning) No \(missing.joined(separator: ", and no "))",
            at: wording.location, fix: "add the words of this kernel, with the fact that shows it"))
      }
    }
    self.holding = holding
    named = series.facts.reduce(into: [:]) { $0[$1.name] = holding.contains($1) }
    self.words = words
    self.problems = problems
  }

  /// The members of `kernel` in templates.
  func context(version: KernelVersion) -> [String: Any] {
    var context: [String: Any] = ["version": "\(version)", "branch": version.branch]
    for (name, holds) in named { context[name] = holds }
    for (name, word) in words { context[name] = word }
    return context
  }
}

extension Fact {
  fileprivate func shows(in file: SourceText) -> Bool {
    guard let extent = try? ScopeSearch(file: file, scope: scope).result() else { return false }
    return !file.matches(of: SourceText(anchor, file.language), in: extent.tokens).isEmpty
  }
}
