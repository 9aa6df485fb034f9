public import Diagnostics

/// The archive once had a base, and no longer does: an error for who asks for it, a remark for
/// `BASE=all`.
///
/// A version in the cache or in the record of a written series proves that it was there. Without
/// such a proof, a base that no suite has is a mistake in the catalogue, and an error everywhere.
public struct BaseNotAvailable: Error, Sendable {
  public let base: PackagedBase
  /// Each suite that was looked through and where it is.
  public let searched: [String]

  var summary: String {
    let places =
      searched.isEmpty ? "the suites this machine's apt knows" : searched.joined(separator: ", ")
    return "there is no \(base.package) in \(places)"
  }

  /// What to report to who asked for this very base.
  public var diagnostic: Diagnostic {
    let others = Catalogue.names.filter { $0 != base.branch }.joined(separator: ", ")
    return Diagnostic(
      "base \(base.branch) has left the archive: \(summary)",
      fix: "use another base (\(others)), or give a KDIR")
  }
}
