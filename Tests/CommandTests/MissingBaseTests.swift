import Kernels
import Platform
import TestSupport
import Testing

/// An archive that has none of the bases.
@Suite struct MissingBaseTests {
  private let directory: TemporaryDirectory
  private let project: Project

  init() async throws {
    directory = try TemporaryDirectory()
    let archive = try LocalArchive(directory)
    let base = Catalogue.bases[0]
    for suite in Set(Catalogue.bases.flatMap(\.suites)) {
      try await archive.publish([], of: base, suite: suite)
    }
    project = try Project([
      "XDG_CACHE_HOME": "\(directory.path)/cache", "APT_CONFIG": archive.configuration,
    ])
  }

  /// The record of a series for every base.
  private func writeRecords() throws {
    for base in Catalogue.bases {
      try Disk.write(
        """
        {"author": {"name": "A", "email": "a@example.org"}, "files": [], "series": 1,
         "package": "\(base.package)", "revision": "\(base.branch).1-1", "version": "\(base.branch).1"}
        """, to: "\(project.root)/patches/\(base.branch)/base.json")
    }
  }

  @Test func aBaseThatWasThereIsAnErrorForWhoNamesIt() async throws {
    try writeRecords()
    for base in Catalogue.names {
      let result = try await project.run(["patches", "--base", base])
      #expect(result.status == 1)
      #expect(result.errors.contains("error: base \(base) has left the archive: there is no"))
    }
  }

  @Test func itIsANoteAmongAll() async throws {
    try writeRecords()
    let result = try await project.run(["patches", "--base", "all"])
    #expect(result.status == 0, "\(result.errors)")
    for base in Catalogue.names {
      #expect(result.errors.contains("note: base \(base) has left the archive: there is no"))
    }
  }

  @Test func aBaseThatWasNeverThereIsAnErrorAmongAllToo() async throws {
    let result = try await project.run(["patches", "--base", "all"])
    #expect(result.status == 1)
    for base in Catalogue.bases {
      #expect(result.errors.contains("error: there is no \(base.package) in "))
    }
  }
}
