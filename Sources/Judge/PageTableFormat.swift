/// How the entries of a page table read: second-stage (9.8) or first-stage (9.7).
enum PageTableFormat: Hashable, Sendable {
  case second(execute: Bool, accessedDirty: Bool)
  case first(supervisor: Bool, writeProtect: Bool, noExecute: Bool, extendedAccessed: Bool)

  enum Entry {
    case notPresent
    case table(UInt64, Permissions)
    case page(UInt64, Permissions)
    case invalid([Problem])
  }

  static let entryAddress: UInt64 = .mask(12...51)

  /// The number of address bits below the ones that index a table of `level`; 1 is the lowest.
  static func shift(_ level: Int) -> Int { 12 + 9 * (level - 1) }

  /// Bits that hardware itself sets in an entry.
  var hardwareSetBits: UInt64 {
    switch self {
    case .second(_, let accessedDirty): accessedDirty ? .mask(8...9) : 0
    case .first(_, _, _, let extended): .mask(5...6) | (extended ? .mask(10...10) : 0)
    }
  }

  func decode(_ word: UInt64, level: Int, _ limits: Limits) -> Entry {
    let isPresent: Bool
    let permissions: Permissions
    switch self {
    case .second(let execute, _):
      isPresent = word & (execute ? 7 : 3) != 0
      permissions = Permissions(rawValue: UInt8(word & 3))
    case .first(let supervisor, let writeProtect, _, _):
      isPresent = word.bit(0)
      let isAllowed = supervisor || word.bit(2)  // U/S
      let isWritable = word.bit(1) || (supervisor && !writeProtect)
      permissions = isAllowed ? (isWritable ? [.read, .write] : .read) : []
    }
    guard isPresent else { return .notPresent }

    let isPage = level == 1 || (level <= 3 && word.bit(7))
    let reserved = reserved(level: level, isPage: isPage, limits)
    guard word & (reserved | limits.beyondHostWidth) == 0 else {
      let name = "level-\(level) entry"
      return .invalid(
        [
          .reserved(word, reserved, name), .beyondWidth(word, limits.beyondHostWidth, name),
        ].compactMap(\.self))
    }
    let address = word & Self.entryAddress
    guard isPage else { return .table(address, permissions) }
    return .page(address & ~((1 << UInt64(Self.shift(level))) - 1), permissions)
  }

  private func reserved(level: Int, isPage: Bool, _ limits: Limits) -> UInt64 {
    var bits: UInt64 = level >= 4 ? .mask(7...7) : 0
    switch self {
    case .second:
      if !isPage || !limits.snoopControl { bits |= .mask(11...11) }
      if !isPage || !limits.deviceTLB { bits |= .mask(62...62) }  // transient mapping
      if isPage && level > 1 {
        bits |= .mask(12...(Self.shift(level) - 1))
        let isSupported = level == 2 ? limits.secondStage2M : limits.secondStage1G
        if !isSupported { bits |= .mask(7...7) }
      }
    case .first(_, _, let noExecute, _):
      if !noExecute { bits |= .mask(63...63) }
      if isPage && level > 1 {
        bits |= .mask(13...(Self.shift(level) - 1))  // bit 12 is PAT
        if level == 3 && !limits.firstStage1G { bits |= .mask(7...7) }
      }
    }
    return bits
  }
}
