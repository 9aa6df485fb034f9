import Judge
import Testing

/// Each structural rule, broken once.
@Suite struct ViolationTests {
  struct Planted: CustomTestStringConvertible, Sendable {
    let name: String
    var scalable = false
    let expected: Violation.Kind
    /// Whether the device can still do DMA at the mapped address.
    var survives = false
    let plant: @Sendable (inout Guest, _ pageTable: UInt64) -> Void
    var testDescription: String { name }
  }

  static func context(_ change: @escaping @Sendable (UInt64) -> UInt64, word: UInt64 = 0)
    -> @Sendable (inout Guest, UInt64) -> Void
  {
    { guest, _ in
      let place = guest.contextEntry(Guest.sound) + word * 8
      guest.set(place, change(guest.word(place)))
    }
  }

  static func pasid(_ change: @escaping @Sendable (UInt64) -> UInt64, word: UInt64 = 0)
    -> @Sendable (inout Guest, UInt64) -> Void
  {
    { guest, _ in
      let directory = guest.word(guest.contextEntry(Guest.sound)) & ~0xfff
      let place = (guest.word(directory) & ~0xfff) + word * 8
      guest.set(place, change(guest.word(place)))
    }
  }

  static let planted: [Planted] = [
    Planted(name: "root entry's reserved bit", expected: .reservedBits) { guest, _ in
      guest.set(guest.root, guest.word(guest.root) | 0x10)
    },
    Planted(name: "legacy root entry's high word", expected: .reservedBits) { guest, _ in
      guest.set(guest.root + 8, 1)
    },
    Planted(name: "context table beyond HAW", expected: .addressBeyondHostWidth) { guest, _ in
      guest.set(guest.root, guest.word(guest.root) | 1 << 39)
    },
    Planted(name: "context table outside of memory", expected: .unreadable) { guest, _ in
      guest.set(guest.root, 0x7000_0001)
    },
    Planted(
      name: "context's reserved bit", expected: .reservedBits, plant: context { $0 | 1 << 4 }),
    Planted(
      name: "context's high reserved bit", expected: .reservedBits,
      plant: context({ $0 | 1 << 24 }, word: 1)),
    Planted(name: "context's type 3", expected: .translationType, plant: context { $0 | 3 << 2 }),
    Planted(
      name: "context's width 0", expected: .addressWidth, plant: context({ $0 & ~7 }, word: 1)),
    Planted(
      name: "context's width 3, not in SAGAW", expected: .addressWidth,
      plant: context({ $0 | 3 }, word: 1)),
    Planted(
      name: "page table beyond HAW", expected: .addressBeyondHostWidth,
      plant: context { $0 | 1 << 63 }),
    Planted(name: "page table outside of memory", expected: .unreadable) { guest, _ in
      guest.set(guest.contextEntry(Guest.sound), 0x7000_0001)
    },
    Planted(name: "table entry's bit 11", expected: .reservedBits) { guest, table in
      guest.set(table, guest.word(table) | 1 << 11)
    },
    Planted(name: "top entry's page size", expected: .reservedBits) { guest, table in
      guest.set(table, guest.word(table) | 1 << 7)
    },
    Planted(name: "page beyond HAW", expected: .addressBeyondHostWidth) { guest, table in
      guest.map(table, 0x1000, to: 1 << 40)
    },
    Planted(name: "misaligned superpage", expected: .reservedBits, survives: true) { guest, table in
      guest.map(table, 0x4000_0000, to: 0x20_1000, level: 2)
    },
    Planted(name: "snoop bit without snoop control", expected: .reservedBits) { guest, table in
      guest.map(table, 0x1000, to: 0x20_0000, flags: 0x803)
    },
    Planted(
      name: "scalable context's reserved bit", scalable: true, expected: .reservedBits,
      plant: context { $0 | 1 << 5 }),
    Planted(
      name: "scalable context's upper half", scalable: true, expected: .reservedBits,
      plant: context({ _ in 1 }, word: 3)),
    Planted(
      name: "PASID directory beyond HAW", scalable: true, expected: .addressBeyondHostWidth,
      plant: context { $0 | 1 << 39 }),
    Planted(name: "PASID table beyond HAW", scalable: true, expected: .addressBeyondHostWidth) {
      guest, _ in
      let directory = guest.word(guest.contextEntry(Guest.sound)) & ~0xfff
      guest.set(directory, guest.word(directory) | 1 << 39)
    },
    Planted(
      name: "PASID entry's type 0", scalable: true, expected: .translationType,
      plant: pasid { $0 & ~0x1c0 }),
    Planted(
      name: "PASID entry's width 7", scalable: true, expected: .addressWidth,
      plant: pasid { $0 | 7 << 2 }),
    Planted(
      name: "PASID entry's last word", scalable: true, expected: .reservedBits,
      plant: pasid({ _ in 1 << 63 }, word: 7)),
    Planted(
      name: "nested translation without the capability", scalable: true, expected: .translationType,
      plant: pasid { $0 | 3 << 6 }),
  ]

  @Test(arguments: planted) func isSeen(_ planted: Planted) throws {
    var guest = Guest(scalable: planted.scalable)
    let table = guest.attach(Guest.sound, domainID: 3)
    guest.map(table, 0x1000, to: 0x20_0000)
    #expect(guest.walk().allViolations.isEmpty)
    planted.plant(&guest, table)
    let walk = guest.walk()
    #expect(walk.kinds == [planted.expected])
    #expect((walk.translation(of: Guest.sound)?.mapping(at: 0x1000) != nil) == planted.survives)
    let probe = guest.walker().translate(source: Guest.sound, address: 0x1000, write: true)
    #expect((probe == .reaches(0x20_0000, pageSize: 4096)) == planted.survives)
  }
}
