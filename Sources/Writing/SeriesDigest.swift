internal import Platform

/// A digest of what a series changes.
public enum SeriesDigest {
  /// The SHA-256 of the diffs, in hexadecimal. They name the blobs before and after each change, so
  /// that the digest stands for the bytes of these files; authors, dates and changelogs do not
  /// count.
  ///
  /// - Parameter patches: the texts of the patch files; a cover letter counts for nothing.
  public static func of(_ patches: [String]) async throws -> String {
    let diffs = patches.map { patch in
      let start = patch.firstRange(of: "\ndiff --git ")?.lowerBound ?? patch.endIndex
      return patch[start...]
    }
    let result = try await Tool("sha256sum").output([], input: FileText.encode(diffs.joined()))
    return String(result.text.prefix { $0.isHexDigit })
  }
}
