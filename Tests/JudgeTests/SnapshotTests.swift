import Judge
import Testing

@Suite struct TableSnapshotTests {
  @Test func seesEveryKindOfTableChange() throws {
    let guest = HandOver(scalable: true).old
    let walk = guest.walk()
    let snapshot = try TableSnapshot(of: walk, in: guest.memory)
    for page in walk.tablePages {
      var changed = guest
      changed.set(page.address + 0x18, changed.word(page.address + 0x18) ^ 1 << 8)
      let findings = Comparison.tables(snapshot, in: changed.memory)
      #expect(findings.kinds == [.tableChanged])
      #expect(findings[0].ranges == [AddressRange(start: page.address + 0x18, count: 8)])
    }
  }

  @Test func allowsHardwareItsFlags() throws {
    var guest = Guest(scalable: true)
    let table = guest.attachFirstStage(Guest.sound, domainID: 2)
    guest.map(table, 0, to: 0x20_0000, flags: 7, tableFlags: 7)
    let snapshot = try TableSnapshot(of: guest.walk(), in: guest.memory)
    let entry = guest.word(table)
    guest.set(table, entry | 1 << 5)
    #expect(Comparison.tables(snapshot, in: guest.memory) == [])
    guest.set(table, entry | 1 << 9)
    #expect(Comparison.tables(snapshot, in: guest.memory).kinds == [.tableChanged])
    // Hardware sets flags; it does not clear them.
    guest.set(table, entry | 1 << 5)
    let flagged = try TableSnapshot(of: guest.walk(), in: guest.memory)
    guest.set(table, entry)
    #expect(Comparison.tables(flagged, in: guest.memory).kinds == [.tableChanged])
  }

  @Test func allowsSecondStageFlagsOnlyWhereEnabled() throws {
    for (enabled, expected) in [(0, [Discrepancy.Kind.tableChanged]), (1 << 9, [])]
      as [(UInt64, [Discrepancy.Kind])]
    {
      var guest = Guest(scalable: true)
      let table = guest.page()
      guest.setPASID(Guest.sound, table | enabled | 2 << 6 | 2 << 2 | 1, 2)
      guest.map(table, 0, to: 0x20_0000)
      let snapshot = try TableSnapshot(of: guest.walk(), in: guest.memory)
      guest.set(table, guest.word(table) | 3 << 8)
      #expect(Comparison.tables(snapshot, in: guest.memory).kinds == expected)
      guest.set(table, guest.word(table) & ~3)
      #expect(Comparison.tables(snapshot, in: guest.memory).kinds == [.tableChanged])
    }
  }
}

@Suite struct ObservationTests {
  @Test func seesTranslationOff() {
    var guest = Guest()
    let on = RegisterReading(moment: "crash", registers: guest.registers)
    guest.isEnabled = false
    let off = RegisterReading(moment: "hand-over", registers: guest.registers)
    #expect(Comparison.translationEnabled([on, on]) == [])
    #expect(Comparison.translationEnabled([on, off, on]).kinds == [.translationDisabled])
  }

  @Test func seesSilentBuffers() throws {
    let old = HandOver().old
    let translation = try #require(old.walk().translation(of: Guest.sound))
    let earlier = BufferSnapshot(of: translation, in: old.memory)
    #expect(
      Comparison.activity([(earlier, try earlier.again(in: old.memory))]).kinds == [.bufferSilent])
    var live = old
    live.set(0x800_2ff8, 0x0101)
    let later = try earlier.again(in: live.memory)
    #expect(Comparison.activity([(earlier, later)]) == [])
    #expect(later.changedBytes(since: earlier) == 2)
    // Another device's writes prove nothing.
    live = old
    live.set(0x900_0000, 1)
    #expect(
      Comparison.activity([(earlier, try earlier.again(in: live.memory))]).kinds == [.bufferSilent])
  }
}

@Suite struct RegisterTests {
  @Test func areReadFromTheirPlaces() throws {
    var memory = SparseMemory()
    memory.write([UInt8](repeating: 0, count: 4096), at: 0)
    memory.write(qwords: [0x0100_010c_222f_0600, 0xf020_8000_0000_0044], at: 8)
    memory.write([0, 0, 0, 0xc0], at: 0x1c)
    memory.write(qwords: [0x1234_5400], at: 0x20)
    memory.write([1], at: 0x34)
    // CAP.FRO is 0x22, CAP.NFR one more than 1: two records, the second with PASID 5, write.
    memory.write(qwords: [0xffff_c123, 0xc000_0006_0000_00d8], at: 0x220)
    memory.write(qwords: [0x1000, 0x8000_0505_8000_0010], at: 0x230)
    let block = try memory.read(address: 0, count: 4096)
    let registers = try #require(VTdRegisters(block: block))
    #expect(registers.isTranslationEnabled)
    #expect(registers.tableMode == .scalable)
    #expect(registers.extendedCapability == 0xf020_8000_0000_0044)
    #expect(registers.hasFaultOverflow)
    #expect(registers.faults.map(\.source) == [Guest.sound, Guest.network])
    #expect(registers.faults.map(\.address) == [0xffff_c000, 0x1000])
    #expect(registers.faults.map(\.isRead) == [true, false])
    #expect(registers.faults.map(\.reason) == [6, 5])
    #expect(registers.faults.map(\.pasid) == [nil, 5])
    #expect(VTdRegisters(block: []) == nil)
  }
}
