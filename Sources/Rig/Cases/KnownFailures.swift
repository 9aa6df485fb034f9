/// A case that the series does not pass, and what it would need to pass.
public struct KnownFailure: Sendable {
  public let caseName: String
  public let waitsFor: String

  /// A run fails if a listed case passes.
  public static let all: [KnownFailure] = []

  static func of(_ crashCase: CrashCase, in list: [KnownFailure] = all) -> KnownFailure? {
    list.first { $0.caseName == crashCase.name }
  }
}
