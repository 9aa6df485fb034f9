extension Comparison {
  /// Does every address that was mapped before still lead to the same place with the same rights?
  ///
  /// Addresses that led into the crash kernel's memory may have become anything: whether something
  /// reaches it now is ``crashRegion(before:after:crashRegion:attached:)``'s question. Interrupt
  /// addresses are never remapped and not compared.
  /// - Parameter sources: the devices to compare; `nil` for all that had a mapping.
  public static func translations(
    before: Walk, after: Walk, crashRegion: RangeSet, sources: Set<SourceID>? = nil
  ) -> [Discrepancy] {
    let old = before.translations.filter {
      !$0.mappings.isEmpty && sources?.contains($0.source) ?? true
    }
    guard !old.isEmpty else {
      return [Discrepancy(.nothingToCompare, "no device had a mapping before")]
    }
    return old.flatMap { translation -> [Discrepancy] in
      let differences = translation.mappings.differences(
        from: after.mappings(of: translation.source, pasid: translation.pasid))
      var ranges: [MappingDifference.Kind: [AddressRange]] = [:]
      for difference in differences {
        ranges[difference.kind, default: []] += difference.old
          .addresses(in: difference.iova, outside: crashRegion)
          .flatMap { translation.pasid == nil ? $0.outsideInterruptRange : [$0] }
      }
      return [MappingDifference.Kind.missing, .moved, .permissions].compactMap { kind in
        let set = RangeSet(ranges[kind] ?? [])
        guard !set.isEmpty else { return nil }
        return Discrepancy(
          kind.finding, source: translation.source, pasid: translation.pasid, ranges: set.ranges,
          "\(set.ranges.reduce(0) { $0 + $1.count }) bytes of the old mappings \(kind.text)")
      }
    }
  }
}

extension MappingDifference.Kind {
  fileprivate var finding: Discrepancy.Kind {
    switch self {
    case .missing: .translationMissing
    case .moved: .translationMoved
    case .permissions: .permissionsChanged
    }
  }

  fileprivate var text: String {
    switch self {
    case .missing: "are not mapped any more"
    case .moved: "lead elsewhere"
    case .permissions: "have other permissions"
    }
  }
}

extension AddressRange {
  fileprivate var outsideInterruptRange: [AddressRange] {
    guard let common = intersection(interruptAddressRange) else { return [self] }
    var rest: [AddressRange] = []
    if common.first > first { rest.append(AddressRange(first: first, last: common.first - 1)) }
    if common.last < last { rest.append(AddressRange(first: common.last + 1, last: last)) }
    return rest
  }
}
