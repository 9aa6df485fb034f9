import Judge
import Testing

@Suite struct WalkTests {
  @Test func joinsPagesOfEachSizeIntoRuns() throws {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 7)
    guest.map(table, 0xffff_0000, to: 0x20_0000)
    guest.map(table, 0xffff_1000, to: 0x20_1000)
    guest.map(table, 0xffff_3000, to: 0x20_3000, flags: 2)
    guest.map(table, 0x4000_0000, to: 0x4000_0000, level: 3)
    guest.map(table, 0x8000_0000, to: 0x8000_0000, level: 2)
    let walk = guest.walk()
    let translation = try #require(walk.translation(of: Guest.sound))
    #expect(
      translation.mappings.map(\.description) == [
        "0x40000000-0x801fffff → 0x40000000-0x801fffff rw",
        "0xffff0000-0xffff1fff → 0x200000-0x201fff rw",
        "0xffff3000-0xffff3fff → 0x203000-0x203fff -w",
      ])
    #expect(translation.domainID == 7)
    #expect(translation.type == .secondStage)
    #expect(translation.addressWidth == 48)
    #expect(walk.allViolations.isEmpty)
    #expect(walk.translation(of: Guest.network) == nil)
    let kinds = walk.tablePages.map(\.kind)
    #expect(kinds.count { $0 == .page } == 5 && kinds.contains(.root) && kinds.contains(.context))
  }

  @Test func narrowsRightsOnTheWayDown() throws {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 1)
    guest.map(table, 0x1000, to: 0x20_0000, tableFlags: 1)
    #expect(guest.walk().translation(of: Guest.sound)?.mappings.first?.permissions == .read)
  }

  @Test func readsBothHalvesOfAScalableRoot() throws {
    var guest = Guest(scalable: true)
    let upper = guest.attach(Guest.sound, domainID: 5)
    let lower = guest.attach(Guest.network, domainID: 6)
    guest.map(upper, 0x1000, to: 0x20_0000)
    guest.map(lower, 0x1000, to: 0x30_0000)
    guest.setPASID(Guest.sound, 4 << 6 | 2 << 2 | 1, 9, pasid: 130)
    let walk = guest.walk()
    #expect(walk.allViolations.isEmpty)
    #expect(walk.translation(of: Guest.sound)?.mappings.first?.physical == 0x20_0000)
    #expect(walk.translation(of: Guest.network)?.domainID == 6)
    #expect(walk.translation(of: Guest.sound, pasid: 130)?.type == .passThrough)
    #expect(walk.translation(of: Guest.sound, pasid: 130)?.domainID == 9)
    #expect(Set(walk.tablePages.map(\.kind)) == [.root, .context, .directory, .pasid, .page])
  }

  @Test func readsFirstStageTables() throws {
    var guest = Guest(scalable: true)
    let table = guest.attachFirstStage(Guest.sound, domainID: 5)
    guest.map(table, 0x1000, to: 0x20_0000, flags: 0x27, tableFlags: 0x27)
    guest.map(table, 0x2000, to: 0x30_0000, flags: 0x25, tableFlags: 0x27)  // read-only
    guest.map(table, 0x3000, to: 0x40_0000, flags: 0x23, tableFlags: 0x27)  // supervisor
    guest.map(table, 0xffff_ffff_ffff_f000, to: 0x50_0000, flags: 0x27, tableFlags: 0x27)
    let walk = guest.walk()
    #expect(walk.allViolations.isEmpty)
    #expect(
      walk.translation(of: Guest.sound)?.mappings.map(\.description) == [
        "0x1000-0x1fff → 0x200000-0x200fff rw",
        "0x2000-0x2fff → 0x300000-0x300fff r-",
        "0xfffffffffffff000-0xffffffffffffffff → 0x500000-0x500fff rw",
      ])
  }

  @Test func seesFaultProcessingDisabled() {
    var guest = Guest(scalable: true)
    guest.attach(Guest.sound, domainID: 5)
    #expect(guest.walk().translation(of: Guest.sound)?.faultsDisabled == false)
    let entry = guest.contextEntry(Guest.sound)
    guest.set(entry, guest.word(entry) | 2)
    #expect(guest.walk().translation(of: Guest.sound)?.faultsDisabled == true)
  }

  @Test(.timeLimit(.minutes(1))) func walksAQuarantineOfTheWholeAddressSpace() throws {
    var guest = Guest()
    guest.quarantine(Guest.sound, domainID: 3, scratch: 0x3100_0000)
    let walk = guest.walk()
    let translation = try #require(walk.translation(of: Guest.sound))
    #expect(
      translation.mappings.map(\.description) == [
        "0x0-0xffffffffffff → 0x31000000-0x31000fff repeated -w"
      ])
    #expect(translation.isQuarantined)
    #expect(translation.mappings[0].translate(0x1234_5678) == 0x3100_0678)
    #expect(walk.allViolations.isEmpty)
  }

  @Test(.timeLimit(.minutes(1))) func endsInACycle() throws {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 3)
    guest.map(table, 0x1000, to: 0x20_0000)
    for index in 1..<UInt64(512) { guest.set(table + index * 8, table | 3) }
    let walk = guest.walker(bound: 10_000).walk()
    #expect(walk.kinds.contains(.cycle))
    #expect(walk.kinds.contains(.tooLarge))
    #expect(walk.tablePages.first { $0.address == table }?.level == 4)
    #expect(walk.translation(of: Guest.sound)?.mapping(at: 0x1000)?.physical == 0x20_0000)
  }

  @Test func acceptsATableThatSiblingsShare() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 3)
    guest.map(table, 0x1000, to: 0x20_0000)
    guest.set(table + 8, guest.word(table))
    let walk = guest.walk()
    #expect(walk.allViolations.isEmpty)
    #expect(walk.translation(of: Guest.sound)?.mappings.count == 2)
  }

  @Test func clipsAtTheInputAddressWidth() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 3)
    guest.set(guest.contextEntry(Guest.sound) + 8, 3 << 8 | 1)  // 39 bits, 3 levels
    guest.map(table, 0x1000, to: 0x20_0000, top: 3)
    #expect(guest.walk().translation(of: Guest.sound)?.mapping(at: 0x1000) != nil)
    var registers = guest.registers
    registers.capability = Guest.capability & ~0x3f_0000 | 11 << 16  // MGAW of 12 bits
    let walk = Walker(memory: guest.memory, registers: registers, hostAddressWidth: 39).walk()
    #expect(walk.translation(of: Guest.sound)?.mappings.isEmpty == true)
  }

  @Test func endsPassThroughAtTheHostAddressWidth() {
    for scalable in [false, true] {
      var guest = Guest(scalable: scalable)
      guest.passThrough(Guest.sound, domainID: 1)
      let mappings = guest.walk().translation(of: Guest.sound)?.mappings
      #expect(mappings?.map(\.description) == ["0x0-0x7fffffffff → 0x0-0x7fffffffff rw"])
    }
  }

  @Test func stopsAtAbortAndReservedModes() {
    var guest = Guest()
    guest.passThrough(Guest.sound, domainID: 1)
    for (mode, kinds) in [(3, []), (2, [Violation.Kind.tableMode])] as [(UInt64, [Violation.Kind])]
    {
      var registers = guest.registers
      registers.rootTableAddress |= mode << 10
      let walk = Walker(memory: guest.memory, registers: registers, hostAddressWidth: 39).walk()
      #expect(walk.translations.isEmpty)
      #expect(walk.kinds == kinds)
    }
  }

  @Test(.timeLimit(.minutes(1))) func walksManyFragments() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 3)
    let pages = UInt64(20_000)
    for index in 0..<pages {
      guest.map(table, 0x1_0000_0000 + index * 0x2000, to: 0x4000_0000 + index * 0x3000)
    }
    #expect(guest.walk().translation(of: Guest.sound)?.mappings.count == Int(pages))
  }
}
