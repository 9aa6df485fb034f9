internal import Series

/// A case that the series does not pass yet, and the behaviours that it waits for (their numbers
/// are those of the series' design: K5 reserves IOVAs, K6 carries mappings over …).
public struct KnownFailure: Sendable {
  public let caseName: String
  public let waitsFor: [String]

  /// Empty when the series is complete. A listed case that passes fails the run.
  public static let all: [KnownFailure] = []

  private static func waiting(for behaviours: [String], _ names: [String]) -> [KnownFailure] {
    names.map { KnownFailure(caseName: $0, waitsFor: behaviours) }
  }

  /// With the root table gone before the crash, devices fault before the crash kernel can help, and
  /// no table tells which domain-ids were in use.
  static let classic = waiting(for: ["a table to copy"], ["root-garbage"])

  static func of(_ crashCase: CrashCase) -> KnownFailure? {
    (crashCase.family == .classic ? classic : all).first { $0.caseName == crashCase.name }
  }
}
