import ArgumentParser
import Diagnostics
import Foundation
import Writing

/// Runs a command's work; what is wrong goes to standard error, one line each, and ends the
/// command with status 1.
func reporting(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let failure as Failure {
    Console.report(failure.diagnostics)
    throw ExitCode(1)
  } catch let gone as Gone {
    Console.report([gone.diagnostic])
    throw ExitCode(1)
  }
}

/// What the command says on standard error.
enum Console {
  static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { say("\(diagnostic)", marking: "error:", colour: 31) }
  }

  static func warn(_ message: String) {
    say("warning: \(message)", marking: "warning:", colour: 33)
  }

  static func note(_ message: String) { say("note: \(message)", marking: "note:", colour: 36) }

  private static func say(_ line: String, marking word: String, colour: Int) {
    let plain =
      isatty(STDERR_FILENO) != 1
      || ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let text =
      if !plain, let range = line.range(of: word) {
        line.replacingCharacters(in: range, with: "\u{1b}[1;\(colour)m\(word)\u{1b}[0m")
      } else {
        line
      }
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }

  /// A value as JSON on standard output, with sorted keys.
  static func json(_ value: some Encodable) throws { print(try text(value)) }

  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension Gone {
  /// What to report to who asked for this very base.
  var diagnostic: Diagnostic {
    let places =
      searched.isEmpty ? "the suites this machine's apt knows" : searched.joined(separator: ", ")
    let others = Catalogue.bases.filter { $0 != base }.map(\.branch).joined(separator: ", ")
    return Diagnostic(
      "base \(base.branch) is gone: no \(base.package) in \(places)",
      fix: "use another base (\(others)), or give a KDIR")
  }
}
