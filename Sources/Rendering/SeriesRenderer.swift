import Diagnostics
public import Series

/// Applies a series to a kernel tree, in memory.
///
/// - Parameters:
///   - kernel: the tree's version; edits and patches for other kernels are left out.
///   - context: what templates see besides `kernel`, whose members are `version`, `branch` and the
///     facts of the series.
///   - read: the text of a file of the tree, nil when the tree lacks it; asked once for each file.
/// - Throws: `Failure` with everything that is wrong with the series or does not fit the tree;
///   what `read` throws.
public func render(
  _ series: Series, kernel: KernelVersion, templates: TemplateLibrary,
  context: [String: Any] = [:], read: (KernelPath) throws -> String?
) throws -> RenderedSeries {
  var facts: [String: Any] = series.facts.mapValues { $0.contains(kernel) }
  facts["version"] = "\(kernel)"
  facts["branch"] = kernel.branch
  let context = context.merging(["kernel": facts]) { _, kernel in kernel }

  var renderer = SeriesRenderer(kernel: kernel) { try templates.render($0, context) }
  let problems = SeriesRules.problems(of: series)
  let numbered = series.patches.enumerated().filter { $0.element.kernels.contains(kernel) }
  let rendered = try numbered.map { index, patch in
    RenderedPatch(
      message: "\(series.subsystem): \(patch.subject)\n\n\(patch.changelog.trimmed)\n",
      files: try renderer.apply(patch, number: index + 1, read: read))
  }
  let diagnostics = problems + renderer.diagnostics
  guard diagnostics.isEmpty, let version = series.versions.first else { throw Failure(diagnostics) }
  return RenderedSeries(
    version: version, cover: ("\(series.subsystem): \(series.title)", CoverLetter.body(of: series)),
    base: renderer.base.compactMapValues { $0?.text }, patches: rendered)
}

/// The tree as the patches so far left it.
private struct SeriesRenderer {
  let kernel: KernelVersion
  let template: (String) throws -> String
  /// The files that the series touches, as the tree has them; nil for those that it lacks.
  private(set) var base: [KernelPath: SourceText?] = [:]
  private var current: [KernelPath: SourceText] = [:]
  private var failed = FailedEdits()
  private var ruleBreaches: [Diagnostic] = []

  init(kernel: KernelVersion, template: @escaping (String) throws -> String) {
    self.kernel = kernel
    self.template = template
  }

  var diagnostics: [Diagnostic] { failed.reports.map(\.diagnostic) + ruleBreaches }

  /// The files that the patch changes, with their text after it.
  mutating func apply(
    _ patch: Patch, number: Int, read: (KernelPath) throws -> String?
  ) throws -> [KernelPath: String] {
    let name = "patch \(number) \"\(patch.subject)\""
    var before: [KernelPath: [UInt8]] = [:]
    var fits = true
    for edit in patch.edits where edit.kernels.contains(kernel) {
      let path = edit.path
      if base[path] == nil {
        let text = try read(path).map { SourceText($0, SourceText.Language(of: path)) }
        base.updateValue(text, forKey: path)
        current[path] = text
      }
      let file = current[path]
      do {
        let edited = try EditApplication(edit, to: file, template: template).result()
        if before[path] == nil { before[path] = file?.bytes ?? [] }
        current[path] = edited
      } catch {
        fits = false
        let report = EditReport(
          problem: error, edit: edit, patch: name, file: file, base: base[path] ?? nil)
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
