import Diagnostics
import Judge
import Testing

@Suite struct InjectionTests {
  /// What the walker says of each corruption; an empty list where only the pointer's target is wrong.
  static let expected:
    [(Injection.Corruption, legacy: [Violation.Kind]?, scalable: [Violation.Kind])] =
      [
        (.contextReservedBit, [.reservedBits], [.reservedBits]),
        (.contextAddressWidth, [.addressWidth], [.addressWidth]),
        (.contextTranslationType, [.translationType], [.translationType]),
        (.contextPointerBeyondHostWidth, [.addressBeyondHostWidth], [.addressBeyondHostWidth]),
        (.contextPointerIntoCrashRegion, [], []),
        (.pageTableReservedBit, [.addressBeyondHostWidth], [.addressBeyondHostWidth]),
        (.pageTablePointerIntoCrashRegion, [], []),
        (.pageTableCycle, [.cycle], [.cycle]),
        (.pageTableCleared, [], []),
        (.pageIntoCrashRegion, [], []),
        (.pasidDirectoryPointerBeyondHostWidth, nil, [.addressBeyondHostWidth]),
        (.pasidDirectoryPointerIntoCrashRegion, nil, []),
      ]

  static func guest(scalable: Bool) -> Guest {
    var guest = Guest(scalable: scalable)
    let table = guest.attach(Guest.sound, domainID: 2)
    guest.map(table, 0x1000, to: 0x20_0000)
    // The crash region is there, and empty.
    for page in 0..<UInt64(0x20) {
      guest.memory.write([UInt8](repeating: 0, count: 4096), at: 0x3600_0000 + page << 12)
    }
    return guest
  }

  func plan(_ corruption: Injection.Corruption, _ guest: Guest) throws -> Injection {
    try Injection.plan(
      corruption, source: Guest.sound, walk: guest.walk(), memory: guest.memory,
      hostAddressWidth: 39, crashRegion: Guest.crashRegion)
  }

  @Test(arguments: Injection.Corruption.allCases, [false, true])
  func doesWhatItSays(corruption: Injection.Corruption, scalable: Bool) throws {
    guard let row = Self.expected.first(where: { $0.0 == corruption }) else {
      #expect(corruption == .rootGarbage)
      return
    }
    var guest = Self.guest(scalable: scalable)
    guard let kinds = scalable ? row.scalable : row.legacy else {
      #expect(throws: Failure.self) { try plan(corruption, guest) }
      return
    }
    let injection = try plan(corruption, guest)
    for write in injection.writes {
      #expect(try guest.memory.read(address: write.address, count: 8) == write.oldBytes)
      #expect(write.oldBytes != write.newBytes)
      guest.memory.write(write.newBytes, at: write.address)
    }
    let walk = guest.walk()
    #expect(walk.kinds == kinds)
    let mappings = walk.translation(of: Guest.sound)?.mappings ?? []
    switch corruption {
    case .pageTableCycle: break
    case .pageIntoCrashRegion:
      #expect(mappings.map(\.iova.first) == [0x1000])
      #expect(mappings.allSatisfy { Guest.crashRegion.contains($0.physical) })
    default: #expect(mappings.isEmpty)
    }
    if corruption.rawValue.hasSuffix("PointerIntoCrashRegion") {
      #expect(walk.tablePages.contains { Guest.crashRegion.contains($0.address) })
    }
  }

  @Test(arguments: [false, true]) func garblesTheRootTable(scalable: Bool) throws {
    var guest = Self.guest(scalable: scalable)
    let injection = try plan(.rootGarbage, guest)
    #expect(injection.writes.map(\.newBytes.count) == [4096])
    guest.memory.write(injection.writes[0].newBytes, at: injection.writes[0].address)
    let walk = guest.walk()
    #expect(walk.translations.isEmpty && walk.violations.count > 100)
  }

  @Test func takesTheGivenAddress() throws {
    var guest = Self.guest(scalable: false)
    let table = try #require(guest.walk().translation(of: Guest.sound)).pageTable
    guest.map(table, 0xffff_f000, to: 0x30_0000)
    let injection = try Injection.plan(
      .pageTableReservedBit, source: Guest.sound, walk: guest.walk(), memory: guest.memory,
      hostAddressWidth: 39, crashRegion: Guest.crashRegion, address: 0xffff_f123)
    guest.memory.write(injection.writes[0].newBytes, at: injection.writes[0].address)
    let mappings = try #require(guest.walk().translation(of: Guest.sound)).mappings
    #expect(mappings.map(\.iova.first) == [0x1000])
  }

  @Test func refusesWhatTheDeviceLacks() {
    var guest = Guest()
    #expect(throws: Failure.self) { try plan(.contextReservedBit, guest) }
    guest.passThrough(Guest.sound, domainID: 1)
    #expect(throws: Failure.self) { try plan(.pageTableCycle, guest) }
    #expect(throws: Failure.self) { try plan(.contextPointerIntoCrashRegion, guest) }
  }
}
