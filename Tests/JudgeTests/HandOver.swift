import Judge

/// A crash with two devices, taken over rightly: the sound device keeps its old tables, the network
/// device gets its driver's domain, which carries the old mappings.
struct HandOver {
  static let ring: UInt64 = 0xffff_c000
  static let crash = RangeSet([Guest.crashRegion])

  var old: Guest
  var new: Guest
  let before: Walk
  let oldSoundTable: UInt64
  let newNetworkTable: UInt64

  init(scalable: Bool = false) {
    var guest = Guest(scalable: scalable)
    oldSoundTable = guest.attach(Guest.sound, domainID: 2)
    let network = guest.attach(Guest.network, domainID: 3)
    for page in stride(from: UInt64(0), to: 0x4000, by: 0x1000) {
      guest.map(oldSoundTable, Self.ring + page, to: 0x800_0000 + page)
      guest.map(network, Self.ring + page, to: 0x900_0000 + page)
    }
    // Memory that is mapped is there.
    for page in stride(from: UInt64(0), to: 0x4000, by: 0x1000) {
      guest.memory.write([UInt8](repeating: 0, count: 4096), at: 0x800_0000 + page)
      guest.memory.write([UInt8](repeating: 0, count: 4096), at: 0x900_0000 + page)
    }
    old = guest
    before = guest.walk()
    guest.handOver()
    if scalable { guest.set(guest.contextEntry(Guest.network), 0, 0, 0, 0) }
    newNetworkTable = guest.attach(Guest.network, domainID: 4)
    for page in stride(from: UInt64(0), to: 0x4000, by: 0x1000) {
      guest.map(newNetworkTable, Self.ring + page, to: 0x900_0000 + page)
    }
    guest.map(newNetworkTable, 0xffc0_0000, to: 0x3800_0000, level: 2)
    new = guest
  }

  var after: Walk { new.walk() }
  var translations: [Discrepancy] {
    Comparison.translations(before: before, after: after, crashRegion: Self.crash)
  }
  var crashRegion: [Discrepancy] {
    Comparison.crashRegion(
      before: before, after: after, crashRegion: Self.crash, attached: [Guest.network])
  }
  var domainIDs: [Discrepancy] {
    Comparison.domainIDs(before: before, after: after, crashRegion: Self.crash)
  }
  var reservedDomainIDs: [Discrepancy] {
    Comparison.reservedDomainIDs(before: before, after: after, crashRegion: Self.crash)
  }
}
