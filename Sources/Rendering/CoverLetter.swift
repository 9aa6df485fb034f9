import Series

/// The text of the cover letter above git's diffstat.
enum CoverLetter {
  /// Where the blurb has the table of what the crash-boot rig found.
  static let resultsTag = "{{{results}}}"

  /// The blurb, then what changed in each version, newest first.
  static func body(of series: Series, results: String) -> String {
    let changes = series.versions.filter { $0.number > 1 }.map { version in
      let items = version.changes.map { wrapped($0) }
      return "Changes since v\(version.number - 1):\n\(items.joined(separator: "\n"))"
    }
    let blurb = series.blurb.trimmed.replacing(resultsTag, with: results)
    return ([blurb] + changes).joined(separator: "\n\n") + "\n"
  }

  /// The blurbs of some stages, and what they build on.
  static func body(of parts: [Part], after earlier: [Part], subsystem: String) -> String {
    let blurbs = parts.map(\.blurb.trimmed)
    let texts =
      parts.count == 1 ? blurbs : zip(parts, blurbs).map { "\($0.title)\n\n\($1)" }
    let names = earlier.map(\.name.rawValue).joined(separator: ", ")
    let titles = earlier.map { "\n  \(subsystem): \($0.title)" }.joined()
    let foundation = earlier.isEmpty ? [] : ["Applies on top of: \(names)\(titles)"]
    return (texts + foundation).joined(separator: "\n\n") + "\n"
  }

  /// A list item, wrapped as a changelog is.
  private static func wrapped(_ item: String) -> String {
    var lines: [String] = []
    var line = "-"
    for word in item.split(whereSeparator: \.isWhitespace) {
      if line.count + 1 + word.count > SeriesRules.columns, line.count > 1 {
        lines.append(line)
        line = " "
      }
      line += " \(word)"
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
