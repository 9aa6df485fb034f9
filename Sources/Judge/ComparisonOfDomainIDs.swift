extension Comparison {
  /// Does a domain-id tag two different domains, an old and a new one, at the same time?
  ///
  /// New are the translations whose page tables lie in the crash region, and pass-through where the
  /// device had none before. Translations that do the same may share an id.
  public static func domainIDs(before: Walk, after: Walk, crashRegion: RangeSet) -> [Discrepancy] {
    let live = after.translations.filter { !$0.isBlocked }
    let isNew = { $0.isNew(before: before, crashRegion) } as (Translation) -> Bool
    return clashes(old: live.filter { !isNew($0) }, new: live.filter(isNew), crashRegion) {
      "also tags the old domain of \($0)"
    }.map { Discrepancy(.domainIDShared, source: $0.source, pasid: $0.pasid, $0.detail) }
  }

  /// Does a new domain carry a domain-id that the crashed kernel used, whose cached translations may
  /// still be alive?
  /// - Parameter hidden: devices whose domain-ids no kernel could find behind damaged tables; what
  ///   was cached of them is gone with the invalidations of the hand-over.
  public static func reservedDomainIDs(
    before: Walk, after: Walk, crashRegion: RangeSet, hidden: Set<SourceID> = []
  ) -> [Discrepancy] {
    let old = before.translations.filter { !$0.isBlocked && !hidden.contains($0.source) }
    guard !old.isEmpty || !hidden.isEmpty else {
      return [Discrepancy(.nothingToCompare, "no domain-id was in use before")]
    }
    let new = after.translations.filter {
      !$0.isBlocked && $0.isNew(before: before, crashRegion)
    }
    return clashes(old: old, new: new, crashRegion) { "was the crashed kernel's for \($0)" }
      .map { Discrepancy(.domainIDReused, source: $0.source, pasid: $0.pasid, $0.detail) }
  }

  private struct Clash {
    let source: SourceID
    let pasid: UInt32?
    let detail: String
  }

  private static func clashes(
    old: [Translation], new: [Translation], _ crashRegion: RangeSet, _ text: (SourceID) -> String
  ) -> [Clash] {
    let byID = Dictionary(grouping: old, by: \.domainID)
    return new.compactMap { translation in
      let clash = byID[translation.domainID]?.first {
        $0.sharesTag(with: translation) && !$0.isEquivalent(to: translation, outside: crashRegion)
      }
      return clash.map {
        Clash(
          source: translation.source, pasid: translation.pasid,
          detail: "domain-id \(translation.domainID) \(text($0.source))")
      }
    }
  }
}

extension Translation {
  fileprivate func isNew(before: Walk, _ crashRegion: RangeSet) -> Bool {
    guard type == .passThrough else { return crashRegion.contains(pageTable) }
    let old = before.translation(of: source, pasid: pasid)
    return old?.type != .passThrough || old?.domainID != domainID
  }

  /// First-stage translations are cached by domain-id and PASID, all others by domain-id (6.2.4).
  fileprivate func sharesTag(with other: Translation) -> Bool {
    let areFirst = type == .firstStage && other.type == .firstStage
    return domainID == other.domainID && (!areFirst || pasid == other.pasid)
  }
}
