import ArgumentParser
import Diagnostics
import Kernels
import Pipeline
import Platform
import Reporting

extension BaseOptions {
  /// Runs a check on every chosen base, writes reports below `build/` and prints the findings. The
  /// command ends with status 1 if there are any, and with 2 if a tool failed.
  ///
  /// - Parameters:
  ///   - directory: where the reports go, below `build/`.
  ///   - suffix: added to the base's name in the names of the reports.
  ///   - run: checks one base.
  func check<Report: CheckReport>(
    into directory: String, suffix: String = "", json: Bool,
    with run: (KernelChoice, Pipeline) async throws -> (Base, Report)
  ) async throws {
    try await reporting {
      let pipeline = try pipeline()
      let choices = try kernels()
      var done: [CheckedKernel<Report>] = []
      for choice in choices {
        do {
          let (kernel, report) = try await run(choice, pipeline)
          let result = CheckedKernel(kernel, report)
          try result.write(kernel.name + suffix, to: "\(pipeline.build)/\(directory)")
          if !json { print(report.text(.forOutput()), terminator: "") }
          done.append(result)
        } catch let missing as BaseNotAvailable where choices.count > 1 {
          Console.note(missing.diagnostic.message)
        }
      }
      if json { print(try JSON.text(done), terminator: "") }
      if !done.allSatisfy(\.report.passed) { throw ExitCode(1) }
    }
  }
}

extension CheckedKernel {
  /// Writes the reports for programs, JSON and JUnit.
  func write(_ name: String, to directory: String) throws {
    try writeReports(name, json: self, junit: report.junit, to: directory)
  }
}

/// Reports a failure on standard error and ends the command with status 2.
func failingAsTool<T>(_ body: () async throws -> T) async throws -> T {
  do {
    return try await body()
  } catch let failure as Failure {
    Console.report(failure.diagnostics)
    throw ExitCode(2)
  }
}

/// Runs a command's work. Failures are reported on standard error, and end the command with status
/// 1.
func reporting(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let failure as Failure {
    Console.report(failure.diagnostics)
    throw ExitCode(1)
  } catch let missing as BaseNotAvailable {
    Console.report([missing.diagnostic])
    throw ExitCode(1)
  }
}
