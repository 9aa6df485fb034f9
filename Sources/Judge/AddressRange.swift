/// A run of addresses; `last` is inclusive, so that a range may end at the top of the address space.
public struct AddressRange: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let first: UInt64
  public let last: UInt64

  public init(first: UInt64, last: UInt64) {
    precondition(first <= last, "a range is never empty")
    self.first = first
    self.last = last
  }

  public init(start: UInt64, count: UInt64) { self.init(first: start, last: start + (count - 1)) }

  /// Saturates for the one range that does not fit: the whole 64-bit space.
  public var count: UInt64 {
    let (sum, overflow) = (last - first).addingReportingOverflow(1)
    return overflow ? .max : sum
  }

  public func contains(_ address: UInt64) -> Bool { first <= address && address <= last }

  public func intersection(_ other: AddressRange) -> AddressRange? {
    let low = max(first, other.first)
    let high = min(last, other.last)
    return low <= high ? AddressRange(first: low, last: high) : nil
  }

  public static func < (a: AddressRange, b: AddressRange) -> Bool {
    (a.first, a.last) < (b.first, b.last)
  }

  public var description: String { "\(first.hex)-\(last.hex)" }
}

extension AddressRange: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let ends = try container.decode(String.self).split(separator: "-").map {
      UInt64($0.dropFirst(2), radix: 16)
    }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a range")
    }
    self.init(first: first, last: last)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A set of addresses, kept as sorted ranges that neither overlap nor touch.
public struct RangeSet: Hashable, Sendable, Codable {
  public let ranges: [AddressRange]

  public init(_ ranges: some Sequence<AddressRange> = []) {
    var merged: [AddressRange] = []
    for range in ranges.sorted() {
      if let tail = merged.last, tail.last == .max || range.first <= tail.last + 1 {
        merged[merged.count - 1] = AddressRange(
          first: tail.first, last: max(tail.last, range.last))
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  public var isEmpty: Bool { ranges.isEmpty }

  public func contains(_ address: UInt64) -> Bool {
    let index = firstIndex(endingAtOrAfter: address)
    return index < ranges.count && ranges[index].first <= address
  }

  public func intersection(_ range: AddressRange) -> [AddressRange] {
    ranges[firstIndex(endingAtOrAfter: range.first)...]
      .prefix { $0.first <= range.last }.compactMap { $0.intersection(range) }
  }

  public func intersects(_ range: AddressRange) -> Bool {
    let index = firstIndex(endingAtOrAfter: range.first)
    return index < ranges.count && ranges[index].first <= range.last
  }

  private func firstIndex(endingAtOrAfter address: UInt64) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].last < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
