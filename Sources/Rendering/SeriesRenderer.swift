import Diagnostics
public import Series

/// Applies a series to a kernel tree, in memory.
///
/// - Parameters:
///   - kernel: the tree's version.
///   - context: what templates see besides `kernel`, whose members are `version`, `branch`, and the
///     facts and wordings of the series.
///   - read: the text of a file of the tree, nil when the tree lacks it; asked once for each file.
/// - Throws: `Failure` with everything that is wrong with the series or does not fit the tree;
///   what `read` throws.
public func render(
  _ series: Series, kernel: KernelVersion, templates: TemplateLibrary,
  context: [String: Any] = [:], read: (KernelPath) throws -> String?
) throws -> RenderedSeries {
  let tree = try series.files.reduce(into: [:]) { tree, path in
    tree[path] = try read(path).map { SourceText($0, SourceText.Language(of: path)) }
  }
  let facts = Facts(of: series, in: tree)
  let known = facts.context(version: kernel)
  let context = context.merging(["kernel": known]) { $1 }

  var renderer = SeriesRenderer(facts: facts.holding, tree: tree) { name in
    let unknown = templates.members(of: "kernel", in: name).subtracting(known.keys)
    if let member = unknown.min() {
      throw Failure(
        "templates/\(name).mustache asks for kernel.\(member), which no fact or wording is",
        fix: "declare it, or correct the name")
    }
    return try templates.render(name, context)
  }
  let problems = SeriesRules.problems(of: series)
  let numbered = series.patches.enumerated().filter {
    $0.element.condition.holds(with: facts.holding)
  }
  let rendered = numbered.map { index, patch in
    RenderedPatch(
      name: patch.name,
      message: "\(series.subsystem): \(patch.subject)\n\n\(patch.changelog.trimmed)\n",
      files: renderer.apply(patch, number: index + 1))
  }
  let diagnostics = problems + facts.problems + renderer.diagnostics
  guard diagnostics.isEmpty, let version = series.versions.first else { throw Failure(diagnostics) }
  return RenderedSeries(
    version: version, cover: ("\(series.subsystem): \(series.title)", CoverLetter.body(of: series)),
    base: renderer.base.mapValues(\.text), patches: rendered, facts: facts.named, words: facts.words
  )
}

/// The tree as the patches so far left it.
private struct SeriesRenderer {
  /// What holds of the base.
  let facts: Set<Fact>
  let template: (String) throws -> String
  /// The files that the patches so far touch, as the base has them.
  private(set) var base: [KernelPath: SourceText] = [:]
  private let tree: [KernelPath: SourceText]
  private var current: [KernelPath: SourceText]
  private var failed = FailedEdits()
  private var ruleBreaches: [Diagnostic] = []

  init(
    facts: Set<Fact>, tree: [KernelPath: SourceText],
    template: @escaping (String) throws -> String
  ) {
    self.facts = facts
    self.tree = tree
    self.template = template
    current = tree
  }

  var diagnostics: [Diagnostic] { failed.reports.map(\.diagnostic) + ruleBreaches }

  /// The files that the patch changes, with their text after it.
  mutating func apply(_ patch: Patch, number: Int) -> [KernelPath: String] {
    let name = "patch \(number) \"\(patch.subject)\""
    var before: [KernelPath: [UInt8]] = [:]
    var fits = true
    for edit in patch.edits where edit.condition.holds(with: facts) {
      let path = edit.path
      base[path] = tree[path]
      let file = current[path]
      do {
        let edited = try EditApplication(edit, to: file, template: template).result()
        if before[path] == nil { before[path] = file?.bytes ?? [] }
        current[path] = edited
      } catch {
        fits = false
        let report = EditReport(
          problem: error, edit: edit, patch: name, file: file, base: tree[path])
        failed.add(report, template: template)
      }
    }
    let changed = before.filter { current[$0.key]?.bytes != $0.value }
    if fits {
      let counts = changed.map { LineDiff(from: $0.value, to: current[$0.key]?.bytes ?? []) }
      let lines = counts.reduce(0) { $0 + $1.removed + $1.added }
      ruleBreaches += SeriesRules.problems(of: patch, name: name, changedLines: lines)
    }
    return changed.keys.reduce(into: [:]) { $0[$1] = current[$1]?.text }
  }
}
