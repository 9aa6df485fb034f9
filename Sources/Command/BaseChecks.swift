import ArgumentParser
import Checks
import Diagnostics
import Writing

extension BaseOptions {
  /// Runs a check on every base that is asked for, writes its reports below `build/` and prints
  /// what it found. Ends the command with status 1 for findings, and with 2 when a tool failed.
  ///
  /// - Parameters:
  ///   - directory: where the reports go, below `build/`.
  ///   - suffix: what the name of a report has after the base's.
  ///   - run: checks one base; it is given the directory of the reports.
  func check<Report: CheckReport>(
    into directory: String, suffix: String = "", json: Bool,
    with run: (Request, Workspace, _ reports: String) async throws -> (Base, Report)
  ) async throws {
    try await reporting {
      let workspace = try Workspace.find()
      let reports = "\(workspace.root)/build/\(directory)"
      let requests = try requests()
      var done: [CheckedBase<Report>] = []
      for request in requests {
        do {
          let (base, report) = try await run(request, workspace, reports)
          let result = CheckedBase(base: base.name, kernel: base.label, report: report)
          try writeReports(base.name + suffix, json: result, junit: report.junit, to: reports)
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
}

/// A report as JSON, with the kernel that it is about.
struct CheckedBase<Report: CheckReport>: Encodable {
  let base: String
  let kernel: String
  let report: Report
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
