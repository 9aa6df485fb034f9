import Diagnostics
public import Series

/// Applies a series to a kernel tree, in memory.
///
/// - Parameters:
///   - kernel: the tree's version.
///   - context: what templates see besides `kernel`, whose members are `version`, `branch`, and the
///     features and spellings of the series.
///   - records: what the crash-boot rig found on each packaged base, for the cover letter.
///   - profile: whom the series is for.
///   - fitting: a kernel that the series fits, to compare this one with where it does not.
///   - read: the text of a file of the tree, nil when the tree lacks it; asked once for each file.
/// - Throws: `Failure` with everything that is wrong with the series or does not fit the tree;
///   what `read` throws.
public func render(
  _ series: Series, kernel: KernelVersion, templates: TemplateLibrary,
  context: [String: Any] = [:], records: [RigRecord] = [], profile: Profile = .upstream,
  fitting: FittingKernel? = nil, read: (KernelPath) throws -> String?
) throws -> RenderedSeries {
  try render(
    series, kernel: kernel, templates: templates, context: context, records: records,
    profile: profile, fitting: fitting, isWhole: true, read: read)
}

/// The files that the series adds, after each patch, without a kernel around them. A patch that
/// brings nothing to them changes no file.
///
/// - Parameter features: what the kernel would have; each is shown by a text anywhere in a file.
public func renderAddedFiles(
  of series: Series, kernel: KernelVersion, with features: [KernelFeature] = [],
  templates: TemplateLibrary, context: [String: Any] = [:]
) throws -> RenderedSeries {
  try render(
    series.withoutEdits, kernel: kernel, templates: templates, context: context, records: [],
    profile: .upstream, fitting: nil, isWhole: false
  ) { path in
    let shown = features.filter { $0.path == path }.map(\.anchor)
    return shown.isEmpty ? nil : shown.joined(separator: "\n")
  }
}

private func render(
  _ series: Series, kernel: KernelVersion, templates: TemplateLibrary, context: [String: Any],
  records: [RigRecord], profile: Profile, fitting: FittingKernel?, isWhole: Bool,
  read: (KernelPath) throws -> String?
) throws -> RenderedSeries {
  // where this kernel has a file that has moved since
  var places: [KernelPath: KernelPath] = [:]
  var tree: [KernelPath: SourceText] = [:]
  for path in series.files {
    var text = try read(path)
    if text == nil, let former = series.formerPaths[path] {
      text = try read(former)
      if text != nil { places[path] = former }
    }
    tree[path] = text.map { SourceText($0, SourceText.Language(of: path)) }
  }
  // a file that is added goes where its neighbours are
  for path in series.addedFiles.keys where tree[path] == nil {
    let neighbours = series.files.filter { $0.directory == path.directory && tree[$0] != nil }
    if !neighbours.isEmpty, neighbours.allSatisfy({ places[$0] != nil }) {
      places[path] = series.formerPaths[path]
    }
  }
  if let added = series.addedFiles.keys.first(where: { tree[$0] != nil }) {
    throw Failure(
      "the tree has \(places[added] ?? added), which the series adds: the series is already applied",
      fix: "use the tree as it was before")
  }
  let traits = KernelTraits(of: series, in: tree, profile: profile)
  let words = TemplateText(
    templates: templates,
    context: context.merging(["kernel": traits.context(version: kernel)]) { $1 })
  let patches = series.patches.filter { $0.condition.holds(with: traits.holding) }
  let names = series.patchNames
  let indices = patches.compactMap { names.firstIndex(of: $0.name) }
  let added = AddedFiles(of: series, applied: indices, text: words)
  var renderer = SeriesRenderer(
    features: traits.holding, tree: tree, places: places, added: added.states,
    isWhole: isWhole && added.problems.isEmpty, template: words.render)
  let rendered = zip(patches, indices).map { patch, index in
    RenderedPatch(
      name: patch.name,
      message: message(of: patch, in: series, for: kernel),
      files: renderer.placed(renderer.apply(patch, index: index)), tableText: renderer.tableText,
      location: patch.location)
  }
  let table =
    isWhole && series.blurb.contains(CoverLetter.resultsTag)
    ? ResultTable(series.results, of: records, at: series.location) : nil
  let diagnostics =
    SeriesRules.problems(of: series) + traits.problems + added.problems
    + renderer.diagnostics(comparedWith: fitting)
    + (profile == .kabi ? renderer.changedStructures : [])
  guard diagnostics.isEmpty, let version = series.versions.first else { throw Failure(diagnostics) }
  return RenderedSeries(
    version: version,
    cover: (
      "\(series.subsystem): \(series.title)",
      CoverLetter.body(of: series, results: table?.text ?? "")
    ),
    base: renderer.placed(renderer.base.mapValues(\.text)), patches: rendered,
    unproven: table?.problems ?? [],
    features: traits.named,
    words: traits.words
  )
}

/// The subject, the changelog and the trailers, in paragraphs.
private func message(
  of patch: Patch, in series: Series, for kernel: KernelVersion
) -> String {
  let paragraphs = [
    "\(series.subsystem): \(patch.subject)", patch.changelog.trimmed,
    patch.trailers(for: kernel).joined(separator: "\n"),
  ]
  return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

/// The tree as the patches so far left it.
private struct SeriesRenderer {
  /// What holds of the base.
  let features: Set<KernelFeature>
  let added: [KernelPath: SourceStates]
  /// Every patch has to change something.
  let isWhole: Bool
  let template: (String) throws -> String
  /// The files that the patches so far touch, as the base has them.
  private(set) var base: [KernelPath: SourceText] = [:]
  private let tree: [KernelPath: SourceText]
  /// Where this kernel has files that have moved since.
  private let places: [KernelPath: KernelPath]
  private var current: [KernelPath: SourceText]
  /// The files that the series adds, as they are now.
  private var addedTexts: [KernelPath: String] = [:]
  /// The patches so far, by the index of their name.
  private var applied: Set<Int> = []
  private var failed = FailedEdits()
  private var ruleBreaches: [Diagnostic] = []

  init(
    features: Set<KernelFeature>, tree: [KernelPath: SourceText],
    places: [KernelPath: KernelPath], added: [KernelPath: SourceStates],
    isWhole: Bool, template: @escaping (String) throws -> String
  ) {
    self.features = features
    self.tree = tree
    self.places = places
    self.added = added
    self.isWhole = isWhole
    self.template = template
    current = tree
  }

  /// The same files, where this kernel has them.
  func placed(_ files: [KernelPath: String]) -> [KernelPath: String] {
    files.reduce(into: [:]) { $0[places[$1.key] ?? $1.key] = $1.value }
  }

  /// Everything that is wrong. A function that several edits do not fit is compared once.
  func diagnostics(comparedWith kernel: FittingKernel?) -> [Diagnostic] {
    var seen: Set<[String]> = []
    let failures = failed.reports.map { report in
      let diagnostic = report.diagnostic(comparedWith: kernel)
      let isNew = seen.insert(diagnostic.details).inserted
      return isNew ? diagnostic : report.diagnostic(comparedWith: nil)
    }
    return failures + ruleBreaches
  }

  /// Whether the file has what the edit brings, which is not only a word or two.
  private func isApplied(_ edit: Edit, to file: SourceText?) -> Bool {
    guard let text = edit.text, let file, let words = try? text.rendered(by: template) else {
      return false
    }
    let added = SourceText(words, file.language)
    return added.tokens.count >= 8 && file.contains(added)
  }

  /// The structures of headers that are not as the base has them.
  var changedStructures: [Diagnostic] {
    base.sorted { $0.key.description < $1.key.description }.flatMap { path, before in
      guard path.description.hasSuffix(".h"), let after = current[path]?.structures else {
        return [Diagnostic]()
      }
      let changed = before.structures.filter { after[$0.key] != $0.value }.keys
      return changed.sorted().map { name in
        Diagnostic(
          "\(places[path] ?? path): the series changes struct \(name), which modules that were "
            + "built before may use",
          fix: "leave the profile out, if nothing depends on the layout")
      }
    }
  }

  /// What the files that the series adds have from the tables now.
  var tableText: [EmittedTableText] {
    added.sorted { $0.key.description < $1.key.description }.flatMap {
      $0.value.tableText(after: applied)
    }
  }

  /// The files that the patch changes, with their text after it.
  mutating func apply(_ patch: Patch, index: Int) -> [KernelPath: String] {
    let name = "patch \(applied.count + 1) \"\(patch.subject)\""
    var before: [KernelPath: [UInt8]] = [:]
    var fits = true
    for edit in patch.edits where edit.condition.holds(with: features) {
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
          problem: error, edit: edit, path: places[path] ?? path, patch: name, file: file,
          base: tree[path], isApplied: isApplied(edit, to: file))
        failed.add(report, template: template)
      }
    }
    let changed = before.filter { current[$0.key]?.bytes != $0.value }
    var texts = changed.keys.reduce(into: [:]) { $0[$1] = current[$1]?.text }
    applied.insert(index)
    for (path, states) in added {
      let text = states.text(after: applied)
      guard text != addedTexts[path] else { continue }
      texts[path] = text ?? ""
      addedTexts[path] = text
    }
    if fits, isWhole, texts.isEmpty {
      ruleBreaches.append(SeriesRules.changesNothing(patch, name: name))
    }
    return texts
  }
}
