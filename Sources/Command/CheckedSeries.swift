import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Writing

/// The series that a check looks at, and the kernels that they are for.
struct CheckedSeries: ParsableArguments {
  @OptionGroup var bases: BaseOptions

  @Option(help: "The directory of the series. (default: where `patches` writes it)")
  var patches: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  /// One series on its base.
  struct Subject {
    let base: Base
    let patches: String
    /// Where working files go; the reports lie beside it.
    let work: String
  }

  /// Runs a check on the series of every base that is asked for; see `BaseOptions.check`.
  func check<Report: CheckReport>(
    _ name: String, level: ExtractionLevel,
    with run: (Subject, Workspace) async throws -> Report
  ) async throws {
    try await bases.check(into: name, json: json) { request, workspace, reports in
      let subject = try await find(request, level, in: workspace, reports: reports)
      return (subject.base, try await failingAsTool { try await run(subject, workspace) })
    }
  }

  private func find(
    _ request: BaseOptions.Request, _ level: ExtractionLevel, in workspace: Workspace,
    reports: String
  ) async throws -> Subject {
    let base: Base
    let directory: String
    switch request {
    case .tree:
      base = try await bases.open(request, in: workspace)
      directory = "\(workspace.root)/build/patches/\(base.version)"
    case .packaged(let packaged):
      let committed = "\(workspace.root)/patches/\(packaged.branch)"
      let record = try SeriesRecord.read(in: committed)
      base = try await bases.open(request, in: workspace, level: level, notOlderThan: record)
      // `patches --check` leaves the series for a base that has moved on there
      let moved = "\(workspace.root)/build/patches/\(packaged.branch)"
      let current = try SeriesRecord.read(in: moved)
      let isMoved = record?.revision != base.revision && current?.revision == base.revision
      directory = isMoved ? moved : committed
    }
    let series = absolute(patches ?? directory)
    guard try Disk.names(in: series).contains(where: { $0.hasSuffix(".patch") }) else {
      throw Failure("\(series) holds no patches", fix: "run make patches")
    }
    return Subject(
      base: base, patches: series, work: "\(reports)/\(base.name)")
  }

  private func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
  }
}

extension Base {
  /// The Debian revision; nil for a tree of the user's.
  fileprivate var revision: String? {
    if case .package(_, let revision) = provenance { revision } else { nil }
  }
}
