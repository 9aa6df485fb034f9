public import Diagnostics

/// The archive no longer carries a base: an error for who asks for it, a remark for `BASE=all`.
public struct BaseNotAvailable: Error, Sendable {
  public let base: PackagedBase
  /// Each suite that was looked through and where it is.
  public let searched: [String]

  /// What to report to who asked for this very base.
  public var diagnostic: Diagnostic {
    let places =
      searched.isEmpty ? "the suites this machine's apt knows" : searched.joined(separator: ", ")
    let others = Catalogue.names.filter { $0 != base.branch }.joined(separator: ", ")
    return Diagnostic(
      "base \(base.branch) is gone: no \(base.package) in \(places)",
      fix: "use another base (\(others)), or give a KDIR")
  }
}
