/// A field of a capability register, or one bit of it: `CAP.SLLPS`, bit 1.
public struct Capability: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// `REGISTER.FIELD`
  public let name: String
  /// Counted from the field's lowest bit; nil means the whole field.
  public let bit: Int?

  public init(_ name: String, bit: Int? = nil) {
    self.name = name
    self.bit = bit
  }

  public init(stringLiteral name: String) { self.init(name) }

  public var description: String { bit.map { "\(name)[\($0)]" } ?? name }
}

/// Holds when the selecting field of the same structure has one of these values.
public struct FieldCondition: Hashable, Sendable {
  public let field: String
  public let values: [Int]

  public static func `is`(_ field: String, _ values: Int...) -> FieldCondition {
    FieldCondition(field: field, values: values)
  }
}

/// What must be true of a field for hardware to accept the entry.
public struct Rule: Sendable {
  public enum Demand: Hashable, Sendable {
    /// Reserved, that is zero, unless the hardware reports the capability.
    case supported(Capability)
    /// Below the number of domains, 2^(4 + 2 × capability).
    case domain(Capability)
    /// Value n needs bit n of the capability.
    case listed(Capability)
    /// The physical address of a page that holds one of these structures.
    case table([String])
    /// The physical address of a page: the bits from the host address width up are reserved.
    case page
    /// A PASID that the PASID directory of the size that `sizeField` gives covers,
    /// that is below 2^(size + 13).
    case pasid(sizeField: String)
  }

  public let demand: Demand
  /// When the rule counts; nil: whenever the field does.
  public let condition: FieldCondition?

  public static func needs(_ capability: Capability) -> Rule { Rule(.supported(capability)) }
  public static func domain(_ capability: Capability) -> Rule { Rule(.domain(capability)) }
  public static func listed(in capability: Capability) -> Rule { Rule(.listed(capability)) }
  public static func table(_ structures: String...) -> Rule { Rule(.table(structures)) }
  static func table(_ structures: [String]) -> Rule { Rule(.table(structures)) }
  public static let page = Rule(.page)
  public static func pasid(sizeField: String) -> Rule { Rule(.pasid(sizeField: sizeField)) }

  public func when(_ condition: FieldCondition) -> Rule { Rule(demand, condition) }

  private init(_ demand: Demand, _ condition: FieldCondition? = nil) {
    self.demand = demand
    self.condition = condition
  }

  /// The capability that the rule depends on.
  public var capability: Capability? {
    switch demand {
    case .supported(let capability), .domain(let capability), .listed(let capability): capability
    case .table, .page, .pasid: nil
    }
  }
}
