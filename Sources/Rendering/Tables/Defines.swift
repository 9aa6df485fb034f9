import Tables

/// A line of the definitions, before it is laid out in columns.
enum DefinitionLine {
  case define(name: String, text: String)
  case comment(String)
}

extension Structure {
  /// The masks and constants of the structure, in the order of the bits.
  func definitions(of structures: [Structure]) -> [DefinitionLine] {
    (0..<words).flatMap { word -> [DefinitionLine] in
      let fields = emittedFields.filter { $0.word == word }
      let reserved = mask(of: .reserved, word: word)
      let lines =
        fields.flatMap { field in
          [.define(name: macro(field), text: maskExpression(of: field.mask))]
            + constants(of: field)
        }
        + (reserved == 0 || reserved == .max
          ? []
          : [.define(name: reservedMacro(word: word), text: maskExpression(of: reserved))])
      return (word > 0 && !lines.isEmpty ? [.comment("word \(word)")] : []) + lines
    } + ownCapabilities(of: structures)
  }

  /// The values that the validator names and the driver does not.
  private func constants(of field: Field) -> [DefinitionLine] {
    guard field.name == selector?.name else { return [] }
    return field.values.filter { !$0.isReserved && $0.driverName == nil }.map {
      .define(name: constant($0, of: field), text: "\($0.numbers.lowerBound)")
    }
  }

  /// Masks for the capabilities that the validator reads and the driver has no macro for.
  private func ownCapabilities(of structures: [Structure]) -> [DefinitionLine] {
    let capabilities = emittedFields.flatMap {
      $0.rules.compactMap(\.capability) + $0.values.compactMap(\.needs)
    }
    var seen: Set<String> = []
    let lines: [DefinitionLine] = capabilities.compactMap { capability in
      guard let field = Tables.field(of: capability, in: structures), field.macro == nil,
        seen.insert(capability.name).inserted
      else { return nil }
      return .define(name: capability.ownMask, text: maskExpression(of: field.mask))
    }
    return (lines.isEmpty ? [] : [.comment("capability")]) + lines
  }
}

/// Lays definitions out in columns of 8, as the kernel does.
func layOut(_ lines: [DefinitionLine]) -> String {
  let names = lines.compactMap { if case .define(let name, _) = $0 { name } else { nil } }
  let column = names.map { ("#define \($0)".count / 8 + 1) * 8 }.reduce(32, max)
  return lines.map { line in
    switch line {
    case .comment(let text): return "/* \(text) */"
    case .define(let name, let text):
      let head = "#define \(name)"
      return head + String(repeating: "\t", count: (column - head.count + 7) / 8) + text
    }
  }.joined(separator: "\n")
}

/// `GENMASK_ULL(23, 8)`, `BIT_ULL(7)`, or several of them in parentheses.
func maskExpression(of mask: UInt64) -> String {
  let runs = runs(of: mask).map {
    $0.high == $0.low ? "BIT_ULL(\($0.low))" : "GENMASK_ULL(\($0.high), \($0.low))"
  }
  return runs.count == 1 ? runs[0] : "(\(runs.joined(separator: " | ")))"
}

/// The runs of ones in a word, highest first.
private func runs(of mask: UInt64) -> [(high: Int, low: Int)] {
  var runs: [(high: Int, low: Int)] = []
  var bit = 63
  while bit >= 0 {
    guard mask >> UInt64(bit) & 1 == 1 else {
      bit -= 1
      continue
    }
    let high = bit
    while bit >= 0, mask >> UInt64(bit) & 1 == 1 { bit -= 1 }
    runs.append((high, bit + 1))
  }
  return runs
}
