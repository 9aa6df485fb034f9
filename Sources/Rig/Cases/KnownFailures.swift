internal import Series

/// A case that the series does not pass, and what it would need to pass.
public struct KnownFailure: Sendable {
  public let caseName: String
  public let waitsFor: String

  /// Of the mainline family. A run fails if a listed case passes.
  public static let all: [KnownFailure] = []

  private static func waiting(for behaviour: String, _ names: String...) -> [KnownFailure] {
    names.map { KnownFailure(caseName: $0, waitsFor: behaviour) }
  }

  /// If the root table is lost before the crash, devices fault before the crash kernel can help,
  /// and nothing tells which domain-ids were in use.
  static let classic = waiting(for: "a table to copy", "root-garbage")

  static func of(_ crashCase: CrashCase) -> KnownFailure? {
    (crashCase.family == .classic ? classic : all).first { $0.caseName == crashCase.name }
  }
}
