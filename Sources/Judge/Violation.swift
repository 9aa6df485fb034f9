/// A structure that hardware refuses, or that leads nowhere; it never stops the walk of the rest.
public struct Violation: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Codable {
    case reservedBits, addressBeyondHostWidth, addressWidth, translationType, tableMode
    /// A table pointer that leads out of memory.
    case unreadable
    /// A page table that is reached again from below itself.
    case cycle
    /// More mappings or tables than the walker's bound; what follows was not looked at.
    case tooLarge
    /// Valid for hardware, but beyond this judge: nested translation.
    case notJudged
  }

  public let kind: Kind
  /// Where the entry lies; for a register its value's place is 0.
  @Hex public var entry: UInt64
  @Hex public var value: UInt64
  public let detail: String

  init(_ kind: Kind, entry: UInt64, value: UInt64, _ detail: String) {
    self.kind = kind
    self.detail = detail
    self.entry = entry
    self.value = value
  }

  public var description: String {
    "\(kind.rawValue): \(detail), entry \(value.hex) at \(entry.hex)"
  }
}

/// What is wrong with one entry, before it is known where the entry lies.
struct Problem {
  let kind: Violation.Kind
  let detail: String

  /// Reports the bits of `word` under `mask`, which hardware demands to be zero.
  static func reserved(_ word: UInt64, _ mask: UInt64, _ name: String) -> Problem? {
    word & mask == 0
      ? nil
      : Problem(kind: .reservedBits, detail: "\(name) has reserved bits \((word & mask).hex) set")
  }

  static func beyondWidth(_ word: UInt64, _ mask: UInt64, _ name: String) -> Problem? {
    word & mask == 0
      ? nil
      : Problem(
        kind: .addressBeyondHostWidth, detail: "\(name) points beyond the host address width")
  }
}
