import Judge
import Testing

@Suite struct ProbeTests {
  /// The walk and the probe read the tables in different ways; they must agree everywhere.
  @Test(arguments: 0..<8) func agreesWithTheWalk(seed: Int) throws {
    var random = Repeatable(state: UInt64(seed) + 1)
    let isFirst = seed % 2 == 1
    var guest = Guest(scalable: isFirst)
    let table =
      isFirst
      ? guest.attachFirstStage(Guest.sound, domainID: 2) : guest.attach(Guest.sound, domainID: 2)
    var places: [UInt64] = []
    for slot in 0..<UInt64(48) {
      let level = random.next() % 3 + 1
      let size = UInt64(0x1000) << (9 * (level - 1))
      // A gigabyte each, so that a page never takes the place of a table.
      let iova = slot << 32 | random.next() % 0x4000_0000 & ~(size - 1)
      let physical = random.next() % (1 << 39) & ~(size - 1)
      let flags = isFirst ? random.next() % 8 : random.next() % 4
      guest.map(
        table, iova, to: physical, flags: flags, level: level, tableFlags: isFirst ? 7 : 3)
      places += [iova, iova + size / 2, iova + size - 1, iova &- 1, iova + size]
    }
    places += (0..<200).map { _ in random.next() % (1 << 48) }
    let walk = guest.walk()
    #expect(walk.allViolations.isEmpty)
    let translation = try #require(walk.translation(of: Guest.sound))
    #expect(!translation.mappings.isEmpty)
    for place in places where place < 1 << 47 {
      for isWrite in [false, true] {
        let mapping = translation.mapping(at: place).flatMap {
          $0.permissions.contains(isWrite ? .write : .read) ? $0.translate(place) : nil
        }
        let probe = guest.walker().translate(source: Guest.sound, address: place, write: isWrite)
        switch probe {
        case .reaches(let physical, _): #expect(mapping == physical)
        default: #expect(mapping == nil && probe == .faults(.notPermitted))
        }
      }
    }
  }

  @Test func namesTheReason() {
    var guest = Guest()
    func probe(_ source: SourceID, _ address: UInt64 = 0x1000) -> Resolution {
      guest.walker().translate(source: source, address: address, write: true)
    }
    #expect(probe(Guest.sound) == .faults(.rootNotPresent))
    guest.passThrough(Guest.network, domainID: 1)
    #expect(probe(Guest.sound) == .faults(.contextNotPresent))
    #expect(probe(Guest.network) == .passesThrough)
    #expect(probe(Guest.network, 1 << 39) == .faults(.beyondAddressWidth))
    #expect(probe(Guest.network, 0xfee0_0000) == .interrupt)
    let table = guest.attach(Guest.sound, domainID: 2)
    #expect(probe(Guest.sound) == .faults(.notPermitted))
    #expect(probe(Guest.sound, 1 << 48) == .faults(.beyondAddressWidth))
    guest.set(table, 0x7000_0003)
    #expect(probe(Guest.sound) == .faults(.unreadable))
    guest.isEnabled = false
    #expect(probe(Guest.sound) == .passesThrough)
  }

  @Test func namesAMissingPASID() {
    var guest = Guest(scalable: true)
    guest.attach(Guest.sound, domainID: 2)
    for (pasid, expected) in [(1, .pasidNotPresent), (70, .pasidNotPresent)]
      as [(UInt32, Resolution.Fault)]
    {
      let probe = guest.walker().translate(
        source: Guest.sound, pasid: pasid, address: 0, write: false)
      #expect(probe == .faults(expected))
    }
  }
}

/// A generator that gives the same numbers in every run.
struct Repeatable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 16
  }
}
