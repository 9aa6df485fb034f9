import ArgumentParser
import Dispatch
import Foundation
import Reporting

/// Lets a command clean up when it is interrupted.
enum Interruption {
  /// Runs `work`; SIGINT and SIGTERM cancel it instead of ending the process at once.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task(operation: work)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    do {
      return try await task.value
    } catch is CancellationError {
      Console.note("interrupted")
      throw ExitCode(130)
    }
  }
}
