public import Foundation

/// Whether text is coloured.
public struct Style: Sendable {
  public enum Colour: Int, Sendable {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
    case dim = 2
  }

  public let coloured: Bool

  public init(coloured: Bool) { self.coloured = coloured }

  /// Colour for a terminal, unless `NO_COLOR` is set to something.
  public static func forOutput(
    _ descriptor: Int32 = 1,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Style {
    Style(coloured: isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty)
  }

  public func callAsFunction(_ text: String, _ colour: Colour) -> String {
    coloured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Verdict {
  public var colour: Style.Colour {
    switch self {
    case .pass: .green
    case .fail: .red
    case .skipped: .yellow
    }
  }
}

extension Finding.Severity {
  public var colour: Style.Colour { self == .error ? .red : .yellow }
}
