import Diagnostics
import Reporting

/// A patch file, with the line of the kernel tree for each of its lines.
public struct PatchFile: Sendable {
  /// The patch file's name in reports.
  let name: String
  private let places: [SourceLocation?]
  /// The files that the patch changes, in order; a removed file is listed too.
  let paths: [String]

  init(_ text: String, name: String) {
    self.name = name
    var places: [SourceLocation?] = []
    var paths: [String] = []
    /// The line of the new file that comes next; nil outside of a hunk.
    var next: Int?
    var left = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.wholeMatch(of: /diff --git a\/\S+ b\/(\S+)/) {
        paths.append(String(match.1))
        next = nil
      } else if left == 0,
        let match = line.prefixMatch(of: /@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/)
      {
        next = Int(match.1)
        left = match.2.map { Int($0) ?? 0 } ?? 1
      }
      places.append(paths.last.map { SourceLocation(file: $0, line: max(next ?? 1, 1)) })
      if let current = next, left > 0, line.hasPrefix("+") || line.hasPrefix(" ") {
        next = current + 1
        left -= 1
      }
    }
    self.places = places
    self.paths = paths
  }

  /// The place in the kernel tree of a line of the patch file; nil for the commit message.
  subscript(line: Int) -> SourceLocation? {
    places.indices.contains(line - 1) ? places[line - 1] : nil
  }
}
