import Diagnostics
import Foundation
import Platform
import Series
import TestSupport
import Testing

@testable import Writing

@Suite struct SeriesDirectoryTests {
  let directory: TemporaryDirectory
  let output: SeriesDirectory

  init() throws {
    directory = try TemporaryDirectory()
    output = SeriesDirectory("\(directory.path)/patches/6.12/")
  }

  private func series(_ text: String = "one\n", revision: String = "6.12.117-1") throws
    -> WrittenSeries
  {
    let names = ["0000-cover-letter.patch", "0001-a.patch"]
    return WrittenSeries(
      files: names.map { ($0, text) },
      record: SeriesRecord(
        base: Fixture.packaged("/", revision: revision), author: Fixture.author, series: 1,
        trailers: nil,
        files: names),
      patches: [])
  }

  @Test func aSeriesTakesTheFormersPlaceWhole() throws {
    try output.replace(with: series("one\n"))
    try output.replace(with: series("two\n"))
    #expect(try Disk.read("\(output.path)/0001-a.patch") == "two\n")
    #expect(try Disk.names(in: "\(directory.path)/patches") == ["6.12"])
    #expect(try SeriesRecord.read(in: output.path)?.revision == "6.12.117-1")
  }

  @Test func foreignFilesAreNeverRemoved() throws {
    try output.replace(with: series())
    try directory.write(["patches/6.12/notes.txt": "mine"])
    #expect {
      try output.replace(with: series("two\n"))
    } throws: {
      "\($0)".contains("notes.txt is not part of a series")
    }
    #expect(try Disk.read("\(output.path)/notes.txt") == "mine")
    #expect(try Disk.read("\(output.path)/0001-a.patch") == "one\n")
  }

  @Test func patchesOfAnotherHandAreForeignToo() throws {
    try directory.write(["patches/6.12/0001-a.patch": "by hand"])
    #expect(throws: Failure.self) { try output.replace(with: series()) }
    #expect(try Disk.read("\(output.path)/0001-a.patch") == "by hand")
  }

  @Test func aFileInThePlaceOfTheDirectoryIsRefused() throws {
    try directory.write(["patches/6.12": "a file"])
    #expect(throws: Failure.self) { try output.replace(with: series()) }
  }

  @Test func whatAKilledRunLeftIsCleared() throws {
    // no process has this number: it is above the kernel's limit
    try directory.write(["patches/.6.12.99999999.new/git/HEAD": "x"])
    let alive = "patches/.6.12.1.new/keep"
    try directory.write([alive: "x"])
    try output.replace(with: series())
    #expect(!Disk.exists("\(directory.path)/patches/.6.12.99999999.new"))
    #expect(Disk.exists("\(directory.path)/\(alive)"))
  }

  @Test func aBrokenRecordIsAnErrorWithItsPlace() throws {
    try directory.write(["patches/6.12/base.json": "{"])
    #expect {
      try SeriesRecord.read(in: output.path)
    } throws: {
      "\($0)".hasPrefix("\(output.path)/base.json:1: error: not the record of a series")
    }
  }

  @Test func freshness() throws {
    let written = try series()
    try output.replace(with: written)
    func of(_ now: WrittenSeries, _ revision: String) throws -> Freshness {
      try Freshness.of(
        output, record: written.record, now: now,
        base: Fixture.packaged("/", revision: revision))
    }
    guard case .current = try of(written, "6.12.117-1") else {
      Issue.record("the same bytes are not taken for current")
      return
    }
    guard case .moved(let change) = try of(series("two\n", revision: "6.12.120-1"), "6.12.120-1")
    else {
      Issue.record("another base is not taken for moved")
      return
    }
    #expect(change == "6.12.117-1 → 6.12.120-1")

    try directory.write(["patches/6.12/0001-a.patch": "edited\n", "patches/6.12/0002-b.patch": ""])
    guard case .stale(let differences) = try of(written, "6.12.117-1") else {
      Issue.record("an edited file is not taken for stale")
      return
    }
    #expect(
      differences == [
        "0001-a.patch: 1 lines added, 1 removed, first at line 1: one",
        "0002-b.patch: no longer part of the series",
      ])
  }
}
