/// What DMA may do; a read-only mapping blocks writes and the other way round.
public struct Permissions: OptionSet, Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let read = Permissions(rawValue: 1)
  public static let write = Permissions(rawValue: 2)

  public var description: String {
    (contains(.read) ? "r" : "-") + (contains(.write) ? "w" : "-")
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = []
    if text.hasPrefix("r") { insert(.read) }
    if text.hasSuffix("w") { insert(.write) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A run of I/O virtual addresses that translate alike: to a run of physical addresses of the same
/// size, or all to one page (the form that a quarantine has).
public struct Mapping: Hashable, Sendable, Codable, CustomStringConvertible {
  public let iova: AddressRange
  /// Where the first address goes; for a repeated page, where that page begins.
  @Hex public var physical: UInt64
  /// The size of the page that every page of `iova` goes to; `nil` for a linear run.
  public let repeatedPage: UInt64?
  public let permissions: Permissions

  init(iova: AddressRange, physical: UInt64, repeatedPage: UInt64?, permissions: Permissions) {
    self.iova = iova
    self.repeatedPage = repeatedPage
    self.permissions = permissions
    self.physical = physical
  }

  /// Where `address`, which must lie in `iova`, goes.
  public func translate(_ address: UInt64) -> UInt64 {
    if let repeatedPage { return physical | (address & (repeatedPage - 1)) }
    return physical + (address - iova.first)
  }

  /// Every physical address that the run reaches.
  public var reach: AddressRange {
    AddressRange(start: physical, count: repeatedPage ?? iova.count)
  }

  /// The part of the run within `range`.
  public func clipped(to range: AddressRange) -> Mapping? {
    guard let part = iova.intersection(range) else { return nil }
    return Mapping(
      iova: part, physical: repeatedPage == nil ? translate(part.first) : physical,
      repeatedPage: repeatedPage, permissions: permissions)
  }

  /// `self` and the run that follows it as one, when they form one.
  func joined(with next: Mapping) -> Mapping? {
    guard iova.last != .max, iova.last + 1 == next.iova.first, permissions == next.permissions
    else { return nil }
    let whole = AddressRange(first: iova.first, last: next.iova.last)
    if repeatedPage == nil, next.repeatedPage == nil, physical + iova.count == next.physical {
      return Mapping(
        iova: whole, physical: physical, repeatedPage: nil, permissions: permissions)
    }
    guard physical == next.physical else { return nil }
    let page = repeatedPage ?? iova.count
    guard page == next.repeatedPage ?? next.iova.count, page.nonzeroBitCount == 1,
      page >= 4096, (iova.first | physical) & (page - 1) == 0
    else { return nil }
    return Mapping(iova: whole, physical: physical, repeatedPage: page, permissions: permissions)
  }

  public var description: String {
    let form = repeatedPage == nil ? "" : " repeated"
    return "\(iova) → \(reach)\(form) \(permissions)"
  }
}

extension [Mapping] {
  /// Adds a run that lies above all others, joining it to the last where they form one.
  mutating func appendJoining(_ mapping: Mapping) {
    if let joined = last?.joined(with: mapping) {
      self[count - 1] = joined
    } else {
      append(mapping)
    }
  }
}
