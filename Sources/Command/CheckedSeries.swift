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

  /// Runs a check on every base that is asked for, writes its reports below `build/` and prints
  /// what it found. Ends the command with status 1 for findings, and with 2 when a tool failed.
  func check<Report: CheckReport>(
    _ name: String, level: ExtractionLevel,
    with run: (Subject, Workspace) async throws -> Report
  ) async throws {
    try await reporting {
      let workspace = try Workspace.find()
      let reports = "\(workspace.root)/build/\(name)"
      let requests = try bases.requests()
      var done: [CheckedBase<Report>] = []
      for request in requests {
        do {
          let subject = try await find(request, level, in: workspace, reports: reports)
          let report = try await failingAsTool { try await run(subject, workspace) }
          let result = CheckedBase(
            base: subject.base.name, kernel: subject.base.label, report: report)
          try writeReports(subject.base.name, json: result, junit: report.junit, to: reports)
          if !json { print(report.text(.forOutput()), terminator: "") }
          done.append(result)
        } catch let gone as Gone where requests.count > 1 {
          Console.note(gone.diagnostic.message)
        }
      }
      if json { try Console.json(done) }
      if !done.allSatisfy(\.report.passed) { throw ExitCode(1) }
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
    return Subject(
      base: base, patches: absolute(patches ?? directory), work: "\(reports)/\(base.name)")
  }

  private func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
  }
}

/// A report as JSON, with the kernel that it is about.
struct CheckedBase<Report: CheckReport>: Encodable {
  let base: String
  let kernel: String
  let report: Report
}

extension Base {
  /// The Debian revision; nil for a tree of the user's.
  fileprivate var revision: String? {
    if case .package(_, let revision) = provenance { revision } else { nil }
  }
}

/// What a tool's failure makes of a command: the messages on standard error, status 2.
func failingAsTool<T>(_ body: () async throws -> T) async throws -> T {
  do {
    return try await body()
  } catch let failure as Failure {
    Console.report(failure.diagnostics)
    throw ExitCode(2)
  }
}
