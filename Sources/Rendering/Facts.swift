import Diagnostics
import Series

/// Which facts hold of a kernel tree, and what templates see of that.
struct Facts {
  /// All that hold, also those that only an edit or a wording names.
  let holding: Set<Fact>
  /// `name` of each declared fact and wording.
  let context: [String: Any]
  /// Wordings that this kernel has no word for.
  let problems: [Diagnostic]

  init(of series: Series, in tree: [KernelPath: SourceText]) {
    let holding = series.allFacts.filter { fact in tree[fact.path].map(fact.shows(in:)) ?? false }
    var context: [String: Any] = [:]
    for fact in series.facts { context[fact.name] = holding.contains(fact) }
    var problems: [Diagnostic] = []
    for wording in series.wordings {
      let choice = wording.choices.first { holding.contains($0.fact) }
      context[wording.name] = choice?.text ?? ""
      if choice == nil {
        let missing = wording.choices.map { "\($0.fact.path) reads `\($0.fact.anchor)`" }
        problems.append(
          Diagnostic(
            "\(wording.name): \(wording.meaning) No \(missing.joined(separator: ", and no "))",
            at: wording.location, fix: "add the words of this kernel, with the fact that shows it"))
      }
    }
    self.holding = holding
    self.context = context
    self.problems = problems
  }
}

extension Fact {
  fileprivate func shows(in file: SourceText) -> Bool {
    guard let extent = try? ScopeSearch(file: file, scope: scope).result() else { return false }
    return !file.matches(of: SourceText(anchor, file.language), in: extent.tokens).isEmpty
  }
}
