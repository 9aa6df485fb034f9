import Diagnostics
import Foundation
import Judge
import Testing

@Suite struct ReportTests {
  @Test func everyResultSurvivesJSON() throws {
    var handOver = HandOver(scalable: true)
    handOver.new.quarantine(Guest.network, domainID: 2, scratch: 0x3b00_0000)
    let walk = handOver.after
    let findings = handOver.translations + handOver.domainIDs
    #expect(!findings.isEmpty)
    let injection = try Injection.plan(
      .pageTableCycle, source: Guest.sound, walk: handOver.before, memory: handOver.old.memory,
      hostAddressWidth: 39, crashRegion: Guest.crashRegion)
    try expectSame(walk)
    try expectSame(findings)
    try expectSame(injection)
    try expectSame(RegisterReading(moment: "attach", registers: handOver.new.registers))
    let text = String(decoding: try JSONEncoder().encode(walk), as: UTF8.self)
    #expect(text.contains(#""source":"00:1b.0""#))
    #expect(text.contains(#""iova":"0xffffc000-0xffffffff""#))
  }

  private func expectSame<T: Codable & Equatable>(_ value: T) throws {
    let data = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(T.self, from: data) == value)
  }

  @Test func refusesWhatIsNoAddress() {
    for text in [#""12""#, #""0xg""#, #""0x5-0x4""#] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(AddressRange.self, from: Data(text.utf8))
      }
    }
  }

  @Test func readsSourceIDs() {
    #expect(SourceID("0000:02:1f.7") == SourceID(bus: 2, devfn: 0xff))
    #expect(SourceID("02:1f.7")?.description == "02:1f.7")
    #expect(SourceID("02:20.0") == nil)
    #expect(SourceID("02:1f.8") == nil)
    #expect(SourceID("1f.7") == nil)
  }
}

@Suite struct MemoryTests {
  @Test func aDumpFileKnowsItsBounds() throws {
    let file = FileManager.default.temporaryDirectory
      .appending(component: "judge-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((0..<32).map { UInt8($0) }).write(to: file)
    let dump = try DumpFile(path: file.path, base: 0x1000)
    #expect(dump.count == 32)
    #expect(try dump.read(address: 0x1008, count: 2) == [8, 9])
    #expect(try dump.read(address: 0x101f, count: 1) == [31])
    for (address, count) in [(0xfff, 2), (0x101f, 2), (0x1020, 1), (0, 1)] as [(UInt64, Int)] {
      #expect(throws: Failure.self) { try dump.read(address: address, count: count) }
    }
    #expect(throws: Failure.self) { try DumpFile(path: file.path + ".missing") }
  }

  @Test func rangesJoinAndAreFound() {
    let set = RangeSet([
      AddressRange(first: 8, last: 9), AddressRange(first: 0, last: 3),
      AddressRange(first: 4, last: 5), AddressRange(first: .max, last: .max),
    ])
    #expect(set.ranges.map(\.first) == [0, 8, .max])
    #expect(set.contains(5) && !set.contains(6) && set.contains(.max))
    #expect(set.intersection(AddressRange(first: 5, last: 8)).map(\.count) == [1, 1])
    #expect(!set.intersects(AddressRange(first: 6, last: 7)))
  }
}
