public import Diagnostics

/// A run of bits of a structure, and what the specification says about it.
public struct Field: Sendable {
  public enum Kind: String, Sendable {
    /// Has a name and a meaning.
    case field
    /// Must be zero; hardware refuses a present entry in which it is not.
    case reserved
    /// Not looked at by hardware.
    case ignored
    /// Left to software for its own use; not looked at by hardware.
    case software
  }

  public let kind: Kind
  /// The specification's name; empty unless `kind` is `.field`.
  public let name: String
  public let title: String
  /// The highest and the lowest bit, counted from bit 0 of the whole structure.
  public let high: Int
  public let low: Int
  /// Every value the field can hold; empty when any number will do.
  public let values: [Value]
  public let rules: [Rule]
  /// When the field counts at all; hardware ignores it otherwise. Nil: always.
  public let condition: FieldCondition?
  /// The code of the series reads or writes the field by name.
  public let inKernel: Bool
  /// The driver's macro that reads the field from a capability register: `cap_sagaw`.
  public let macro: String?
  public let location: SourceLocation

  /// The 64-bit word that holds the field.
  public var word: Int { low / 64 }
  /// The field's place within its word.
  public var shift: Int { low % 64 }
  public var width: Int { high - low + 1 }
  /// The field's bits within its word.
  public var mask: UInt64 {
    (width >= 64 ? .max : (1 << UInt64(width)) - 1) << UInt64(shift)
  }
  /// As the specification writes it: `87:72`, or `71` for a single bit.
  public var bits: String { high == low ? "\(low)" : "\(high):\(low)" }

  /// Whether hardware refuses some content of the field, so that a check of it makes sense.
  public var isChecked: Bool {
    !rules.isEmpty || values.contains { $0.isReserved || $0.needs != nil }
  }
}

extension Field {
  /// A named field from bit `high` down to bit `low`.
  public static func field(
    _ name: String, _ high: Int, _ low: Int, _ title: String, values: [Value] = [],
    rules: [Rule] = [], when condition: FieldCondition? = nil, inKernel: Bool = false,
    macro: String? = nil, file: String = #filePath, line: Int = #line
  ) -> Field {
    Field(
      kind: .field, name: name, title: title, high: high, low: low, values: values, rules: rules,
      condition: condition, inKernel: inKernel, macro: macro, location: .here(file, line))
  }

  /// A named field of one bit.
  public static func bit(
    _ name: String, _ bit: Int, _ title: String, values: [Value] = [], rules: [Rule] = [],
    when condition: FieldCondition? = nil, inKernel: Bool = false, macro: String? = nil,
    file: String = #filePath, line: Int = #line
  ) -> Field {
    field(
      name, bit, bit, title, values: values, rules: rules, when: condition, inKernel: inKernel,
      macro: macro, file: file, line: line)
  }

  public static func reserved(
    _ high: Int, _ low: Int? = nil, _ title: String = "Reserved", file: String = #filePath,
    line: Int = #line
  ) -> Field {
    unnamed(.reserved, high, low, title, file, line)
  }

  public static func ignored(
    _ high: Int, _ low: Int? = nil, _ title: String = "Ignored", file: String = #filePath,
    line: Int = #line
  ) -> Field {
    unnamed(.ignored, high, low, title, file, line)
  }

  public static func software(
    _ high: Int, _ low: Int? = nil, _ title: String = "Available to software",
    file: String = #filePath, line: Int = #line
  ) -> Field {
    unnamed(.software, high, low, title, file, line)
  }

  private static func unnamed(
    _ kind: Kind, _ high: Int, _ low: Int?, _ title: String, _ file: String, _ line: Int
  ) -> Field {
    Field(
      kind: kind, name: "", title: title, high: high, low: low ?? high, values: [], rules: [],
      condition: nil, inKernel: false, macro: nil, location: .here(file, line))
  }
}
