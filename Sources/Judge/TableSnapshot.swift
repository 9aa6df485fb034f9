/// The bytes of all tables that a walk reached, as they were when it was taken.
public struct TableSnapshot: Sendable {
  /// Sorted by address.
  public let pages: [(page: TablePage, bytes: [UInt8])]

  /// - Throws: `Failure` when `memory` is not the one that was walked.
  public init(of walk: Walk, in memory: any PhysicalMemory) throws {
    pages = try walk.tablePages.map {
      ($0, try memory.read(address: $0.address, count: $0.count))
    }
  }
}

extension Comparison {
  /// Are the old tables byte for byte what they were? Only accessed and dirty flags may have been set,
  /// and only where the tables let hardware set them.
  public static func tables(_ snapshot: TableSnapshot, in memory: any PhysicalMemory)
    -> [Discrepancy]
  {
    guard !snapshot.pages.isEmpty else {
      return [Discrepancy(.nothingToCompare, "no table was read before")]
    }
    return snapshot.pages.compactMap { page, old in
      let range = AddressRange(start: page.address, count: UInt64(page.count))
      guard let new = try? memory.read(address: page.address, count: page.count) else {
        return Discrepancy(.tableChanged, ranges: [range], "a table cannot be read any more")
      }
      let changed = zip(old.qwords(), new.qwords()).enumerated().filter { _, words in
        words.0 != words.1 && words.0 | (words.1 & page.hardwareSetBits) != words.1
      }
      guard !changed.isEmpty else { return nil }
      let ranges = RangeSet(
        changed.map { AddressRange(start: page.address + UInt64($0.offset * 8), count: 8) })
      let (was, became) = changed[0].element
      return Discrepancy(
        .tableChanged, ranges: ranges.ranges,
        "\(changed.count) words of a \(page.kind.rawValue) table changed, "
          + "the first from \(was.hex) to \(became.hex)")
    }
  }
}
