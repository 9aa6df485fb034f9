internal import Platform

/// Digests of what a series changes: SHA-256, in hexadecimal.
public enum SeriesDigest {
  /// The digest of the diffs. They name the blobs before and after each change, so that it stands
  /// for the bytes of these files; authors, dates and changelogs do not count.
  ///
  /// - Parameter patches: the texts of the patch files; a cover letter counts for nothing.
  public static func of(_ patches: [String]) async throws -> String {
    let diffs = patches.map { patch in
      let start = patch.firstRange(of: "\ndiff --git ")?.lowerBound ?? patch.endIndex
      return patch[start...]
    }
    return try await digest(of: diffs.joined())
  }

  /// The digest of the blobs after the last patch, whatever the patches before it did.
  ///
  /// - Parameter patches: see ``of(_:)``
  public static func ofResult(_ patches: [String]) async throws -> String {
    var blobs: [Substring: Substring] = [:]
    for patch in patches {
      var path: Substring = ""
      for line in patch.split(separator: "\n") {
        if line.hasPrefix("diff --git ") { path = line.split(separator: " b/").last ?? "" }
        if let index = line.wholeMatch(of: /index [0-9a-f]+\.\.([0-9a-f]+).*/) {
          blobs[path] = index.output.1
        }
      }
    }
    let lines = blobs.map { "\($0.key) \($0.value)\n" }.sorted()
    return try await digest(of: lines.joined())
  }

  private static func digest(of text: String) async throws -> String {
    let result = try await Tool("sha256sum").output([], input: FileText.encode(text))
    return String(result.text.prefix { $0.isHexDigit })
  }
}
