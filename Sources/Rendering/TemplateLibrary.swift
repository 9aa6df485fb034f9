import Mustache

/// The Mustache templates below `templates/`, by their path without `.mustache`.
public struct TemplateLibrary: Sendable {
  private let templates: [String: String]

  public init(_ templates: [String: String]) { self.templates = templates }

  public func render(_ name: String, _ context: [String: Any]) throws -> String {
    guard let text = templates[name] else { throw MissingTemplate(name: name) }
    return try MustacheTemplate(string: text).render(context)
  }

  struct MissingTemplate: Error, CustomStringConvertible {
    let name: String
    var description: String { "there is no template templates/\(name).mustache" }
  }
}
