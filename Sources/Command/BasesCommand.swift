import ArgumentParser
import Kernels
import Pipeline
import Platform
import Reporting
import Writing

/// Lists the kernels that can be named with `--base`.
struct BasesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bases",
    abstract:
      "List the packaged kernels, the default first, and what was verified on which kernel.",
    discussion: """
      Shows each kernel's Debian package, the suites that are searched for it, and the version \
      that the committed series was made from. Then shows for each kernel, packaged or not, how far \
      its series was verified, and when. Each check notes in build/verified/ that it has passed.

      Example: for base in $(crashdump-iommu bases --names); do make ctest BASE=$base; done
      """)

  @Flag(help: "Print the names and nothing else.")
  var names = false

  @Flag(help: "Keep what was verified in this checkout, in ctests/verified/ and the README.")
  var record = false

  @Flag(help: "Print the packaged kernels as JSON.")
  var json = false

  private struct Entry: Encodable {
    let base: String
    let package: String
    let suites: [String]
    let committed: String?
  }

  func run() async throws {
    try await reporting {
      if names { return print(Catalogue.names.joined(separator: "\n")) }
      let pipeline = Pipeline(try .find())
      let entries = try Catalogue.bases.map { base in
        Entry(
          base: base.branch, package: base.package, suites: base.suites,
          committed: try SeriesRecord.read(in: pipeline.committed(base.branch))?.revision)
      }
      if json { return print(try JSON.text(entries), terminator: "") }
      let rows = entries.map {
        [$0.base, $0.package, $0.suites.joined(separator: " "), $0.committed ?? "–"]
      }
      let table = TextTable(
        ([["base", "package", "suites", "patches/"]] + rows).map { $0.map { TextTable.Cell($0) } })
      print(table.lines().joined(separator: "\n"))
      if record { try pipeline.keepVerifications() }
      let verified = try await pipeline.verifiedKernels()
      print(
        "\n"
          + TextTable(verified.rows.map { $0.map { TextTable.Cell($0) } }).lines()
          .joined(separator: "\n"))
      if record { try verified.write(toReadmeIn: pipeline.workspace) }
    }
  }
}
