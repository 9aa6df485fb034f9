import Reporting

/// A configuration that is linked, in which the series does not build yet, and what it lacks.
///
/// The last commit must fail there, and nothing else may be found, so that this list stays true and
/// covers nothing else.
struct BuildKnownFailure: Sendable {
  let configuration: String
  /// What each finding says, in part.
  let says: String
  let lacks: String

  static let all = [
    BuildKnownFailure(
      configuration: "i386", says: "needs elfcorehdr_read,",
      lacks: "a way to read the dump's ELF header without /proc/vmcore, which x86_64 has")
  ]

  /// The same cell, with findings that are known turned into a pass that says so.
  static func setApart(
    _ cell: Matrix.Cell, in configuration: KernelConfiguration, isLast: Bool,
    known: [BuildKnownFailure] = all
  ) -> Matrix.Cell {
    guard configuration.isLinked,
      let known = known.first(where: { $0.configuration == configuration.name })
    else { return cell }
    if cell.findings.isEmpty, cell.verdict == .pass, isLast {
      let stale = Finding(.error, "KNOWN", "builds now: drop it from BuildKnownFailure.swift")
      return Matrix.Cell(.fail, "builds now", findings: [stale], seconds: cell.seconds)
    }
    guard !cell.findings.isEmpty, cell.findings.allSatisfy({ $0.message.contains(known.says) })
    else { return cell }
    return Matrix.Cell(.pass, "fails as known: lacks \(known.lacks)", seconds: cell.seconds)
  }
}
