import Diagnostics
import Series

/// The features of a kernel tree, and its spellings.
struct KernelTraits {
  /// Every feature that the kernel has, whether templates ask for it or only an edit or a spelling.
  let holding: Set<KernelFeature>
  /// The declared features by name.
  let named: [String: Bool]
  /// How this kernel spells things, by the name of the spelling.
  let words: [String: String]
  /// Spellings for which this kernel has no text.
  let problems: [Diagnostic]

  init(
    of series: Series, in tree: [KernelPath: SourceText], profile: Profile = .upstream
  ) {
    let holding = series.allFeatures.filter { feature in
      guard feature.profile ?? profile == profile, let file = tree[feature.path] else {
        return false
      }
      return feature.shows(in: file)
    }
    var words: [String: String] = [:]
    var problems: [Diagnostic] = []
    for spelling in series.spellings {
      let choice = spelling.choices.first { holding.contains($0.feature) }
      words[spelling.name] = choice?.text ?? ""
      if choice == nil {
        let missing = spelling.choices.map { "\($0.feature.path) reads `\($0.feature.anchor)`" }
        problems.append(
          Diagnostic(
            "\(spelling.name): \(spelling.meaning) No \(missing.joined(separator: ", and no "))",
            at: spelling.location,
            fix: "add the words of this kernel, with the feature that shows it"))
      }
    }
    self.holding = holding
    named = series.features.reduce(into: [:]) { $0[$1.name] = holding.contains($1) }
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

extension KernelFeature {
  fileprivate func shows(in file: SourceText) -> Bool {
    guard let extent = try? ScopeSearch(file: file, scope: scope).result() else { return false }
    return !file.matches(of: SourceText(anchor, file.language), in: extent.tokens).isEmpty
  }
}
