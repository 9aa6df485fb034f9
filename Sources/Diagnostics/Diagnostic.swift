/// A place in a text file; `line` counts from 1.
public struct SourceLocation: Codable, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  /// The place of the caller, as a path relative to the package's root.
  public static func here(_ file: String = #filePath, _ line: Int = #line) -> SourceLocation {
    let parts = file.split(separator: "/")
    let root = parts.lastIndex { $0 == "Sources" || $0 == "Tests" } ?? parts.startIndex
    return SourceLocation(file: parts[root...].joined(separator: "/"), line: line)
  }

  public var description: String { "\(file):\(line)" }
}

/// One thing that is wrong, where it is, and how to mend it.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  public let location: SourceLocation?
  public let message: String
  public let fix: String?
  /// Lines to show below the message, such as a diff.
  public let details: [String]

  public init(
    _ message: String, at location: SourceLocation? = nil, fix: String? = nil,
    details: [String] = []
  ) {
    self.details = details
    self.message = message
    self.location = location
    self.fix = fix
  }

  /// `file:line: error: message (fix: …)`, the form that editors and CI logs understand, and the
  /// details on lines of their own.
  public var description: String {
    let place = location.map { "\($0): " } ?? ""
    let hint = fix.map { " (fix: \($0))" } ?? ""
    return (["\(place)error: \(message)\(hint)"] + details.map { "    \($0)" })
      .joined(separator: "\n")
  }
}

/// Everything that was found wrong in one run; never empty when thrown.
public struct Failure: Error, Sendable, CustomStringConvertible {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ message: String, at location: SourceLocation? = nil, fix: String? = nil) {
    self.init([Diagnostic(message, at: location, fix: fix)])
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
