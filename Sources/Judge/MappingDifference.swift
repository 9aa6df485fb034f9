/// Where two translations of the same addresses part.
struct MappingDifference: Hashable {
  enum Kind: Hashable { case missing, moved, permissions }

  let kind: Kind
  let iova: AddressRange
  /// The run that covers `iova` in the first translation.
  let old: Mapping
}

extension [Mapping] {
  /// Every part of these runs that `others` translates in another way, or not at all. Both are sorted.
  func differences(from others: [Mapping]) -> [MappingDifference] {
    var found: [MappingDifference] = []
    var index = 0
    for run in self {
      var position = run.iova.first
      while index < others.count, others[index].iova.last < position { index += 1 }
      var next = index
      while true {
        let other = next < others.count ? others[next] : nil
        guard let other, let common = other.iova.intersection(run.iova) else {
          found.append(
            .init(kind: .missing, iova: .init(first: position, last: run.iova.last), old: run))
          break
        }
        if common.first > position {
          found.append(
            .init(kind: .missing, iova: .init(first: position, last: common.first - 1), old: run))
        }
        found += run.differences(from: other, within: common)
        guard common.last < run.iova.last else { break }
        position = common.last + 1
        next += 1
      }
    }
    return found
  }
}

extension Mapping {
  fileprivate func differences(from other: Mapping, within common: AddressRange)
    -> [MappingDifference]
  {
    var found: [MappingDifference] = []
    let same = agreement(with: other, within: common)
    if let same {
      if permissions != other.permissions {
        found.append(.init(kind: .permissions, iova: same, old: self))
      }
      if same.first > common.first {
        found.append(
          .init(kind: .moved, iova: .init(first: common.first, last: same.first - 1), old: self))
      }
      if same.last < common.last {
        found.append(
          .init(kind: .moved, iova: .init(first: same.last + 1, last: common.last), old: self))
      }
    } else {
      found.append(.init(kind: .moved, iova: common, old: self))
    }
    return found
  }

  /// The part of `common`, which both runs cover, that leads to the same place in both.
  private func agreement(with other: Mapping, within common: AddressRange) -> AddressRange? {
    switch (repeatedPage, other.repeatedPage) {
    case (nil, nil):
      return translate(common.first) == other.translate(common.first) ? common : nil
    case (let page?, let otherPage?):
      return page == otherPage && physical == other.physical ? common : nil
    case (nil, _?): return Self.agreement(linear: self, repeated: other, within: common)
    case (_?, nil): return Self.agreement(linear: other, repeated: self, within: common)
    }
  }

  /// A linear run passes through the page of a repeated one at most once.
  private static func agreement(linear: Mapping, repeated: Mapping, within common: AddressRange)
    -> AddressRange?
  {
    let reach = AddressRange(
      first: linear.translate(common.first), last: linear.translate(common.last))
    guard let hit = reach.intersection(repeated.reach) else { return nil }
    let first = common.first + (hit.first - reach.first)
    guard repeated.translate(first) == hit.first else { return nil }
    return AddressRange(first: first, last: first + (hit.last - hit.first))
  }

  /// The I/O virtual addresses within `part` that do not lead into `region`.
  func addresses(in part: AddressRange, outside region: RangeSet) -> [AddressRange] {
    if repeatedPage != nil { return region.intersects(reach) ? [] : [part] }
    let offset = translate(part.first)
    var kept: [AddressRange] = []
    var position = part.first
    for hole in region.intersection(AddressRange(first: offset, last: translate(part.last))) {
      let first = part.first + (hole.first - offset)
      let last = part.first + (hole.last - offset)
      if first > position { kept.append(AddressRange(first: position, last: first - 1)) }
      guard last < part.last else { return kept }
      position = last + 1
    }
    kept.append(AddressRange(first: position, last: part.last))
    return kept
  }

  /// The I/O virtual addresses that lead into `region`.
  func addresses(into region: RangeSet) -> [AddressRange] {
    if repeatedPage != nil { return region.intersects(reach) ? [iova] : [] }
    return region.intersection(reach).map {
      AddressRange(
        first: iova.first + ($0.first - physical), last: iova.first + ($0.last - physical))
    }
  }
}

extension Translation {
  /// Both translate every address alike, so that sharing a tag does no harm.
  ///
  /// - Parameter region: memory that the other one need not reach, though this one does; scratch
  ///   pages may stand in for it.
  func isEquivalent(to other: Translation, outside region: RangeSet) -> Bool {
    if type == other.type && pageTable == other.pageTable && addressWidth == other.addressWidth {
      return true
    }
    let lost = mappings.differences(from: other.mappings)
      .flatMap { $0.old.addresses(in: $0.iova, outside: region) }
    let spared = RangeSet(mappings.flatMap { $0.addresses(into: region) })
    return lost.isEmpty
      && other.mappings.differences(from: mappings).allSatisfy {
        spared.contains($0.iova.first) && spared.contains($0.iova.last)
      }
  }
}
