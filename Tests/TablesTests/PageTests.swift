import Foundation
import Rendering
import Tables
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PageTests {
  let pages: [String: String]

  init() throws { pages = try tablesPages(templates: .ofPackage()) }

  @Test(arguments: Tables.all.map(\.name))
  func `each structure has a diagram, a section and its fields`(_ name: String) throws {
    let structure = try #require(Tables.all.first { $0.name == name })
    #expect(pages["\(name).svg"] != nil)
    let html = try #require(pages["tables.html"])
    #expect(html.contains("<h2 id=\"\(name)\">\(structure.title)</h2>"))
    let markdown = try #require(pages["tables.md"])
    let start = try #require(markdown.range(of: "<a id=\"\(name)\"></a>"))
    for field in structure.fields {
      #expect(
        markdown[start.upperBound...].contains("\n| \(field.bits) | \(field.name) | \(field.title)")
      )
    }
  }

  @Test func `diagrams are well-formed and cover every bit once`() throws {
    for structure in Tables.all {
      let drawing = try #require(pages["\(structure.name).svg"])
      let reader = DiagramReader()
      let parser = XMLParser(data: Data(drawing.utf8))
      parser.delegate = reader
      #expect(parser.parse(), "\(structure.name): \(String(describing: parser.parserError))")
      #expect(reader.rows.allSatisfy { $0 == 352 }, "\(structure.name)")
      #expect(
        reader.classes.isSubset(of: ["field", "address", "reserved", "ignored", "software"]))
    }
  }

  @Test func `a run of reserved words is one line of a diagram`() throws {
    let drawing = try #require(pages["pasid_table_entry.svg"])
    let reader = DiagramReader()
    let parser = XMLParser(data: Data(drawing.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.rows.count == 7)
  }

  @Test func `the page loads nothing from elsewhere`() throws {
    let html = try #require(pages["tables.html"])
    #expect(!html.contains("http"))
    #expect(!html.contains("src="))
  }

  @Test func `the tables are also JSON`() throws {
    let data = try JSONEncoder().encode(Tables.all.map(StructureDescription.init))
    let structures = try #require(
      try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    let context = try #require(structures.first { $0["name"] as? String == "context_entry" })
    let fields = try #require(context["fields"] as? [[String: Any]])
    let domain = try #require(fields.first { $0["name"] as? String == "DID" })
    #expect(domain["bits"] as? String == "87:72")
    #expect(domain["rules"] as? [String] == ["Below 2^(4 + 2 × CAP.ND)."])
  }
}

/// Adds up the widths of the boxes in each row of a diagram.
private final class DiagramReader: NSObject, XMLParserDelegate {
  var rows: [Int] = []
  var classes: Set<String> = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch name {
    case "g": rows.append(0)
    case "rect":
      rows[rows.count - 1] += attributes["width"].flatMap(Int.init) ?? 0
      classes.insert(attributes["class"] ?? "")
    default: break
    }
  }
}
