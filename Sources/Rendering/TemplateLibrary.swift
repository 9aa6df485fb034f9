public import Diagnostics
import Mustache

/// Parsed Mustache templates by name: the path below `templates/`, without `.mustache`.
///
/// Write values as `{{{value}}}`: the text is C, Markdown or ready HTML and is not to be escaped.
public struct TemplateLibrary: Sendable {
  private let library: MustacheLibrary
  private let texts: [String: String]

  /// Parses every template; the failure lists all that do not parse, by `templates/NAME.mustache`.
  public init(_ texts: [String: String]) throws(Failure) {
    var library = MustacheLibrary()
    var problems: [Diagnostic] = []
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      do {
        try library.register(text, named: name)
      } catch let error as MustacheTemplate.ParserError {
        problems.append(
          Diagnostic(
            "\(error.error)",
            at: SourceLocation(
              file: "templates/\(name).mustache", line: error.context.lineNumber),
            fix: "mend the tag in ‘\(error.context.line)’"))
      } catch {
        problems.append(
          Diagnostic("\(error)", at: SourceLocation(file: "templates/\(name).mustache", line: 1)))
      }
    }
    guard problems.isEmpty else { throw Failure(problems) }
    self.library = library
    self.texts = texts
  }

  /// The template's text with the values of `object` (a dictionary or a type with properties).
  public func render(_ name: String, _ object: Any) throws(Failure) -> String {
    guard let text = library.render(object, withTemplate: name) else {
      throw Failure("there is no template ‘\(name)’", fix: "add templates/\(name).mustache")
    }
    return text
  }

  /// The members of an object that the template itself asks for: `name` of `{{#object.name}}`.
  func members(of object: String, in name: String) -> Set<String> {
    let parts = (texts[name] ?? "").split(separator: "{{").map { tag in
      tag.drop { "{#^ ".contains($0) }.prefix { $0 != "}" && $0 != " " }
    }
    let prefix = "\(object)."
    return Set(parts.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }
}
