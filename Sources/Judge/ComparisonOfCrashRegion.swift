extension Comparison {
  /// Does any device reach the crash kernel's memory, other than through what its own driver mapped?
  ///
  /// A driver's own are the mappings of an attached device at addresses that were free before, or
  /// whose old target lay in the crash region and is not the present one: that memory was never the
  /// crashed kernel's to give to a device, so no in-flight DMA uses the address. A scratch
  /// page or large page, the target of a repeated write-only run, may lie anywhere, as long as the unit
  /// has one and it holds no table. In the first stage, no page is write-only.
  /// - Parameter attached: the devices that have a driver in the crash kernel by now.
  public static func crashRegion(
    before: Walk, after: Walk, crashRegion: RangeSet, attached: Set<SourceID>
  ) -> [Discrepancy] {
    guard !crashRegion.isEmpty else {
      return [Discrepancy(.nothingToCompare, "the crash region is empty")]
    }
    guard after.isTranslationEnabled else {
      return [
        Discrepancy(
          .identityReachesCrashRegion, ranges: crashRegion.ranges,
          "translation is off: every device reaches all of memory")
      ]
    }
    let reaching = after.translations.flatMap { translation -> [Discrepancy] in
      let old = before.translation(of: translation.source, pasid: translation.pasid)
      let isAttached = attached.contains(translation.source)
      var reached: [AddressRange] = []
      var identity: [AddressRange] = []
      for mapping in translation.mappings where !mapping.isQuarantine(of: translation.type) {
        if let old, mapping.standsIn(for: old, of: translation.type, crashRegion) { continue }
        let addresses = mapping.addresses(into: crashRegion)
        if mapping.isIdentity(ofAnyOf: crashRegion) {
          identity += addresses
        } else if isAttached {
          reached += addresses.flatMap { mapping.notOwn(in: $0, old: old, crashRegion) }
        } else {
          reached += addresses
        }
      }
      return [
        (Discrepancy.Kind.reachesCrashRegion, reached), (.identityReachesCrashRegion, identity),
      ].filter { !$1.isEmpty }.map { kind, ranges in
        Discrepancy(
          kind, source: translation.source, pasid: translation.pasid,
          ranges: RangeSet(ranges).ranges,
          "\(isAttached ? "an attached" : "a driverless") device reaches the crash region")
      }
    }
    return reaching + scratchPages(after)
  }

  private static func scratchPages(_ walk: Walk) -> [Discrepancy] {
    let pages = Set(
      walk.translations.flatMap { translation in
        translation.mappings.filter { $0.isQuarantine(of: translation.type) }.map(\.reach)
      })
    var findings: [Discrepancy] = []
    let outermost = pages.filter { page in
      !pages.contains { $0 != page && $0.intersection(page) == page }
    }
    if outermost.count > 1 {
      findings.append(
        Discrepancy(.scratchPage, ranges: pages.sorted(), "stray writes land in several pages"))
    }
    let tables = RangeSet(
      walk.tablePages.map { AddressRange(start: $0.address, count: UInt64($0.count)) })
    let hit = pages.filter { tables.intersects($0) }
    if !hit.isEmpty {
      findings.append(
        Discrepancy(.scratchPage, ranges: hit.sorted(), "stray writes land in a table"))
    }
    return findings
  }
}

extension Mapping {
  /// Drivers, too, map a page at two or three neighbouring addresses, but not at sixteen.
  fileprivate func isQuarantine(of type: TranslationType) -> Bool {
    guard let repeatedPage else { return false }
    return (permissions == .write || type == .firstStage) && iova.count / repeatedPage >= 16
  }

  /// A scratch page in the place of one that led into the crash region: for writing only, but in the
  /// first stage.
  fileprivate func standsIn(
    for old: Translation, of type: TranslationType, _ region: RangeSet
  ) -> Bool {
    guard permissions == .write || type == .firstStage, region.intersects(reach),
      let before = old.mapping(at: iova.first)
    else { return false }
    return before.addresses(into: region).contains { $0.intersection(iova) == iova }
      && before.translate(iova.first) != physical
  }

  /// No driver maps all of the memory that its kernel runs in, let alone one to one.
  fileprivate func isIdentity(ofAnyOf region: RangeSet) -> Bool {
    repeatedPage == nil && physical == iova.first
      && region.ranges.contains { reach.intersection($0) == $0 }
  }

  /// The parts of `range`, all of which lead into `region`, that the device's driver cannot have mapped.
  fileprivate func notOwn(in range: AddressRange, old: Translation?, _ region: RangeSet)
    -> [AddressRange]
  {
    guard let old else { return [] }
    return old.mappings.compactMap { $0.clipped(to: range) }.flatMap { before -> [AddressRange] in
      let redirected = before.addresses(in: before.iova, outside: region)
      let changed = RangeSet(
        [before].differences(from: [self]).filter { $0.kind != .permissions }.map(\.iova))
      let kept = before.addresses(into: region).flatMap { part in
        part.subtracting(changed)
      }
      return redirected + kept
    }
  }
}

extension AddressRange {
  fileprivate func subtracting(_ set: RangeSet) -> [AddressRange] {
    // Seen as a run that maps each address to itself, what is left is what does not lead into the set.
    Mapping(iova: self, physical: first, repeatedPage: nil, permissions: [])
      .addresses(in: self, outside: set)
  }
}
