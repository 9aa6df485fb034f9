public import Diagnostics

/// One thing that a checker found.
public struct Finding: Codable, Hashable, Sendable {
  public enum Severity: String, Codable, Sendable {
    case error, warning, check
  }

  public let severity: Severity
  /// The checker's own name of the rule: `LONG_LINE`, `-Wunused-variable`, `sparse`.
  public let type: String
  public let message: String
  /// Where in the patch file; nil if it is not about a single line.
  public let patch: SourceLocation?
  /// Where in the kernel tree; nil for a commit message.
  public let source: SourceLocation?

  public init(
    _ severity: Severity, _ type: String, _ message: String, patch: SourceLocation? = nil,
    source: SourceLocation? = nil
  ) {
    self.severity = severity
    self.type = type
    self.message = message
    self.patch = patch
    self.source = source
  }
}

extension Finding: CustomStringConvertible {
  /// `patch:line: error: TYPE: message (kernel file:line)`.
  public var description: String {
    let place = (patch ?? source).map { "\($0): " } ?? ""
    let origin = patch == nil ? "" : source.map { " (\($0))" } ?? ""
    return "\(place)\(severity.rawValue): \(type): \(message)\(origin)"
  }
}
