import Judge
import Testing

@Suite struct ComparisonTests {
  @Test(arguments: [false, true]) func findNothingAgainstARightHandOver(scalable: Bool) throws {
    let right = HandOver(scalable: scalable)
    #expect(right.before.translations.count == 2 && right.after.translations.count == 2)
    #expect(right.after.allViolations.isEmpty)
    #expect(right.translations == [])
    #expect(right.crashRegion == [])
    #expect(right.domainIDs == [])
    #expect(right.reservedDomainIDs == [])
    let snapshot = try TableSnapshot(of: right.before, in: right.old.memory)
    #expect(Comparison.tables(snapshot, in: right.new.memory) == [])
  }

  @Test func demandSomethingToCompare() throws {
    let empty = Guest().walk()
    #expect(
      Comparison.translations(before: empty, after: empty, crashRegion: HandOver.crash).kinds
        == [.nothingToCompare])
    #expect(
      Comparison.crashRegion(
        before: empty, after: empty, crashRegion: RangeSet(), attached: []
      ).kinds == [.nothingToCompare])
    #expect(
      Comparison.reservedDomainIDs(before: empty, after: empty, crashRegion: HandOver.crash).kinds
        == [.nothingToCompare])
    #expect(Comparison.translationEnabled([]).kinds == [.nothingToCompare])
    #expect(Comparison.activity([]).kinds == [.nothingToCompare])
    var unreadable = Guest()
    unreadable.root = 0x7000_0000
    let snapshot = try TableSnapshot(of: unreadable.walk(), in: unreadable.memory)
    #expect(Comparison.tables(snapshot, in: unreadable.memory).kinds == [.nothingToCompare])
  }
}

@Suite struct TranslationComparisonTests {
  @Test func namesWhatIsMissing() {
    var planted = HandOver()
    planted.new.attach(Guest.network, domainID: 4)  // an empty domain, as mainline gives it
    let findings = planted.translations
    #expect(findings.kinds == [.translationMissing])
    #expect(findings[0].source == Guest.network)
    #expect(findings[0].ranges == [AddressRange(start: HandOver.ring, count: 0x4000)])
  }

  @Test func namesWhatMoved() {
    var planted = HandOver()
    planted.new.map(planted.newNetworkTable, HandOver.ring + 0x1000, to: 0x900_5000)
    #expect(
      planted.translations.map(\.ranges) == [
        [AddressRange(start: HandOver.ring + 0x1000, count: 0x1000)]
      ])
    #expect(planted.translations.kinds == [.translationMoved])
  }

  @Test func namesLostAndGainedRights() {
    for flags in [UInt64(1), 2] {
      var planted = HandOver()
      planted.new.map(planted.newNetworkTable, HandOver.ring, to: 0x900_0000, flags: flags)
      #expect(planted.translations.kinds == [.permissionsChanged])
    }
  }

  @Test func seesADroppedDevice() {
    var planted = HandOver()
    planted.new.set(planted.new.root, 0)
    #expect(planted.translations.kinds == [.translationMissing, .translationMissing])
  }

  @Test func takesDisabledTranslationForIdentity() {
    var planted = HandOver()
    planted.new.isEnabled = false
    #expect(planted.translations.kinds == [.translationMoved, .translationMoved])
    #expect(planted.crashRegion.kinds == [.identityReachesCrashRegion])
  }

  @Test func looksOnlyAtTheGivenDevices() {
    var planted = HandOver()
    planted.new.attach(Guest.network, domainID: 4)
    let findings = Comparison.translations(
      before: planted.before, after: planted.after, crashRegion: HandOver.crash,
      sources: [Guest.sound])
    #expect(findings == [])
  }

  /// Pass-through becomes an identity table with a hole, whose addresses are not missed.
  @Test func allowsAHoleAtTheCrashRegion() {
    for (size, expected) in [
      (0x0c00_0000, []), (0x0c20_0000, [Discrepancy.Kind.translationMissing]),
    ]
      as [(UInt64, [Discrepancy.Kind])]
    {
      var guest = Guest()
      let table = guest.attach(Guest.sound, domainID: 2)
      for page in stride(from: UInt64(0), to: 0x4000_0000, by: 0x20_0000) {
        guest.map(table, page, to: page, level: 2)
      }
      let before = guest.walk()
      guest.handOver()
      let copy = guest.attach(Guest.sound, domainID: 3)
      for page in stride(from: UInt64(0), to: 0x4000_0000, by: 0x20_0000)
      where page < 0x3000_0000 || page >= 0x3000_0000 + size {
        guest.map(copy, page, to: page, level: 2)
      }
      #expect(
        Comparison.translations(before: before, after: guest.walk(), crashRegion: HandOver.crash)
          .kinds == expected)
    }
  }

  /// An identity map covers the interrupt addresses, which are no DMA; a copy may leave them out.
  @Test func ignoresInterruptAddresses() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 2)
    guest.map(table, 0xfee0_0000, to: 0xfee0_0000)
    guest.map(table, 0x1000, to: 0x1000)
    let before = guest.walk()
    guest.map(table, 0xfee0_0000, to: 0, flags: 0)
    let findings = Comparison.translations(
      before: before, after: guest.walk(), crashRegion: HandOver.crash)
    #expect(findings == [])
  }

  @Test func comparesARepeatedPageWithALinearRun() {
    var guest = Guest()
    let table = guest.attach(Guest.sound, domainID: 2)
    for page in UInt64(0)..<4 { guest.map(table, page << 12, to: 0x20_0000 + page << 12, flags: 2) }
    let before = guest.walk()
    guest.handOver()
    guest.quarantine(Guest.sound, domainID: 3, scratch: 0x20_2000)
    let findings = Comparison.translations(
      before: before, after: guest.walk(), crashRegion: HandOver.crash)
    #expect(findings.kinds == [.translationMoved])
    #expect(
      findings[0].ranges == [
        AddressRange(first: 0, last: 0x1fff), AddressRange(first: 0x3000, last: 0x3fff),
      ])
  }
}

@Suite struct CrashRegionTests {
  @Test func seesADriverlessDevice() {
    var planted = HandOver()
    planted.new.map(planted.oldSoundTable, 0x1000, to: 0x3200_0000)
    #expect(planted.crashRegion.kinds == [.reachesCrashRegion])
    #expect(planted.crashRegion[0].ranges == [AddressRange(start: 0x1000, count: 0x1000)])
  }

  @Test func seesAnOldAddressRedirected() {
    var planted = HandOver()
    planted.new.map(planted.newNetworkTable, HandOver.ring, to: 0x3200_0000)
    #expect(planted.crashRegion.kinds == [.reachesCrashRegion])
  }

  @Test func seesAnOldMappingOfTheRegionCarriedOver() {
    var guest = Guest()
    let old = guest.attach(Guest.sound, domainID: 2)
    guest.map(old, 0x3200_0000, to: 0x3200_0000)
    let before = guest.walk()
    guest.handOver()
    let new = guest.attach(Guest.sound, domainID: 3)
    for (target, expected) in [(0x3200_0000, [.reachesCrashRegion]), (0x3300_0000, [])]
      as [(UInt64, [Discrepancy.Kind])]
    {
      guest.map(new, 0x3200_0000, to: target)
      let findings = Comparison.crashRegion(
        before: before, after: guest.walk(), crashRegion: HandOver.crash, attached: [Guest.sound])
      #expect(findings.kinds == expected)
    }
  }

  @Test func seesPassThrough() {
    var planted = HandOver()
    planted.new.passThrough(Guest.network, domainID: 9)
    #expect(planted.crashRegion.kinds == [.identityReachesCrashRegion])
  }

  @Test func isNotMisledByAPageThatADriverMapsTwice() {
    var planted = HandOver()
    for page in UInt64(0)..<2 {
      planted.new.map(planted.newNetworkTable, page << 12, to: 0x3300_0000, flags: 2)
      planted.new.map(planted.newNetworkTable, 0x8000 + page << 12, to: 0x3400_0000, flags: 2)
    }
    #expect(planted.crashRegion == [])
    for page in UInt64(0)..<2 {
      planted.new.map(planted.oldSoundTable, page << 12, to: 0x3300_0000, flags: 2)
    }
    #expect(planted.crashRegion.kinds == [.reachesCrashRegion])
  }

  @Test func allowsOneScratchPageThatIsNoTable() {
    var planted = HandOver()
    planted.new.quarantine(Guest.sound, domainID: 9, scratch: 0x3b00_0000)
    #expect(planted.crashRegion == [])
    planted.new.quarantine(Guest.network, domainID: 9, scratch: 0x3b00_1000)
    #expect(planted.crashRegion.kinds == [.scratchPage])
    planted = HandOver()
    planted.new.quarantine(Guest.sound, domainID: 9, scratch: planted.new.root)
    #expect(planted.crashRegion.kinds == [.scratchPage])
  }
}

/// A page of a buffer that leads into the crash region, and a scratch page in its place.
@Suite struct StandInTests {
  private func handOver(flags: UInt64, to target: UInt64) -> (before: Walk, after: Walk) {
    var guest = Guest()
    let old = guest.attach(Guest.sound, domainID: 2)
    guest.map(old, 0x1000, to: 0x20_0000)
    guest.map(old, 0x2000, to: 0x3300_0000)
    let before = guest.walk()
    guest.handOver()
    let new = guest.page()
    guest.map(new, 0x1000, to: 0x20_0000)
    guest.map(new, 0x2000, to: target, flags: flags)
    guest.attach(Guest.sound, domainID: 2, table: new)
    return (before, guest.walk())
  }

  @Test func isAllowed() {
    let (before, after) = handOver(flags: 2, to: 0x3400_0000)
    #expect(
      Comparison.crashRegion(
        before: before, after: after, crashRegion: HandOver.crash, attached: []) == [])
    #expect(
      Comparison.reservedDomainIDs(before: before, after: after, crashRegion: HandOver.crash) == [])
  }

  @Test(arguments: [
    (UInt64(3), UInt64(0x3400_0000)),  // it can be read
    (2, 0x3300_0000),  // the page is still the same
  ])
  func mustBeOutOfReach(flags: UInt64, target: UInt64) {
    let (before, after) = handOver(flags: flags, to: target)
    #expect(
      Comparison.crashRegion(
        before: before, after: after, crashRegion: HandOver.crash, attached: []
      ).kinds == [.reachesCrashRegion])
  }

  @Test func excusesNoOtherPage() {
    var guest = Guest()
    let old = guest.attach(Guest.sound, domainID: 2)
    guest.map(old, 0x1000, to: 0x20_0000)
    let before = guest.walk()
    guest.handOver()
    let new = guest.page()
    guest.map(new, 0x1000, to: 0x3400_0000, flags: 2)
    guest.attach(Guest.sound, domainID: 2, table: new)
    let after = guest.walk()
    #expect(
      Comparison.crashRegion(
        before: before, after: after, crashRegion: HandOver.crash, attached: []
      ).kinds == [.reachesCrashRegion])
    #expect(
      Comparison.reservedDomainIDs(before: before, after: after, crashRegion: HandOver.crash).kinds
        == [.domainIDReused])
  }
}

@Suite struct DomainIDTests {
  @Test(arguments: [false, true]) func seesAnIDOfALiveOldDomain(scalable: Bool) {
    var planted = HandOver(scalable: scalable)
    planted.new.attach(Guest.network, domainID: 2, table: planted.newNetworkTable)
    #expect(planted.domainIDs.kinds == [.domainIDShared])
    #expect(planted.reservedDomainIDs.kinds == [.domainIDReused])
  }

  @Test func seesAnIDOfAReplacedDomain() {
    var planted = HandOver()
    planted.new.attach(Guest.network, domainID: 3, table: planted.newNetworkTable)
    #expect(planted.domainIDs == [])
    #expect(planted.reservedDomainIDs.kinds == [.domainIDReused])
  }

  /// First-stage translations of different PASIDs have different tags, in spite of one id.
  @Test func tellsFirstStageTranslationsByPASID() {
    for (pasid, expected) in [(UInt64(0), [Discrepancy.Kind.domainIDReused]), (1, [])] {
      var guest = Guest(scalable: true)
      let old = guest.attachFirstStage(Guest.sound, domainID: 1)
      guest.map(old, 0x1000, to: 0x20_0000, flags: 7, tableFlags: 7)
      let before = guest.walk()
      guest.handOver()
      let new = guest.page()
      guest.setPASID(Guest.network, 1 << 6 | 1, 1, new, pasid: pasid)
      let findings = Comparison.reservedDomainIDs(
        before: before, after: guest.walk(), crashRegion: HandOver.crash)
      #expect(findings.kinds == expected)
    }
  }

  @Test func seesNewPassThrough() {
    var planted = HandOver()
    planted.new.passThrough(Guest.network, domainID: 2)
    #expect(planted.domainIDs.kinds == [.domainIDShared])
  }

  @Test func allowsTheSameTranslation() {
    var planted = HandOver()
    planted.new.map(planted.newNetworkTable, 0xffc0_0000, to: 0, flags: 0, level: 2)
    planted.new.attach(Guest.network, domainID: 3, table: planted.newNetworkTable)
    #expect(planted.reservedDomainIDs == [])
  }
}

@Suite struct LimitComparisonTests {
  @Test(arguments: [false, true]) func countsWhatAHypervisorShadows(scalable: Bool) {
    var planted = HandOver(scalable: scalable)
    #expect(Comparison.pagesToShadow(planted.after) == [])
    planted.new.quarantine(Guest.network, domainID: 9, scratch: 0x3600_5000)
    let findings = Comparison.pagesToShadow(planted.after)
    #expect(findings.kinds == [.tooManyPages])
    #expect(findings.map(\.source) == [Guest.network])
  }

  /// Pass-through has no page to shadow.
  @Test func leavesPassThroughAlone() {
    var planted = HandOver()
    planted.new.passThrough(Guest.network, domainID: 9)
    #expect(Comparison.pagesToShadow(planted.after) == [])
  }

  @Test func noticesADeviceTLBThatIsSwitchedOff() {
    var guest = Guest()
    guest.attach(Guest.network, domainID: 3)
    let off = guest.walk()
    let entry = guest.contextEntry(Guest.network)
    guest.set(entry, guest.word(entry) | 1 << 2)
    let on = guest.walk()
    #expect(
      Comparison.deviceTLBs(before: on, after: off, sources: [Guest.network]).kinds
        == [.deviceTLBDisabled])
    #expect(Comparison.deviceTLBs(before: on, after: on, sources: [Guest.network]) == [])
    #expect(
      Comparison.deviceTLBs(before: off, after: on, sources: [Guest.network]).kinds
        == [.nothingToCompare])
    #expect(
      Comparison.deviceTLBs(before: on, after: off, sources: []).kinds == [.nothingToCompare])
  }
}
