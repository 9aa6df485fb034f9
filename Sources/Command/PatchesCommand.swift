import ArgumentParser
import Diagnostics
import Foundation
import Rendering
import Series
import Writing

/// `crashdump-iommu patches`: writes the series for a base, or checks the one that is there.
struct PatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patches",
    abstract: "Write the series of patches for a kernel.",
    discussion: """
      Writes patches/<base>/ for a packaged kernel, and build/patches/<version>/ for a tree of
      yours, unless --out says where.

      Examples:
        crashdump-iommu patches
        crashdump-iommu patches --kdir ~/linux --out /tmp/series
        crashdump-iommu patches --check
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "The directory to write to; one below it for each base with --base all.")
  var out: String?

  @Option(help: "Who the patches are from: \"Name <address>\".")
  var author: String?

  @Flag(help: "Write nothing there: fail unless it is what would be written.")
  var check = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.find()
      let requests = try bases.requests()
      var done: [PatchesResult] = []
      var problems: [Diagnostic] = []
      for request in requests {
        do {
          done.append(try await work(on: request, in: workspace))
        } catch let gone as Gone where requests.count > 1 {
          Console.note(gone.diagnostic.message)
        } catch let failure as Failure where requests.count > 1 {
          problems += failure.diagnostics
        }
      }
      if json { try Console.json(done) } else { for result in done { print(result.text) } }
      guard problems.isEmpty else { throw Failure(problems) }
      if done.contains(where: { $0.state == .stale }) { throw ExitCode(1) }
    }
  }

  private func work(
    on request: BaseOptions.Request, in workspace: Workspace
  ) async throws -> PatchesResult {
    switch request {
    case .packaged(let packaged):
      let parent = out.map { bases.base == Catalogue.all ? "\($0)/\(packaged.branch)" : $0 }
      let directory = SeriesDirectory(parent ?? "\(workspace.root)/patches/\(packaged.branch)")
      let record = try SeriesRecord.read(in: directory.path)
      let base = try await bases.open(request, in: workspace, notOlderThan: record)
      return try await work(on: base, directory, record, in: workspace)
    case .tree:
      let base = try await bases.open(request, in: workspace)
      let directory = SeriesDirectory(
        out ?? "\(workspace.root)/build/patches/\(base.version)")
      let record = try SeriesRecord.read(in: directory.path)
      return try await work(on: base, directory, record, in: workspace)
    }
  }

  private func work(
    on base: Base, _ directory: SeriesDirectory, _ record: SeriesRecord?, in workspace: Workspace
  ) async throws -> PatchesResult {
    if !check { try directory.mayBeReplaced() }
    let rendered = try await render(on: base, in: workspace)
    let author = try await Identity.choose(
      option: author, recorded: record?.author, git: workspace.root)
    let writer = SeriesWriter(base: base, author: author)
    guard check else {
      let series = try await writer.format(rendered, beside: directory)
      try directory.replace(with: series)
      return PatchesResult(base, directory.path, series, .written)
    }
    guard let record else {
      throw Failure(
        "\(directory.path) holds no series", fix: "make patches BASE=\(base.name)")
    }
    let current = SeriesDirectory("\(workspace.root)/build/patches/\(base.name)")
    let series = try await writer.format(rendered, beside: current)
    switch try Freshness.of(directory, record: record, now: series, base: base) {
    case .current: return PatchesResult(base, directory.path, series, .current)
    case .stale(let differences):
      Console.report(
        differences.map {
          Diagnostic("\(directory.path)/\($0)", fix: "make patches BASE=\(base.name)")
        })
      return PatchesResult(base, directory.path, series, .stale)
    case .moved(let change):
      // what the checks are to look at in its place
      try current.replace(with: series)
      Console.note("base moved \(change): run make patches to refresh")
      return PatchesResult(base, current.path, series, .moved)
    }
  }
}

/// What became of one base.
struct PatchesResult: Codable {
  enum State: String, Codable { case written, current, moved, stale }

  let base: String
  let kernel: String
  let directory: String
  let state: State
  let patches: [PatchSize]

  init(_ base: Base, _ directory: String, _ series: WrittenSeries, _ state: State) {
    self.base = base.name
    kernel = base.label
    self.directory = directory
    self.state = state
    patches = series.patches
  }

  var text: String {
    let heading = "\(directory): \(patches.count) patches for \(kernel), \(state.rawValue)"
    let width = patches.map(\.file.count).max() ?? 0
    let rows = patches.map { patch in
      "  \(patch.file.padding(toLength: width, withPad: " ", startingAt: 0))"
        + "\(column("+\(patch.insertions)"))\(column("-\(patch.deletions)"))"
    }
    return ([heading] + rows).joined(separator: "\n")
  }

  private func column(_ text: String) -> String {
    String(repeating: " ", count: max(1, 7 - text.count)) + text
  }
}
