public import Diagnostics
import Mustache

/// The project's templates: Mustache templates by their path below `templates/` without
/// `.mustache`, and tagged sources by their whole path below it.
///
/// Write values as `{{{value}}}`: the text is C, Markdown or ready HTML and is not to be escaped.
public struct TemplateLibrary: Sendable {
  private let library: MustacheLibrary
  private let texts: [String: String]
  private let sources: [String: String]

  /// Parses every template; the failure lists all that do not parse, by file and line.
  public init(
    _ texts: [String: String], sources: [String: String] = [:]
  ) throws(Failure) {
    var library = MustacheLibrary()
    var problems: [Diagnostic] = []
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      do {
        try library.register(text, named: name)
      } catch {
        problems.append(Self.diagnostic(error, in: "templates/\(name).mustache"))
      }
    }
    guard problems.isEmpty else { throw Failure(problems) }
    self.library = library
    self.texts = texts
    self.sources = sources
  }

  /// The template's text with the values of `object` (a dictionary or a type with properties).
  public func render(_ name: String, _ object: Any) throws(Failure) -> String {
    guard let text = library.render(object, withTemplate: name) else {
      throw Failure("there is no template ‘\(name)’", fix: "add templates/\(name).mustache")
    }
    return text
  }

  /// The text of a template or a tagged source, with its tags.
  func text(of name: String) -> String? { texts[name] ?? sources[name] }

  /// The text of a tagged source: `mainline/kdump.c`.
  func source(_ name: String) throws(Failure) -> String {
    guard let text = sources[name] else {
      throw Failure("there is no source ‘\(name)’", fix: "add templates/\(name)")
    }
    return text
  }

  /// Fills a text that is no template of the library.
  ///
  /// - Parameter lines: for each line of the text its number in `file`.
  func fill(
    _ text: String, of file: String, lines: [Int], _ object: Any
  ) throws(Failure) -> String {
    do {
      return try MustacheTemplate(string: text).render(object, library: library)
    } catch {
      throw Failure([Self.diagnostic(error, in: file, lines: lines)])
    }
  }

  /// What a template asks for and `context` does not have, `kernel.x` of `{{#kernel.x}}`, each
  /// once with the first line that does.
  func unknownMembers(
    in name: String, context: [String: Any]
  ) -> [(path: String, line: Int)] {
    var known: Set<Substring> = []
    var line = 1
    var unknown: [(path: String, line: Int)] = []
    for (index, part) in (text(of: name) ?? "").split(
      separator: "{{", omittingEmptySubsequences: false
    ).enumerated() {
      let path = part.drop { "{#^ ".contains($0) }.prefix { $0 != "}" && $0 != " " }
      if index > 0, !path.hasPrefix("/"), known.insert(path).inserted,
        !path.split(separator: ".").isKnown(in: context)
      {
        unknown.append((String(path), line))
      }
      line += part.utf8.count { $0 == UInt8(ascii: "\n") }
    }
    return unknown
  }

  private static func diagnostic(
    _ error: any Error, in file: String, lines: [Int]? = nil
  ) -> Diagnostic {
    guard let error = error as? MustacheTemplate.ParserError else {
      return Diagnostic("\(error)", at: SourceLocation(file: file, line: 1))
    }
    let index = error.context.lineNumber - 1
    let line = lines.map { $0.indices.contains(index) ? $0[index] : $0.last ?? 1 } ?? index + 1
    return Diagnostic(
      "\(error.error)", at: SourceLocation(file: file, line: line),
      fix: "mend the tag in ‘\(error.context.line.prefix { $0 != SourceStates.mark })’")
  }
}

extension [Substring] {
  /// Whether the names lead to something: members of dictionaries, or properties.
  fileprivate func isKnown(in object: Any) -> Bool {
    guard let name = first else { return true }
    let member =
      (object as? [String: Any])?[String(name)]
      ?? Mirror(reflecting: object).children.first { $0.label == String(name) }?.value
    return member.map { Array(dropFirst()).isKnown(in: $0) } ?? false
  }
}
