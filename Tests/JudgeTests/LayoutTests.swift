import Judge
import Testing

/// The edges of every field: the first and the last reserved bit are refused, their neighbours are not.
@Suite struct LayoutTests {
  /// A place in the sound device's tables.
  enum Entry: Sendable { case context, directory, pasid, table, page, superpage }

  struct Row: CustomTestStringConvertible, Sendable {
    let entry: Entry
    let word: UInt64
    let refused: [UInt64]
    let accepted: [UInt64]
    var scalable = false
    var firstStage = false
    var testDescription: String {
      "\(firstStage ? "first-stage " : scalable ? "scalable " : "")\(entry) word \(word)"
    }
  }

  static let rows = [
    Row(entry: .context, word: 0, refused: [4, 11], accepted: [1]),
    Row(entry: .context, word: 1, refused: [7, 24, 63], accepted: [3, 6, 8, 23]),
    Row(
      entry: .table, word: 0, refused: [7, 11, 39, 51, 62], accepted: [3, 6, 8, 10, 52, 61, 63]),
    Row(entry: .page, word: 0, refused: [11, 39, 51], accepted: [3, 7, 10, 38, 52, 61, 62, 63]),
    Row(entry: .superpage, word: 0, refused: [12, 20, 39], accepted: [3, 8, 21, 62]),
    Row(entry: .context, word: 0, refused: [4, 5, 8, 39], accepted: [1, 2], scalable: true),
    Row(entry: .context, word: 1, refused: [21, 63], accepted: [], scalable: true),
    Row(entry: .context, word: 2, refused: [0, 63], accepted: [], scalable: true),
    Row(entry: .directory, word: 0, refused: [2, 11, 39, 63], accepted: [1], scalable: true),
    Row(entry: .pasid, word: 0, refused: [10, 11, 39], accepted: [1, 5, 9], scalable: true),
    Row(entry: .pasid, word: 1, refused: [16, 22], accepted: [0, 15, 23, 63], scalable: true),
    Row(entry: .pasid, word: 2, refused: [8, 11], accepted: [0, 7, 12], scalable: true),
    Row(entry: .pasid, word: 3, refused: [0, 63], accepted: [], scalable: true),
    Row(
      entry: .pasid, word: 2, refused: [2, 3, 39], accepted: [0, 1, 4, 6], scalable: true,
      firstStage: true),
    Row(
      entry: .table, word: 0, refused: [7, 39, 51, 63], accepted: [3, 6, 8, 11, 52, 62],
      scalable: true, firstStage: true),
    Row(
      entry: .superpage, word: 0, refused: [13, 20, 63], accepted: [6, 12, 21, 62], scalable: true,
      firstStage: true),
  ]

  static func guest(_ row: Row) -> (Guest, place: UInt64) {
    var guest = Guest(scalable: row.scalable)
    let flags: UInt64 = row.firstStage ? 7 : 3
    let table =
      row.firstStage
      ? guest.attachFirstStage(Guest.sound, domainID: 2) : guest.attach(Guest.sound, domainID: 2)
    guest.map(table, 0x1000, to: 0x20_0000, flags: flags, tableFlags: flags)
    guest.map(table, 0x20_0000, to: 0x40_0000, flags: flags, level: 2, tableFlags: flags)
    func next(_ place: UInt64) -> UInt64 { guest.word(place) & 0x000f_ffff_ffff_f000 }
    let context = guest.contextEntry(Guest.sound)
    let middle = next(next(table))
    let place =
      switch row.entry {
      case .context: context
      case .directory: next(context)
      case .pasid: next(next(context))
      case .table: table
      case .page: next(middle) + 8
      case .superpage: middle + 8
      }
    return (guest, place + row.word * 8)
  }

  @Test(arguments: rows) func edges(_ row: Row) {
    let (guest, place) = Self.guest(row)
    #expect(guest.walk().allViolations.isEmpty)
    for bit in row.refused {
      var changed = guest
      changed.set(place, guest.word(place) | 1 << bit)
      #expect(!changed.walk().allViolations.isEmpty, "bit \(bit) is accepted")
    }
    for bit in row.accepted {
      var changed = guest
      changed.set(place, guest.word(place) ^ 1 << bit)
      #expect(changed.walk().allViolations.isEmpty, "bit \(bit) is refused")
    }
  }

  /// Without a capability, what it brought is refused.
  @Test func capabilitiesMatter() {
    func kinds(_ guest: Guest, cap: UInt64 = 0, ecap: UInt64 = 0) -> [Violation.Kind] {
      var registers = guest.registers
      registers.capability &= ~cap
      registers.extendedCapability &= ~ecap
      return Walker(memory: guest.memory, registers: registers, hostAddressWidth: 39).walk().kinds
    }
    var legacy = Guest()
    let table = legacy.attach(Guest.sound, domainID: 2)
    legacy.map(table, 0, to: 0, level: 2)
    legacy.map(table, 1 << 39, to: 0, level: 3)
    #expect(kinds(legacy) == [])
    #expect(kinds(legacy, cap: 1 << 34) == [.reservedBits])
    #expect(kinds(legacy, cap: 1 << 35) == [.reservedBits])
    #expect(kinds(legacy, cap: 1 << 10) == [.addressWidth])
    legacy.passThrough(Guest.sound, domainID: 2)
    #expect(kinds(legacy) == [])
    #expect(kinds(legacy, ecap: 1 << 6) == [.translationType])
    legacy.set(legacy.contextEntry(Guest.sound), table | 1 << 2 | 1)
    #expect(kinds(legacy) == [])
    #expect(kinds(legacy, cap: 0, ecap: 1 << 2) == [.translationType])

    var first = Guest(scalable: true)
    let top = first.attachFirstStage(Guest.sound, domainID: 2)
    first.map(top, 0, to: 0, flags: 7, level: 3, tableFlags: 7)
    #expect(kinds(first) == [])
    #expect(kinds(first, cap: 1 << 56) == [.reservedBits])
    #expect(kinds(first, ecap: 1 << 47) == [.translationType])
    #expect(kinds(first, ecap: 1 << 40) == [.reservedBits])
    #expect(kinds(first, ecap: 1 << 43) == [.tableMode])
    var deep = Guest(scalable: true)
    let fifth = deep.page()
    deep.setPASID(Guest.sound, 1 << 6 | 1, 2, fifth | 1 << 2)
    deep.map(fifth, 1 << 50, to: 0x20_0000, flags: 7, top: 5, tableFlags: 7)
    #expect(kinds(deep) == [.addressWidth])
    var registers = deep.registers
    registers.capability |= 1 << 60
    let walk = Walker(memory: deep.memory, registers: registers, hostAddressWidth: 39).walk()
    #expect(walk.allViolations.isEmpty)
    #expect(walk.translation(of: Guest.sound)?.mapping(at: 1 << 50)?.physical == 0x20_0000)

    var second = Guest(scalable: true)
    second.attach(Guest.sound, domainID: 2)
    #expect(kinds(second, ecap: 1 << 46) == [.translationType])
    second.passThrough(Guest.sound, domainID: 2)
    #expect(kinds(second, ecap: 1 << 6) == [.translationType])
  }

  @Test func fieldsReachTheirLastBit() {
    for scalable in [false, true] {
      for id in [UInt64(0x8000), 0x0001] {
        var guest = Guest(scalable: scalable)
        guest.attach(Guest.sound, domainID: id)
        #expect(guest.walk().translation(of: Guest.sound)?.domainID == UInt16(id))
      }
    }
    var guest = Guest(scalable: true)
    guest.attach(Guest.sound, domainID: 2)
    // The last PASID of a directory of 512 entries stands for none; then the smallest directory.
    guest.setPASID(Guest.sound, 4 << 6 | 2 << 2 | 1, 3, pasid: 0x7fff)
    let context = guest.contextEntry(Guest.sound)
    guest.set(context + 8, 0x7fff)
    #expect(guest.walk().translation(of: Guest.sound)?.domainID == 3)
    #expect(guest.walk().translation(of: Guest.sound, pasid: 0)?.domainID == 2)
    guest.set(context, guest.word(context) & ~0xe00)
    #expect(guest.walk().translation(of: Guest.sound) == nil)
    #expect(guest.walk().translation(of: Guest.sound, pasid: 0)?.domainID == 2)
    guest.set(context, guest.word(context) & ~8)  // PASIDs disabled
    #expect(guest.walk().translations.isEmpty)
  }

  @Test func runsJoinOnlyWhereTheyAreOne() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 2)
    guest.map(table, 0x1000, to: 0x20_0000)
    guest.map(table, 0x2000, to: 0x20_1000, flags: 1)  // other rights
    // A table of 2 MiB, used twice: it repeats a page of that size only where it begins at one.
    for page in UInt64(0)..<512 {
      guest.map(table, 0x20_0000 + page << 12, to: 0x60_1000 + page << 12)
    }
    guest.map(table, 0x4000_0000, to: 0x80_0000, level: 2)
    guest.map(table, 0x4020_0000, to: 0x80_0000, level: 2)
    let middle = guest.word(guest.word(table) & ~0xfff) & ~0xfff
    guest.set(middle + 16, guest.word(middle + 8))
    let mappings = guest.walk().translation(of: Guest.sound)?.mappings ?? []
    #expect(mappings.map(\.iova.count) == [0x1000, 0x1000, 0x20_0000, 0x20_0000, 0x40_0000])
    #expect(mappings.map(\.repeatedPage) == [nil, nil, nil, nil, 0x20_0000])
    #expect(mappings.last?.translate(0x4020_0123) == 0x80_0123)
  }
}
