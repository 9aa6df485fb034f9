internal import Diagnostics
internal import Foundation
internal import Platform
internal import Rendering
internal import Series

/// A series as one stream for `git fast-import`.
struct FastImport {
  /// The branch with the patches.
  static let branch = "series"
  /// The branch with the earlier stages, on which the patches are applied.
  static let earlier = "earlier"
  /// What these are applied on.
  static let base = "base"

  private(set) var bytes: [UInt8] = []
  private let author: Identity
  private let person: String

  /// - Parameter date: as `2026-11-23T12:00:00+00:00`.
  init(author: Identity, date: String) throws {
    self.author = author
    person = "\(author) \(try FastImport.stamp(date))"
  }

  /// The touched files of a base that has no history, as a commit of its own.
  mutating func base(_ files: [KernelPath: String]) {
    commit("base\n", on: FastImport.base, files)
  }

  /// A commit of the user's clone as the base.
  mutating func base(_ commit: String) { branch(FastImport.base, from: commit) }

  /// The patches of a series on top of the base, each signed off by the author.
  mutating func patches(of series: RenderedSeries) {
    branch(FastImport.earlier, from: "refs/heads/\(FastImport.base)")
    commit(series.earlier, on: FastImport.earlier)
    branch(FastImport.branch, from: "refs/heads/\(FastImport.earlier)")
    commit(series.patches, on: FastImport.branch)
  }

  private mutating func branch(_ name: String, from parent: String) {
    text("reset refs/heads/\(name)\nfrom \(parent)\n\n")
  }

  private mutating func commit(_ patches: [RenderedPatch], on branch: String) {
    for patch in patches {
      commit(FastImport.signed(patch.message, by: author), on: branch, patch.files)
    }
  }

  private mutating func commit(
    _ message: String, on branch: String, _ files: [KernelPath: String]
  ) {
    text("commit refs/heads/\(branch)\n")
    text("author \(person)\ncommitter \(person)\n")
    data(message)
    for (path, content) in files.sorted(by: { $0.key.description < $1.key.description }) {
      text("M 100644 inline \(path)\n")
      data(content)
    }
    text("\n")
  }

  private mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func data(_ content: String) {
    let content = FileText.encode(content)
    text("data \(content.count)\n")
    bytes += content
    text("\n")
  }

  /// Adds the sign-off to the trailers that the message ends with.
  static func signed(_ message: String, by author: Identity) -> String {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.reversed().drop { $0.allSatisfy(\.isWhitespace) }.reversed()
    let last = body.reversed().prefix { !$0.isEmpty }
    let isTrailers = last.count < body.count && last.allSatisfy(isTrailer)
    let text = body.joined(separator: "\n")
    return "\(text)\n\(isTrailers ? "" : "\n")Signed-off-by: \(author)\n"
  }

  private static func isTrailer(_ line: Substring) -> Bool {
    guard let end = line.firstRange(of: ": ") else { return false }
    let key = line[..<end.lowerBound]
    let isPerson =
      key.hasSuffix("-by") && key.first?.isUppercase == true
      && key.allSatisfy { $0.isLetter || $0 == "-" }
    return (isPerson || ["Cc", "Closes", "Fixes", "Link"].contains(key))
      && end.upperBound < line.endIndex
  }

  /// Git's raw form of an ISO 8601 time: seconds since 1970 and the zone.
  static func stamp(_ date: String) throws -> String {
    let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon)
    guard let parsed = try? style.parse(date)
    else {
      throw Failure(
        "\(date) is not a date that the series can have",
        fix: "write it as 2026-11-23T12:00:00+00:00")
    }
    let zone = date.firstMatch(of: /([+-]\d\d):?(\d\d)$/)?.output ?? ("", "+00", "00")
    return "\(Int(parsed.timeIntervalSince1970)) \(zone.1)\(zone.2)"
  }
}
