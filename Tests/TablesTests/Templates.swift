import Foundation
import Rendering

extension TemplateLibrary {
  /// The package's own templates, by their names below `templates/`.
  static func ofPackage() throws -> TemplateLibrary {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "templates/tables")
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: root.path)
    where name.hasSuffix(".mustache") {
      texts["tables/" + name.dropLast(".mustache".count)] = try String(
        contentsOf: root.appending(path: name), encoding: .utf8)
    }
    return try TemplateLibrary(texts)
  }
}
