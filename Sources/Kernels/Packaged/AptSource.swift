internal import Foundation

/// An entry of the machine's apt sources for Debian's archive. Entries for other suites are copied
/// from it, so that they use the same mirror, keyring and options.
struct AptSource: Hashable, Sendable {
  /// `http://…/debian/`
  let uri: String
  /// The suite of the machine's entry: `bookworm-security`.
  let suite: String
  /// The machine's own architecture: `amd64`. The lists of others are not needed.
  let architecture: String
  /// The entry's text in its file.
  let entry: String
  /// Whether `entry` is a deb822 stanza; else it is a one-line entry.
  let stanza: Bool

  var isSecurity: Bool { suite.hasSuffix("-security") || suite.hasSuffix("/updates") }

  /// The fields that say what to fetch from where. All others are copied.
  private static let place: Set<String> = [
    "types", "uris", "suites", "components", "architectures", "targets", "enabled",
  ]

  /// The text of an entry for another suite of the same archive, and the file's extension.
  func text(for suite: String) -> (text: String, suffix: String) {
    stanza ? (deb822(suite), "sources") : (line(suite), "list")
  }

  private func deb822(_ suite: String) -> String {
    var kept: [Substring] = []
    var keeping = false
    for line in entry.split(separator: "\n") where !line.hasPrefix("#") {
      if !line.hasPrefix(" "), !line.hasPrefix("\t") {
        keeping = !AptSource.place.contains(line.prefix { $0 != ":" }.lowercased())
      }
      if keeping { kept.append(line) }
    }
    let ours = [
      "Types: deb", "URIs: \(uri)", "Suites: \(suite)", "Components: main",
      "Architectures: \(architecture)", "Targets: Packages",
    ]
    return (ours + kept.map(String.init)).joined(separator: "\n") + "\n"
  }

  private func line(_ suite: String) -> String {
    let bracket = entry.firstMatch(of: /\[([^\]]*)\]/)?.output.1 ?? ""
    let options = bracket.split(separator: " ").filter {
      !["arch", "target"].contains($0.prefix { $0 != "=" && $0 != "+" && $0 != "-" })
    }
    let all = (["arch=\(architecture)", "target=Packages"] + options.map(String.init)).joined(
      separator: " ")
    return "deb [\(all)] \(uri) \(suite) main\n"
  }

  /// Reads the entry that `apt-get indextargets` names as `file:number`: apt counts the
  /// stanzas of a `.sources` file and the lines of a `.list` file.
  static func entry(_ place: String, read: (String) throws -> String?) rethrows -> String? {
    guard let colon = place.lastIndex(of: ":"),
      let number = Int(place[place.index(after: colon)...])
    else { return nil }
    let file = String(place[..<colon])
    guard let text = try read(file) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard file.hasSuffix(".sources") else {
      return lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
    }
    let stanzas = lines.split { $0.allSatisfy(\.isWhitespace) }
      .filter { !$0.allSatisfy { $0.hasPrefix("#") } }
    guard stanzas.indices.contains(number - 1) else { return nil }
    return stanzas[number - 1].joined(separator: "\n")
  }
}
