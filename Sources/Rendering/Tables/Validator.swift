import Tables

/// A C condition: operands that one operator joins, broken over lines where need be.
struct Expression: Hashable {
  var operands: [String]
  var joiner: String

  init(_ operands: [String], _ joiner: String = "&&") {
    self.operands = operands
    self.joiner = joiner
  }

  init(_ operand: String) { self.init([operand]) }

  /// As one operand of a larger expression.
  var operand: String {
    operands.count == 1 ? operands[0] : "(\(operands.joined(separator: " \(joiner) ")))"
  }

  var negated: Expression {
    switch (operands.count, joiner) {
    case (1, _): Expression(Self.not(operands[0]))
    case (_, "&&"): Expression(operands.map(Self.not), "||")
    case (_, "||"): Expression(operands.map(Self.not), "&&")
    default: Expression("!(\(operands.joined(separator: " \(joiner) ")))")
    }
  }

  private static func not(_ operand: String) -> String {
    if operand.hasPrefix("!("), operand.hasSuffix(")") {
      return String(operand.dropFirst(2).dropLast())
    }
    let arguments = operand.drop { $0.isLetter || $0.isNumber || $0 == "_" }
    let isCall =
      arguments.hasPrefix("(") && arguments.hasSuffix(")")
      && arguments.count { "()".contains($0) } == 2
    return isCall ? "!\(operand)" : "!(\(operand))"
  }

  /// Lines of at most 80 columns; `tabs` and `head` stand before the first one, `tail` follows.
  func text(tabs: Int, head: String, tail: Int) -> String {
    let margin = String(repeating: "\t", count: tabs) + String(repeating: " ", count: head.count)
    let indent = tabs * 8 + head.count
    var lines: [String] = []
    var line = ""
    for (index, operand) in operands.enumerated() {
      let piece = operand + (index < operands.count - 1 ? " \(joiner)" : "")
      let end = index < operands.count - 1 ? 0 : tail
      if line.isEmpty {
        line = piece
      } else if indent + line.count + 1 + piece.count + end <= 80 {
        line += " \(piece)"
      } else {
        lines.append(line)
        line = piece
      }
    }
    return (lines + [line]).map { Self.broken($0, indent: indent, margin: margin) }
      .joined(separator: "\n\(margin)")
  }

  /// Breaks a line that is too long after an operator within its operand.
  private static func broken(_ line: String, indent: Int, margin: String) -> String {
    let signs = [" <= ", " & BIT("].compactMap { line.firstRange(of: $0) }
    guard indent + line.count > 80, let sign = signs.first,
      let space = line[sign].dropFirst().firstIndex(of: " ")
    else { return line }
    return "\(line[..<space])\n\(margin)\(line[line.index(after: space)...])"
  }
}

/// One check of the validator, as the condition to accept and as the one to refuse.
struct Check {
  let refused: Expression
  let accepted: Expression
  var comment: String?

  /// A check that reads more easily as a refusal.
  init(refused: Expression, comment: String? = nil) {
    self.refused = refused
    accepted = refused.negated
    self.comment = comment
  }

  init(accepted: Expression) {
    refused = accepted.negated
    self.accepted = accepted
  }
}

/// The checks of one structure in C; `structures` tell where the capabilities are.
struct ChecksInC {
  let structure: Structure
  let structures: [Structure]

  /// Checks that hold whatever the selector says: first what must be zero, pointers last.
  var always: [Check] {
    let fields = structure.emittedFields
    return reserved + supported(nil)
      + fields.flatMap { field in
        checks(of: field, pointers: false) { $0.condition ?? field.condition == nil }
          + (field.condition == nil && field.name != structure.selector?.name
            ? values(of: field) : [])
      }
      + fields.flatMap { field in
        checks(of: field, pointers: true) { $0.condition ?? field.condition == nil }
      }
  }

  /// Checks that hold only when the selector has this value.
  func selected(_ value: Value) -> [Check] {
    let number = value.numbers.lowerBound
    let fields = structure.emittedFields
    func holds(_ condition: FieldCondition?) -> Bool { condition?.values.contains(number) ?? false }
    let need = value.needs.map {
      [Check(accepted: Expression($0.expression(of: structures)))]
    }
    return (need ?? [])
      + fields.flatMap { field in
        checks(of: field, pointers: false) { holds($0.condition ?? field.condition) }
          + (holds(field.condition) ? values(of: field) : [])
      }
      + fields.flatMap { field in
        checks(of: field, pointers: true) { holds($0.condition ?? field.condition) }
      }
  }

  private var reserved: [Check] {
    var operands: [String] = []
    var word = 0
    while word < structure.words {
      let mask = structure.mask(of: .reserved, word: word)
      let run = (word..<structure.words).prefix { structure.mask(of: .reserved, word: $0) == .max }
      if run.count > 2 {
        operands.append("memchr_inv(&entry[\(word)], 0, \(run.count) * sizeof(*entry))")
        word = run.upperBound
        continue
      }
      if mask == .max {
        operands.append("entry[\(word)]")
      } else if mask != 0 {
        operands.append("entry[\(word)] & \(structure.reservedMacro(word: word))")
      }
      word += 1
    }
    return operands.isEmpty ? [] : [Check(refused: Expression(operands, "||"))]
  }

  /// Fields that are reserved without a capability, those of one capability and word together.
  private func supported(_ condition: FieldCondition?) -> [Check] {
    var groups: [(capability: Capability, fields: [Field])] = []
    for field in structure.emittedFields {
      for rule in field.rules {
        guard case .supported(let capability) = rule.demand else { continue }
        let same = groups.firstIndex {
          $0.capability == capability && $0.fields[0].word == field.word
        }
        if let same {
          groups[same].fields.append(field)
        } else {
          groups.append((capability, [field]))
        }
      }
    }
    return groups.map { capability, fields in
      let masks = fields.map(structure.macro)
      let mask = masks.count == 1 ? masks[0] : "(\(masks.joined(separator: " | ")))"
      let present = "\(structure.wordOf(fields[0])) & \(mask)"
      let absent = Expression(capability.expression(of: structures)).negated.operand
      return Check(refused: Expression([present, absent]))
    }
  }

  private func checks(
    of field: Field, pointers: Bool, where holds: (Rule) -> Bool
  ) -> [Check] {
    field.rules.filter(holds).compactMap { rule in
      switch rule.demand {
      case .supported: nil
      case .table:
        pointers ? Check(accepted: Expression("old_table_usable(\(structure.masked(field)))")) : nil
      case .page:
        pointers
          ? Check(accepted: Expression("host_address_valid(\(structure.masked(field)))")) : nil
      case .domain(let capability): pointers ? nil : domain(field, capability)
      case .listed(let capability):
        pointers
          ? nil
          : Check(
            accepted: Expression(
              "\(capability.expression(of: structures)) & BIT(\(structure.get(field)))"))
      case .pasid(let sizeField): pointers ? nil : pasid(field, sizeField)
      }
    }
  }

  private func domain(_ field: Field, _ capability: Capability) -> Check {
    let count = capability.expression(of: structures)
    return Check(refused: Expression("\(structure.get(field)) >= \(count)"))
  }

  private func pasid(_ field: Field, _ sizeField: String) -> Check? {
    structure[sizeField].map { size in
      Check(
        refused: Expression([structure.get(field), "(\(structure.get(size)) + 13)"], ">>"),
        comment: "The directory's 2^(\(sizeField) + 7) entries cover 64 PASIDs each.")
    }
  }

  /// The field has a legal value, and the hardware knows it.
  private func values(of field: Field) -> [Check] {
    let legal = field.values.filter { !$0.isReserved }
    guard !field.isListed,
      legal.count < field.values.count || legal.contains(where: { $0.needs != nil })
    else { return [] }
    let expressions = legal.map { $0.needs?.expression(of: structures) }
    let numbers = legal.map(\.numbers.lowerBound)
    if field.width == 1, legal.count == 1 {
      let isSet = structure.masked(field)
      let flag = numbers[0] == 1 ? isSet : "!(\(isSet))"
      return [Check(accepted: Expression([flag] + expressions.compactMap { $0 }))]
    }
    if numbers == [0, 1], expressions[0] == nil, let capability = expressions[1] {
      return [Check(accepted: Expression("\(structure.get(field)) <= \(capability)"))]
    }
    let alternatives = zip(numbers, expressions).map { number, expression in
      let equal = "\(structure.get(field)) == \(number)"
      return expression.map { "(\(equal) && \($0))" } ?? equal
    }
    return [Check(accepted: Expression(alternatives, "||"))]
  }
}
