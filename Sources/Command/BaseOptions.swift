import ArgumentParser
import Diagnostics
import Foundation
import Rendering
import Series
import Writing

/// Which kernel sources a command works on.
struct BaseOptions: ParsableArguments {
  @Option(help: "A packaged kernel: 6.12, 6.1, 7.3, or all.")
  var base = Catalogue.bases[0].branch

  @Option(help: "A kernel tree of yours, git or plain, in place of a packaged one.")
  var kdir: String?

  @Flag(help: "Ask the archive for a newer version of the packaged kernel.")
  var refresh = false

  /// One of the bases that the options ask for.
  enum Request {
    case tree(String)
    case packaged(PackagedBase)
  }

  func requests() throws -> [Request] {
    if let kdir { return [.tree(kdir)] }
    return try Catalogue.named(base).map(Request.packaged)
  }

  /// - Parameter record: what a committed series was made from: an older base does not do.
  func open(
    _ request: Request, in workspace: Workspace, level: ExtractionLevel = .patches,
    notOlderThan record: SeriesRecord? = nil
  ) async throws -> Base {
    switch request {
    case .tree(let path): return try await KernelTree.open(path)
    case .packaged(let packaged):
      let choice: SourceCache.Choice =
        if refresh { .newest } else if let wanted = record?.revision { .atLeast(wanted) } else {
          .cached
        }
      return try await SourceCache(workspace).base(packaged, level: level, choosing: choice)
    }
  }
}

/// The series for a base, rendered from the project's declarations and templates.
func render(on base: Base, in workspace: Workspace) async throws -> RenderedSeries {
  let family = try await base.family()
  guard let series = [Series.mainline, .classic].first(where: { $0.family == family }) else {
    throw Failure(
      "\(base.label) is of the family \(family), for which no series is declared yet",
      fix: "use a kernel from 5.10 on")
  }
  let files = series.files
  for path in try await KernelTree.uncommitted(Array(files), in: base) {
    Console.warn("\(base.root)/\(path) has uncommitted changes; the series is made from HEAD")
  }
  let contents = try await base.contents(of: files)
  let templates = try TemplateLibrary(
    try workspace.templates(), sources: try workspace.taggedSources())
  var context: [String: Any] = try kernelText(templates: templates)
  for (stage, text) in PageTableText.byStage { context[stage] = text }
  return try render(
    series, kernel: base.version, templates: templates, context: context,
    records: try RigRecords(in: workspace).all()
  ) { contents[$0] }
}
