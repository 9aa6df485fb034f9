public import Diagnostics

extension Tables {
  /// Everything that is wrong with `structures`; empty when they are sound.
  public static func problems(in structures: [Structure] = all) -> [Diagnostic] {
    duplicates(
      structures.map { ($0.name, $0.location) }, "structure", fix: "give each a name of its own")
      + duplicates(
        structures.map { ($0.prefix, $0.location) }, "prefix", fix: "give each a prefix of its own")
      + structures.flatMap { structure in
        structure.shapeProblems + structure.bitProblems + structure.nameProblems
          + structure.selectorProblems
          + structure.fields.flatMap {
            $0.valueProblems(in: structure) + $0.ruleProblems(in: structure, of: structures)
          }
      }
  }

  /// One diagnostic for each repetition, at the later of the two.
  static func duplicates(
    _ names: [(String, SourceLocation)], _ what: String, fix: String
  ) -> [Diagnostic] {
    var seen: [String: SourceLocation] = [:]
    return names.compactMap { name, location in
      defer { seen[name] = seen[name] ?? location }
      return seen[name].map {
        Diagnostic("\(what) ‘\(name)’ is already at \($0)", at: location, fix: fix)
      }
    }
  }
}

extension Structure {
  /// The structure's own properties.
  fileprivate var shapeProblems: [Diagnostic] {
    var problems: [Diagnostic] = []
    if ![32, 64, 128, 256, 512].contains(width) {
      problems.append(
        Diagnostic(
          "\(name): a width of \(width) bits", at: location, fix: "use 32, 64, 128, 256 or 512"))
    }
    if section.isEmpty
      || !section.split(separator: ".", omittingEmptySubsequences: false)
        .allSatisfy({ Int($0) != nil })
    {
      problems.append(
        Diagnostic(
          section.isEmpty
            ? "\(name): no section of the specification"
            : "\(name): ‘\(section)’ is not a section of the specification", at: location,
          fix: "write it like 9.3"))
    }
    for text in [name, prefix] where !text.isIdentifier {
      problems.append(
        Diagnostic(
          "‘\(text)’ is not a C identifier", at: location, fix: "use letters, digits and _"))
    }
    return problems
  }

  /// Order, overlaps, gaps, and fields that no single word holds.
  fileprivate var bitProblems: [Diagnostic] {
    var problems: [Diagnostic] = []
    func report(_ field: Field, _ message: String, fix: String) {
      problems.append(
        Diagnostic("\(name): \(field.label) \(message)", at: field.location, fix: fix))
    }
    for field in fields {
      if field.low > field.high || field.low < 0 || field.high >= width {
        report(
          field, "is not within bits \(width - 1):0",
          fix: "write the high bit first, both within the structure")
      } else if field.kind == .field, field.high / 64 != field.low / 64 {
        report(
          field, "crosses a 64-bit word", fix: "split it at bit \(field.high / 64 * 64)")
      }
    }
    for (upper, lower) in zip(fields, fields.dropFirst()) where lower.low > upper.low {
      report(lower, "comes after \(upper.label)", fix: "list the fields from the highest bit down")
    }
    var next = width - 1
    var lowest: Field?
    for field in fields.sorted(by: { ($0.high, $0.low) > ($1.high, $1.low) }) {
      if let lowest, field.high > next, field.high < width {
        let shared = max(field.low, next + 1)
        report(
          lowest, "and \(field.label) overlap in \(bits(field.high, shared))",
          fix: "end \(lowest.label) at bit \(field.high + 1)"
            + (field.low <= next ? ", or begin \(field.label) at bit \(next)" : ""))
      } else if field.high < next {
        report(
          field, "leaves \(bits(next, field.high + 1)) above it undescribed",
          fix: "name them, or mark them reserved, ignored or software")
      }
      if field.low <= next {
        lowest = field
        next = field.low - 1
      }
    }
    if next >= 0 {
      problems.append(
        Diagnostic(
          "\(name): nothing describes \(bits(next, 0))", at: location, fix: "describe down to bit 0"
        ))
    }
    return problems
  }

  fileprivate var nameProblems: [Diagnostic] {
    let named = fields.filter { $0.kind == .field }
    return Tables.duplicates(
      named.map { ($0.name, $0.location) }, "\(name): field", fix: "rename one of them")
      + named.filter { !$0.name.isIdentifier }.map {
        Diagnostic(
          "\(name): the field at bits \($0.bits) has no C identifier for a name", at: $0.location,
          fix: "use the specification's abbreviation")
      }
  }

  /// The validator is one `switch`, so one field has to decide.
  fileprivate var selectorProblems: [Diagnostic] {
    let selectors = Set(
      fields.flatMap { [$0.condition] + $0.rules.map(\.condition) }.compactMap { $0?.field })
    guard selectors.count > 1 else { return [] }
    return [
      Diagnostic(
        "\(name): fields depend on \(selectors.sorted().joined(separator: " and "))", at: location,
        fix: "let one field decide what the others mean")
    ]
  }
}

private func bits(_ high: Int, _ low: Int) -> String {
  high == low ? "bit \(low)" : "bits \(high):\(low)"
}

extension Field {
  /// `DID (87:72)`, or `reserved (71)`.
  fileprivate var label: String { "\(name.isEmpty ? kind.rawValue : name) (\(bits))" }

  fileprivate func valueProblems(in structure: Structure) -> [Diagnostic] {
    guard !values.isEmpty, low <= high else { return [] }
    let top = width >= 62 ? Int.max : 1 << width
    var problems: [Diagnostic] = []
    func report(_ message: String, fix: String) {
      problems.append(Diagnostic("\(structure.name).\(name): \(message)", at: location, fix: fix))
    }
    for value in values where value.numbers.upperBound >= top || value.numbers.lowerBound < 0 {
      report(
        "value \(value.numbers.upperBound) does not fit in \(width) bits",
        fix: "use 0 to \(top - 1)")
    }
    var next = 0
    for value in values.sorted(by: { $0.numbers.lowerBound < $1.numbers.lowerBound }) {
      if value.numbers.lowerBound < next {
        report("value \(value.numbers.lowerBound) is listed twice", fix: "remove one of them")
      } else if value.numbers.lowerBound > next {
        report("value \(next) is not listed", fix: "list it as legal or reserved")
      }
      next = max(next, value.numbers.upperBound + 1)
    }
    if next < top {
      report("value \(next) is not listed", fix: "list it as legal or reserved")
    }
    var names: Set<String> = []
    for value in values where !value.isReserved && !names.insert(value.name).inserted {
      report("two values are called \(value.name)", fix: "rename one of them")
    }
    return problems
  }

  fileprivate func ruleProblems(
    in structure: Structure, of structures: [Structure]
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    func report(_ message: String, fix: String) {
      problems.append(Diagnostic("\(structure.name).\(name): \(message)", at: location, fix: fix))
    }
    let capabilities = rules.compactMap(\.capability) + values.compactMap(\.needs)
    for capability in capabilities {
      guard let field = Tables.field(of: capability, in: structures) else {
        report("no register has a field \(capability.name)", fix: "name it REGISTER.FIELD")
        continue
      }
      if let bit = capability.bit, !(0..<field.width).contains(bit) {
        report(
          "\(capability.name) has no bit \(bit)", fix: "count from 0 to \(field.width - 1)")
      }
    }
    for condition in rules.compactMap(\.condition) + [condition].compactMap({ $0 }) {
      guard let selector = structure[condition.field] else {
        report("depends on ‘\(condition.field)’, which is no field", fix: "name a field")
        continue
      }
      for value in condition.values
      where !selector.values.contains(where: { !$0.isReserved && $0.numbers.contains(value) }) {
        report(
          "depends on \(condition.field) being \(value), which is not legal",
          fix: "name a legal value of \(condition.field)")
      }
    }
    for rule in rules {
      switch rule.demand {
      case .table(let names):
        for name in names where !structures.contains(where: { $0.name == name }) {
          report("points to a table of ‘\(name)’, which is no structure", fix: "name a structure")
        }
      case .pasid(let sizeField) where structure[sizeField] == nil:
        report("depends on ‘\(sizeField)’, which is no field", fix: "name a field")
      case .supported, .domain, .listed, .page, .pasid: break
      }
    }
    return problems
  }
}

extension String {
  fileprivate var isIdentifier: Bool {
    guard let first, first == "_" || first.isLetter else { return false }
    return allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
