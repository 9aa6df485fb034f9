internal import Diagnostics
internal import Platform

/// The author of a series.
public struct Identity: Hashable, Codable, Sendable, CustomStringConvertible {
  public let name: String
  public let email: String

  public init(name: String, email: String) {
    self.name = name
    self.email = email
  }

  /// Reads `Name <address>`.
  public init?(_ text: String) {
    guard let match = text.wholeMatch(of: /\s*([^<>\n]*[^<>\s])\s*<([^<>\s@]+@[^<>\s@]+)>\s*/)
    else {
      return nil
    }
    self.init(name: String(match.output.1), email: String(match.output.2))
  }

  public var description: String { "\(name) <\(email)>" }

  /// The author to use: the one asked for, or the recorded one, or git's user.
  public static func choose(
    option: String?, recorded: Identity?, git directory: String = "."
  ) async throws -> Identity {
    if let option {
      if let identity = Identity(option) { return identity }
      throw Failure(
        "not an author: \(option)", fix: "write it as --author \"Name Surname <name@example.org>\"")
    }
    if let recorded { return recorded }
    let name = try await Tool.git.run(["-C", directory, "config", "user.name"]).line
    let email = try await Tool.git.run(["-C", directory, "config", "user.email"]).line
    guard let identity = Identity("\(name) <\(email)>") else {
      throw Failure(
        "no author for the series: git has no user.name and user.email",
        fix: "git config --global user.name …, user.email …, or --author \"Name <address>\"")
    }
    return identity
  }
}
