/// The capability registers of one remapping hardware unit.
public struct Hardware: Hashable, Sendable {
  public var cap: UInt64
  public var ecap: UInt64

  public init(cap: UInt64, ecap: UInt64) {
    self.cap = cap
    self.ecap = ecap
  }

  /// Reports every capability, and the highest legal value of those that are numbers.
  public static let full = Hardware(
    cap: Structure.capability.highest, ecap: Structure.extendedCapability.highest)

  public func value(of capability: Capability) -> UInt64 {
    guard let field = Tables.field(of: capability) else { return 0 }
    let register = capability.isExtended ? ecap : cap
    let value = (register & field.mask) >> UInt64(field.shift)
    guard let bit = capability.bit else { return value }
    return value >> UInt64(bit) & 1
  }

  public func setting(_ capability: Capability, to value: UInt64) -> Hardware {
    guard let field = Tables.field(of: capability) else { return self }
    let shift = UInt64(field.shift + (capability.bit ?? 0))
    let mask = capability.bit == nil ? field.mask : 1 << shift
    let register = (capability.isExtended ? ecap : cap) & ~mask | value << shift & mask
    return capability.isExtended
      ? Hardware(cap: cap, ecap: register) : Hardware(cap: register, ecap: ecap)
  }

  func has(_ capability: Capability?) -> Bool { capability.map { value(of: $0) != 0 } ?? true }
}

extension Capability {
  /// In ECAP_REG rather than CAP_REG.
  public var isExtended: Bool { name.hasPrefix("ECAP.") }
}

extension Structure {
  /// A register in which every field has its highest legal value.
  fileprivate var highest: UInt64 {
    fields.filter { $0.kind == .field }.reduce(0) { register, field in
      let legal = field.values.last { !$0.isReserved }?.numbers.upperBound
      return register | (legal.map { UInt64($0) << UInt64(field.shift) } ?? field.mask)
    }
  }

  public func value(of field: Field, in words: [UInt64]) -> UInt64 {
    (words[field.word] & field.mask) >> UInt64(field.shift)
  }

  public func setting(_ field: Field, to value: UInt64, in words: [UInt64]) -> [UInt64] {
    var words = words
    words[field.word] = words[field.word] & ~field.mask | value << UInt64(field.shift) & field.mask
    return words
  }

  /// Whether the condition holds in an entry; no condition always does.
  public func holds(_ condition: FieldCondition?, in words: [UInt64]) -> Bool {
    guard let condition, let field = self[condition.field] else { return true }
    return condition.values.contains(Int(value(of: field, in: words)))
  }

  /// Whether the hardware accepts an entry that is present. Memory behind addresses is not
  /// modelled; `usable` says whether all relevant ones are acceptable.
  public func accepts(_ words: [UInt64], on hardware: Hardware, usable: Bool = true) -> Bool {
    guard (0..<self.words).allSatisfy({ words[$0] & mask(of: .reserved, word: $0) == 0 }) else {
      return false
    }
    return fields.allSatisfy { field in
      let number = value(of: field, in: words)
      let isLegal =
        field.values.isEmpty || !holds(field.condition, in: words)
        || field.values.contains {
          !$0.isReserved && $0.numbers.contains(Int(number)) && hardware.has($0.needs)
        }
      return isLegal
        && field.rules.filter { rule in
          switch rule.demand {
          case .supported: true
          default: holds(rule.condition ?? field.condition, in: words)
          }
        }.allSatisfy { satisfies($0.demand, number, in: words, on: hardware, usable: usable) }
    }
  }

  private func satisfies(
    _ demand: Rule.Demand, _ number: UInt64, in words: [UInt64], on hardware: Hardware,
    usable: Bool
  ) -> Bool {
    switch demand {
    case .supported(let capability): number == 0 || hardware.has(capability)
    case .domain(let capability): number < 1 << (4 + 2 * hardware.value(of: capability))
    case .listed(let capability): hardware.value(of: capability) >> number & 1 == 1
    case .table, .page: usable
    case .pasid(let sizeField):
      self[sizeField].map { number >> (value(of: $0, in: words) + 13) == 0 } ?? true
    }
  }
}
