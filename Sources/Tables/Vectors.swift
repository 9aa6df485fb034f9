/// Entries to try the C of a structure on, and what it must say; computed from the tables alone.
public struct Vectors: Sendable {
  /// An accepted entry, and what becomes of it when a single bit is turned over.
  public struct Baseline: Sendable {
    public let title: String
    public let words: [UInt64]
    /// The bits that make it refused.
    public let refused: [UInt64]
    /// The bits of addresses that count: what they do depends on the memory, not on the tables.
    public let addresses: [UInt64]
  }

  /// What stands in the address fields of an entry.
  public enum Address: String, Sendable, CaseIterable {
    /// A page that the crashed kernel could have used for the table.
    case usable
    /// A page of this kernel.
    case own
    /// Beyond the host address width.
    case beyond
  }

  public struct Input: Hashable, Sendable {
    public let words: [UInt64]
    public let hardware: Hardware
    public let address: Address
  }

  /// One entry on one hardware.
  public struct Case: Sendable {
    public let title: String
    public let input: Input
    public let isAccepted: Bool
  }

  /// The bits of each word that hold an address of a table or a page.
  public let addressMasks: [UInt64]
  public let baselines: [Baseline]
  public let cases: [Case]
}

extension Structure {
  public var vectors: Vectors {
    let baselines = baselineEntries
    var seen: Set<Vectors.Input> = []
    var cases: [Vectors.Case] = []
    for (title, words) in baselines {
      cases += addressCases(title, words)
      cases += valueCases(title, words)
      cases += capabilityCases(title, words)
      cases += boundaryCases(title, words)
    }
    cases = cases.filter { seen.insert($0.input).inserted }
    return Vectors(
      addressMasks: (0..<words).map { addressMask(word: $0) { _ in true } },
      baselines: baselines.map { baseline($0.0, $0.1) }, cases: cases)
  }

  /// One accepted entry for each legal value of the fields that others depend on, or one alone.
  private var baselineEntries: [(String, [UInt64])] {
    var selectors: [Field] = []
    for name in fields.flatMap({ [$0.condition] + $0.rules.map(\.condition) }).compactMap({
      $0?.field
    }) where !selectors.contains(where: { $0.name == name }) {
      selectors += self[name].map { [$0] } ?? []
    }
    let fixed = fields.filter { $0.values.first?.isReserved == true }
    let start = fixed.reduce([UInt64](repeating: 0, count: words)) { entry, field in
      let first = field.values.first { !$0.isReserved }?.numbers.lowerBound ?? 0
      return setting(field, to: UInt64(first), in: entry)
    }
    let entries = selectors.reduce([("", start)]) { entries, selector in
      entries.flatMap { title, entry in
        selector.values.filter { !$0.isReserved }.map { value in
          (
            "\(title)\(selector.name) \(value.numbers.lowerBound), ",
            setting(selector, to: UInt64(value.numbers.lowerBound), in: entry)
          )
        }
      }
    }
    return entries.filter { accepts($0.1, on: .full) }
  }

  private func addressMask(word: Int, where counts: (Field) -> Bool) -> UInt64 {
    fields.filter { $0.word == word && $0.isAddress && counts($0) }.reduce(0) { $0 | $1.mask }
  }

  private func baseline(_ title: String, _ words: [UInt64]) -> Vectors.Baseline {
    let addresses = (0..<self.words).map { word in
      addressMask(word: word) { field in
        field.rules.contains {
          $0.isAddress && holds($0.condition ?? field.condition, in: words)
        }
      }
    }
    let refused = (0..<self.words).map { word in
      (0..<min(64, width)).reduce(UInt64(0)) { mask, bit in
        var turned = words
        turned[word] ^= 1 << UInt64(bit)
        return accepts(turned, on: .full) ? mask : mask | 1 << UInt64(bit)
      }
    }
    return Vectors.Baseline(
      title: title.isEmpty ? "plain" : String(title.dropLast(2)), words: words,
      refused: zip(refused, addresses).map { $0 & ~$1 }, addresses: addresses)
  }

  private func addressCases(_ title: String, _ words: [UInt64]) -> [Vectors.Case] {
    Vectors.Address.allCases.filter { address in
      address != .own || !fields.contains { $0.rules.contains { $0.demand == .page } }
    }.map { entry("\(title)\($0) addresses", words, .full, $0) }
  }

  /// Every value of every field that has a list of them.
  private func valueCases(_ title: String, _ words: [UInt64]) -> [Vectors.Case] {
    fields.filter { !$0.values.isEmpty }.flatMap { field in
      (0..<(1 << field.width)).map { number in
        entry("\(title)\(field.name) = \(number)", setting(field, to: UInt64(number), in: words))
      }
    }
  }

  /// Each field that asks for a capability, at each of its listed values or else at 1 and at
  /// all ones, on hardware without that capability.
  private func capabilityCases(_ title: String, _ words: [UInt64]) -> [Vectors.Case] {
    fields.flatMap { field -> [Vectors.Case] in
      let capabilities = field.rules.compactMap(\.capability) + field.values.compactMap(\.needs)
      let all = field.mask >> UInt64(field.shift)
      let numbers =
        field.values.isEmpty ? [0, 1, all] : field.values.map { UInt64($0.numbers.lowerBound) }
      return capabilities.flatMap { capability in
        numbers.flatMap { number -> [Vectors.Case] in
          let changed = setting(field, to: number, in: words)
          let name = "\(title)\(field.name) = \(number)"
          var hardware = [("without \(capability)", Hardware.full.setting(capability, to: 0))]
          if field.rules.contains(where: { $0.demand == .listed(capability) }) {
            hardware.append(
              (
                "with only bit \(number) of \(capability)",
                Hardware.full.setting(capability, to: 1 << number)
              ))
          }
          return hardware.map { entry("\(name) \($0.0)", changed, $0.1) }
        }
      }
    }
  }

  /// The last number below a limit, and the limit where it fits in the field.
  private func boundaryCases(_ title: String, _ words: [UInt64]) -> [Vectors.Case] {
    fields.flatMap { field in
      field.rules.flatMap { rule -> [Vectors.Case] in
        switch rule.demand {
        case .domain(let capability):
          return (0...6).flatMap { size in
            let hardware = Hardware.full.setting(capability, to: UInt64(size))
            return limits(field, 1 << UInt64(4 + 2 * size)).map { number in
              entry(
                "\(title)\(field.name) = \(number) with \(capability) = \(size)",
                setting(field, to: number, in: words), hardware)
            }
          }
        case .pasid(let sizeField):
          guard let sizes = self[sizeField] else { return [] }
          return (0..<(1 << UInt64(sizes.width))).flatMap { size in
            limits(field, 1 << (13 + size)).map { number in
              entry(
                "\(title)\(field.name) = \(number) with \(sizeField) = \(size)",
                setting(field, to: number, in: setting(sizes, to: size, in: words)))
            }
          }
        case .supported, .listed, .table, .page: return []
        }
      }
    }
  }

  private func limits(_ field: Field, _ limit: UInt64) -> [UInt64] {
    [limit - 1, limit].filter { $0 <= field.mask >> UInt64(field.shift) }
  }

  private func entry(
    _ title: String, _ words: [UInt64], _ hardware: Hardware = .full,
    _ address: Vectors.Address = .usable
  ) -> Vectors.Case {
    Vectors.Case(
      title: title, input: .init(words: words, hardware: hardware, address: address),
      isAccepted: accepts(words, on: hardware, usable: address == .usable))
  }
}

extension Field {
  var isAddress: Bool { rules.contains(where: \.isAddress) }
}

extension Rule {
  public var isAddress: Bool {
    switch demand {
    case .table, .page: true
    case .supported, .domain, .listed, .pasid: false
    }
  }
}
