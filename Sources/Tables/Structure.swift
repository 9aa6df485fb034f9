public import Diagnostics

/// The layout of a table entry or a register of the VT-d specification.
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
  /// The specification's section: `9.3`.
  public let section: String
  /// The size in bits: 32, 64, 128, 256 or 512.
  public let width: Int
  public let place: Place
  /// Descending from `width - 1` to 0, without a hole.
  public let fields: [Field]
  public let location: SourceLocation

  public init(
    _ name: String, _ title: String, section: String, width: Int, place: Place = .memory,
    fields: [Field], file: String = #filePath, line: Int = #line
  ) {
    self.name = name
    self.title = title
    self.section = section
    self.width = width
    self.place = place
    self.fields = fields
    self.location = .here(file, line)
  }
}
