import Kernels
import Platform
import Testing

/// All that names the packaged kernels takes them from the catalogue.
@Suite struct BasesTests {
  private let all = Catalogue.names

  @Test func theCommandListsThem() async throws {
    let project = try Project()
    let names = try await project.run(["bases", "--names"])
    #expect(names.text == all.map { "\($0)\n" }.joined())
    let table = try await project.run(["bases"])
    #expect(table.status == 0)
    for base in Catalogue.bases { #expect(table.text.contains(base.package)) }
    let help = try await project.run(["patches", "--help"])
    #expect(help.text.contains("A packaged kernel: \(all.joined(separator: ", ")), or all."))
  }

  @Test func makeKnowsThem() async throws {
    let help = try await Tool("make").output(["-C", Project.repository, "help"])
    #expect(help.text.contains("[BASE=\(all.joined(separator: "|"))|all]"))
  }

  @Test func eachHasItsSeriesInTheProject() throws {
    let names = try Disk.names(in: "\(Project.repository)/patches")
    // the others were made from trees that no archive packages
    #expect(names.filter { !$0.contains("-") } == all.sorted())
  }
}
