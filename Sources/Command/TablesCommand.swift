import ArgumentParser
import Diagnostics
import Pipeline
import Platform
import Rendering
import Tables

/// `crashdump-iommu tables`: the structures as pages for a reader, or as JSON.
struct TablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Write pages that show the VT-d tables, with bit-field diagrams.",
    discussion: """
      Checks the tables, then writes tables.html (one file, for any screen), tables.md and an
      SVG diagram for each structure.

      Example: crashdump-iommu tables --out build/tables
      """)

  @Option(help: "The directory to write to.")
  var out: String?

  @Flag(help: "Print the tables as JSON, and write no pages.")
  var json = false

  func run() async throws {
    try await reporting {
      let problems = Tables.problems()
      guard problems.isEmpty else { throw Failure(problems) }
      if json {
        print(try JSON.text(Tables.all.map(StructureDescription.init)), terminator: "")
        return
      }
      let pipeline = Pipeline(try .find())
      let pages = try tablesPages(templates: pipeline.templates())
      let directory = out ?? "\(pipeline.build)/tables"
      try Disk.makeDirectory(directory)
      for (name, text) in pages.sorted(by: { $0.key < $1.key }) {
        try Disk.write(text, to: "\(directory)/\(name)")
      }
      print("\(directory)/tables.html: \(Tables.all.count) structures")
    }
  }
}
