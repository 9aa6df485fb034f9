import Diagnostics
import Reporting

/// Reads what `checkpatch.pl --terse --show-types` prints for one patch.
///
/// Each line must read `patch:line: LEVEL:TYPE: message`. Anything else is an error, so that a
/// change of checkpatch's format is noticed.
func findings(ofCheckpatch output: String, patch: PatchFile) throws -> [Finding] {
  try output.split(separator: "\n").map { line in
    guard
      let match = line.wholeMatch(
        of: /(?:.*?:(\d+): |)(ERROR|WARNING|CHECK):([A-Z0-9_]+): (.*)/)
    else { throw Failure("checkpatch.pl printed a line in an unknown format: \(line)") }
    let number = match.1.flatMap { Int($0) }
    let severity: Finding.Severity =
      switch match.2 {
      case "ERROR": .error
      case "WARNING": .warning
      default: .check
      }
    return Finding(
      severity, String(match.3), String(match.4),
      patch: number.map { SourceLocation(file: patch.name, line: $0) },
      source: number.flatMap { patch[$0] })
  }
}

/// Reads `checkpatch.pl --list-types`.
func types(ofCheckpatch output: String) -> Set<String> {
  Set(
    output.split(separator: "\n").compactMap { line in
      line.prefixMatch(of: /\s*\d+\s+([A-Z][A-Z0-9_]+)/).map { String($0.1) }
    })
}
