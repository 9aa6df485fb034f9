public import Diagnostics

/// The layout of a table entry or a register of the VT-d specification, revision 4.1.
public struct Structure: Sendable {
  public enum Place: Hashable, Sendable {
    /// An entry of a table in memory.
    case memory
    /// A register at a byte offset of the remapping hardware's register page.
    case register(offset: Int)
  }

  /// A C identifier: `context_entry`.
  public let name: String
  public let title: String
  /// What the C names of its fields begin with: `CTX`.
  public let prefix: String
  /// The specification's section: `9.3`.
  public let section: String
  /// The size in bits: 32, 64, 128, 256 or 512.
  public let width: Int
  public let place: Place
  /// Descending from `width - 1` to 0, without a hole.
  public let fields: [Field]
  public let location: SourceLocation

  public init(
    _ name: String, _ title: String, prefix: String, section: String, width: Int,
    place: Place = .memory, fields: [Field], file: String = #filePath, line: Int = #line
  ) {
    self.name = name
    self.title = title
    self.prefix = prefix
    self.section = section
    self.width = width
    self.place = place
    self.fields = fields
    self.location = .here(file, line)
  }

  /// The number of 64-bit words; a 32-bit register counts as one.
  public var words: Int { (width + 63) / 64 }

  public subscript(name: String) -> Field? {
    fields.first { $0.kind == .field && $0.name == name }
  }

  /// The bits of a kind within one word.
  public func mask(of kind: Field.Kind, word: Int) -> UInt64 {
    fields.filter { $0.kind == kind }.reduce(0) { mask, field in
      let high = min(field.high, word * 64 + 63)
      let low = max(field.low, word * 64)
      guard high >= low else { return mask }
      let ones: UInt64 = high - low == 63 ? .max : (1 << UInt64(high - low + 1)) - 1
      return mask | ones << UInt64(low - word * 64)
    }
  }
}
