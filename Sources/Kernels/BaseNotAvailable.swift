public import Diagnostics

/// The archive once had a base and no longer does. This is an error if the base was asked for by
/// name, and only a note with `BASE=all`.
///
/// A version in the cache, or in the record of a written series, shows that the base was there. If
/// there is neither, and no suite has the base, the catalogue is wrong, which is always an error.
public struct BaseNotAvailable: Error, Sendable {
  public let base: PackagedBase
  /// Each suite that was looked through and where it is.
  public let searched: [String]

  var summary: String {
    let places =
      searched.isEmpty ? "the suites this machine's apt knows" : searched.joined(separator: ", ")
    return "there is no \(base.package) in \(places)"
  }

  /// The error for a user who asked for this base by name.
  public var diagnostic: Diagnostic {
    let others = Catalogue.names.filter { $0 != base.branch }.joined(separator: ", ")
    return Diagnostic(
      "base \(base.branch) has left the archive: \(summary)",
      fix: "use another base (\(others)), or give a KDIR")
  }
}
