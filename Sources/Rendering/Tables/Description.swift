public import Tables

/// A structure in words, for a reader: what the pages and `tables --json` show.
public struct StructureDescription: Encodable, Sendable {
  public struct FieldDescription: Encodable, Sendable {
    /// As the specification writes it: `87:72`.
    public let bits: String
    public let high: Int
    public let low: Int
    /// `field`, `reserved`, `ignored` or `software`.
    public let kind: String
    /// Empty unless it is a field.
    public let name: String
    public let title: String
    public let values: [ValueDescription]
    /// What hardware checks, each a sentence.
    public let rules: [String]
    /// What the kernel code calls the mask; nil when it has none.
    public let mask: String?
  }

  public struct ValueDescription: Encodable, Sendable {
    /// `2`, or `4 to 7`.
    public let numbers: String
    public let title: String
    /// The capability without which the value is reserved.
    public let needs: String?
  }

  public let name: String
  public let title: String
  public let section: String
  /// In bits.
  public let width: Int
  /// The register's byte offset, `0x20`; nil for an entry in memory.
  public let offset: String?
  public let fields: [FieldDescription]
}

extension StructureDescription {
  public init(_ structure: Structure) {
    let emitted = Set(structure.isForKernel ? structure.emittedFields.map(\.name) : [])
    name = structure.name
    title = structure.title
    section = structure.section
    width = structure.width
    offset =
      switch structure.place {
      case .memory: nil
      case .register(let offset): "0x\(String(offset, radix: 16))"
      }
    fields = structure.fields.map { field in
      FieldDescription(
        bits: field.bits, high: field.high, low: field.low, kind: field.kind.rawValue,
        name: field.name, title: field.title,
        values: field.values.map {
          let (first, last) = ($0.numbers.lowerBound, $0.numbers.upperBound)
          return ValueDescription(
            numbers: first == last ? "\(first)" : "\(first) to \(last)", title: $0.title,
            needs: $0.needs?.description)
        },
        rules: field.sentences,
        mask: emitted.contains(field.name) ? structure.macro(field) : nil)
    }
  }
}

extension Field {
  /// The field's condition and rules in English.
  fileprivate var sentences: [String] {
    let counts = condition.map { "Counts when \($0.words); ignored otherwise." }
    return (counts.map { [$0] } ?? [])
      + rules.map { rule in
        let when = rule.condition.map { "When \($0.words): \(rule.demand.words)." }
        let words = rule.demand.words
        return when ?? "\(words.prefix(1).uppercased())\(words.dropFirst())."
      }
  }
}

extension FieldCondition {
  /// `TT is 0 or 1`
  fileprivate var words: String {
    "\(field) is " + values.map(String.init).joined(separator: " or ")
  }
}

extension Rule.Demand {
  fileprivate var words: String {
    switch self {
    case .supported(let capability): "reserved unless \(capability) is set"
    case .domain(let capability): "below 2^(4 + 2 × \(capability))"
    case .listed(let capability): "value n needs bit n of \(capability)"
    case .table(let names):
      "the address of a table of " + names.joined(separator: ", ")
        + ", below the host address width"
    case .page: "the address of a page, below the host address width"
    case .pasid(let sizeField): "below 2^(\(sizeField) + 13)"
    }
  }
}
