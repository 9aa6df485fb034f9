import Diagnostics
import Foundation
import Platform
import Series
import TestSupport
import Testing

@testable import Kernels

@Suite struct SourceCacheTests {
  let directory: TemporaryDirectory
  let archive: LocalArchive
  let packaged = Catalogue.bases[0]

  init() throws {
    directory = try TemporaryDirectory()
    archive = try LocalArchive(directory)
  }

  @Test func theNewestOfAllSuitesIsFetchedOnceAndKept() async throws {
    try await archive.publish(["6.12.9-1", "6.12.10-1~deb12u1"], of: packaged, suite: "bookworm")
    try await archive.publish(["6.12.10-1"], of: packaged, suite: "bookworm-security")
    let base = try await archive.cache.base(packaged)
    #expect(base.provenance == .package(name: packaged.package, revision: "6.12.10-1"))
    #expect(base.version == KernelVersion(6, 12, 10))
    #expect(Disk.exists("\(base.root)/scripts/checkpatch.pl"))
    #expect(!Disk.exists("\(base.root)/sound"))

    // no archive, no network: what is there will do
    try Disk.remove("\(directory.path)/archive")
    try Disk.remove("\(directory.path)/security")
    try Disk.remove("\(directory.path)/machine")
    #expect(try await archive.cache.base(packaged).root == base.root)
    let full = try await archive.cache.base(packaged, level: .full)
    #expect(Disk.exists("\(full.root)/sound/soundcard.c"))
    #expect(try await archive.cache.base(packaged).root == base.root)
    #expect(try Disk.names(in: "\(directory.path)/cache/downloads").isEmpty)
  }

  @Test func theArchiveMovesOn() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    try await archive.publish([], of: packaged, suite: "bookworm-security")
    let old = try await archive.cache.base(packaged)
    try await archive.publish(["6.12.120-1"], of: packaged, suite: "bookworm")
    #expect(try await archive.cache.base(packaged).root == old.root)
    #expect(
      try await archive.cache.base(packaged, known: "6.12.117-1").root == old.root)
    let new = try await archive.cache.base(packaged, known: "6.12.118-1")
    #expect(new.version == KernelVersion(6, 12, 120))
    #expect(try await archive.cache.base(packaged).root == new.root)
    try await archive.publish(["6.12.121-1"], of: packaged, suite: "bookworm")
    #expect(
      try await archive.cache.base(packaged, refresh: true).version
        == KernelVersion(6, 12, 121))
  }

  private var places: [String] {
    [
      "bookworm at file:\(directory.path)/archive/",
      "bookworm-security at file:\(directory.path)/security/",
    ]
  }

  @Test func aKernelThatWasThereHasLeftTheArchive() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    // the security suite does not exist at all, and no suite has this one any more
    let old = Catalogue.bases[1]
    let gone = await #expect(throws: BaseNotAvailable.self) {
      try await archive.cache.base(old, known: "6.1.100-1")
    }
    #expect(gone?.base == old)
    #expect(gone?.searched == places)
  }

  /// What is in the cache was in the archive, whether a series was made from it or not.
  @Test func aCachedVersionIsProofToo() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    _ = try await archive.cache.base(packaged)
    try await archive.publish([], of: packaged, suite: "bookworm")
    await #expect(throws: BaseNotAvailable.self) {
      try await archive.cache.base(packaged, refresh: true)
    }
  }

  @Test func aKernelThatWasNeverThereIsAMistake() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    let never = PackagedBase(branch: "6.21", suites: packaged.suites)
    await expect(
      "error: there is no linux-source-6.21 in \(places[0]), \(places[1]), and no version of it "
        + "has been used before (fix: correct the entry in Sources/Kernels/Catalogue.swift)"
    ) { try await archive.cache.base(never) }
  }

  @Test func aSuiteThatDebianDoesNotHaveIsAMistake() async throws {
    let base = PackagedBase(branch: "6.12", suites: ["bookworm", "bookwrom-security"])
    await expect("base 6.12: Debian has no suite bookwrom-security") {
      try await archive.cache.base(base, known: "6.12.117-1")
    }
  }

  @Test func withoutNetworkTheErrorSaysSo() async throws {
    // nothing listens on the discard port
    try directory.write([
      "machine/debian.sources":
        "Types: deb\nURIs: http://127.0.0.1:9/debian\nSuites: bookworm\nComponents: main\n"
    ])
    await expect("no network: fetching the list of bookworm from http://127.0.0.1:9/debian/ failed")
    { try await archive.cache.base(packaged) }
  }

  @Test func aMachineWithoutDebianSourcesIsToldWhatToDo() async throws {
    try directory.write(["machine/debian.sources": ""])
    await expect("this machine's apt has no entry for Debian's archive") {
      try await archive.cache.base(packaged)
    }
  }

  @Test func aPackageThatWasTamperedWithIsRefused() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    try await archive.publish([], of: packaged, suite: "bookworm-security")
    let file = "\(directory.path)/archive/pool/\(packaged.package)_6.12.117-1_all.deb"
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: file))
    await expect("Hash Sum mismatch") { try await archive.cache.base(packaged) }
  }

  @Test func aTreeThatIsNotWholeIsExtractedAgain() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    try await archive.publish([], of: packaged, suite: "bookworm-security")
    let base = try await archive.cache.base(packaged)
    let level = String(base.root.dropLast("/linux".count))
    try Disk.remove("\(level)/stamp.json")
    try Disk.remove("\(base.root)/Makefile")
    try Disk.write("x", to: "\(level).partial/linux/half")
    #expect(try await archive.cache.base(packaged).root == base.root)
    #expect(Disk.exists("\(base.root)/Makefile"))
    #expect(!Disk.exists("\(base.root)/half"))
  }

  @Test func twoRunsAtTheSameTimeFillItOnce() async throws {
    try await archive.publish(["6.12.117-1"], of: packaged, suite: "bookworm")
    try await archive.publish([], of: packaged, suite: "bookworm-security")
    async let one = archive.cache.base(packaged)
    async let two = archive.cache.base(packaged)
    #expect(try await one.root == two.root)
  }
}

@Suite struct AptSourceTests {
  @Test func aStanzaKeepsWhatSaysHow() throws {
    let text = """
      # comment

      Types: deb
      URIs: http://a/debian http://b/debian
      Suites: bookworm
      Components: main contrib
      Signed-By:
       -----BEGIN PGP PUBLIC KEY BLOCK-----
       .
       mQ
      Check-Valid-Until: no

      Types: deb
      Suites: bookworm-security
      """
    let entry = try #require(AptSource.entry("/x/debian.sources:1") { _ in text })
    let source = AptSource(
      uri: "http://a/debian/", suite: "bookworm", architecture: "amd64", entry: entry, stanza: true)
    #expect(!source.isSecurity)
    #expect(
      source.text(for: "trixie-backports").text == """
        Types: deb
        URIs: http://a/debian/
        Suites: trixie-backports
        Components: main
        Architectures: amd64
        Targets: Packages
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         mQ
        Check-Valid-Until: no

        """)
    #expect(AptSource.entry("/x/debian.sources:2") { _ in text }?.contains("security") == true)
    #expect(AptSource.entry("/x/debian.sources:3") { _ in text } == nil)
  }

  @Test func aLineKeepsItsOptions() throws {
    let text = "# first\ndeb [arch=amd64,i386 signed-by=/k.gpg] http://a/debian stable main\n"
    let entry = try #require(AptSource.entry("/etc/apt/sources.list:2") { _ in text })
    let source = AptSource(
      uri: "http://a/debian/", suite: "stable", architecture: "amd64", entry: entry, stanza: false)
    #expect(
      source.text(for: "bookworm").text
        == "deb [arch=amd64 target=Packages signed-by=/k.gpg] http://a/debian/ bookworm main\n")
  }
}
