import Judge
import Testing

@Suite struct VMCoreTests {
  /// A core with registers, VMCOREINFO and one segment of memory, as a list of pieces to spoil.
  struct Core {
    var header: [UInt8]
    var programHeaders: [[UInt64]]
    var notes: [UInt8]
    var contents: [UInt8]

    static let notesAt = 64 + 2 * 56
    static let contentsAt = 0x1000

    init(of guest: Guest, start: UInt64, count: Int) throws {
      contents = try guest.memory.read(address: start, count: count)
      notes = Self.note("CORE", [1, 2, 3]) + Self.note("VMCOREINFO", [0x41])
      header = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
      header[16] = 4
      header[18] = 62
      header[32] = 64
      header[54] = 56
      header[56] = 2
      let noteCount = UInt64(notes.count)
      programHeaders = [
        [4, UInt64(Self.notesAt), 0, 0, noteCount, noteCount, 0],
        [1, UInt64(Self.contentsAt), 0, start, UInt64(count), UInt64(count), 0],
      ]
    }

    static func note(_ name: String, _ content: [UInt8]) -> [UInt8] {
      let bytes = Array(name.utf8) + [0]
      return [UInt8(bytes.count), 0, 0, 0, UInt8(content.count), 0, 0, 0, 1, 0, 0, 0]
        + padded(bytes) + padded(content)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    var size: UInt64 { UInt64(Self.contentsAt + contents.count) }

    var file: SparseMemory {
      var memory = SparseMemory()
      memory.write([UInt8](repeating: 0, count: Self.contentsAt), at: 0)
      memory.write(header, at: 0)
      for (index, entry) in programHeaders.enumerated() {
        memory.write(qwords: entry, at: UInt64(64 + index * 56))
      }
      memory.write(notes, at: UInt64(Self.notesAt))
      memory.write(contents, at: UInt64(Self.contentsAt))
      return memory
    }
  }

  let snapshot: TableSnapshot
  let core: Core

  init() throws {
    let handOver = HandOver()
    snapshot = try TableSnapshot(of: handOver.before, in: handOver.old.memory)
    let last = try #require(handOver.before.tablePages.last)
    core = try Core(
      of: handOver.old, start: 0x10_0000, count: Int(last.address) - 0x10_0000 + 4096)
  }

  func findings(_ core: Core, size: UInt64? = nil) -> [Discrepancy] {
    Comparison.core(file: core.file, size: size ?? core.size, holds: snapshot)
  }

  @Test func aWholeCorePasses() { #expect(findings(core) == []) }

  @Test func aTruncatedCoreFails() {
    #expect(findings(core, size: core.size - 1).kinds == [.coreMalformed, .coreMalformed])
    #expect(findings(core, size: 100).kinds == [.coreMalformed])
    #expect(findings(core, size: 10).kinds == [.coreMalformed])
  }

  @Test(arguments: [0, 4, 5, 16, 18, 32, 54, 57]) func aSpoiledHeaderFails(offset: Int) {
    var spoiled = core
    spoiled.header[offset] = 0xff
    #expect(findings(spoiled).kinds.contains(.coreMalformed))
  }

  @Test func missingNotesFail() {
    var spoiled = core
    spoiled.notes[0] = 200  // the name's length
    #expect(findings(spoiled).map(\.detail).contains { $0.contains("cut short") })
    spoiled = core
    spoiled.notes = Core.note("CORE", [1])
    #expect(findings(spoiled).map(\.detail) == ["the core has no VMCOREINFO note"])
    spoiled.programHeaders[0][0] = 6
    #expect(findings(spoiled).kinds == [.coreMalformed, .coreMalformed])
  }

  @Test func aSegmentThatIsNotAllThereFails() {
    var spoiled = core
    spoiled.programHeaders[1][5] += 0x1000
    #expect(findings(spoiled).kinds.contains(.coreMalformed))
  }

  @Test func aMissingTableFails() {
    var spoiled = core
    spoiled.programHeaders[1][3] += 0x1000
    let found = findings(spoiled)
    #expect(found.kinds.contains(.coreDiffers))
    #expect(found[0].detail.contains("lacks a root table"))
  }

  @Test func aChangedTableFails() throws {
    for page in snapshot.pages {
      var spoiled = core
      spoiled.contents[Int(page.page.address) - 0x10_0000 + 100] ^= 1
      #expect(findings(spoiled).kinds == [.coreDiffers])
    }
  }
}
