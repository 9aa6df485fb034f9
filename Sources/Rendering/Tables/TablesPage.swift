public import Diagnostics
public import Tables

/// The files of `make tables` by name: `tables.md`, `tables.html`, and `NAME.svg` for each
/// structure, from the templates `tables/page.md`, `tables/page.html` and `tables/diagram.svg`.
public func tablesPages(
  of structures: [Structure] = Tables.all, templates: TemplateLibrary
) throws(Failure) -> [String: String] {
  let sections = structures.map(PageSection.init)
  let page: [String: Any] = ["structures": sections]
  var files = [
    "tables.md": try templates.render("tables/page.md", page),
    "tables.html": try templates.render("tables/page.html", page),
  ]
  for section in sections {
    files["\(section.name).svg"] = try templates.render("tables/diagram.svg", section)
  }
  return files
}

/// The values of the page templates for one structure.
private struct PageSection: Sendable {
  struct Row: Sendable {
    let shapes: String
    let height: Int
    let isRun: Bool
    /// The row's distance from the top of the whole diagram.
    let y: Int
  }

  struct PageField: Sendable {
    let kind: String
    let bits: String
    let name: String
    let title: String
    let mask: String?
    /// The values and the rules, each a line.
    let details: [String]
    let hasDetails: Bool
  }

  let name: String
  let title: String
  let section: String
  let width: Int
  let offset: String?
  let fields: [PageField]
  let rows: [Row]
  let diagramWidth = DiagramRow.width
  let diagramHeight: Int

  init(_ structure: Structure) {
    let description = StructureDescription(structure)
    name = description.name
    title = description.title
    section = description.section
    width = description.width
    offset = description.offset
    fields = description.fields.map(PageField.init)
    var y = 0
    rows = DiagramRow.rows(of: structure).map { row in
      defer { y += row.height + 4 }
      return Row(shapes: row.shapes, height: row.height, isRun: row.isRun, y: y)
    }
    diagramHeight = y
  }
}

extension PageSection.PageField {
  fileprivate init(_ field: StructureDescription.FieldDescription) {
    kind = field.kind
    bits = field.bits
    name = field.name
    title = field.title
    mask = field.mask
    details =
      field.values.map { value in
        "\(value.numbers): \(value.title)" + (value.needs.map { " (needs \($0))" } ?? "")
      } + field.rules
    hasDetails = !details.isEmpty
  }
}
