import Diagnostics

/// The code at the end of the series with one thing wrong in it.
struct CTestMutant: Sendable {
  let name: String
  let code: String

  /// The planted defects. All of them must still have their place in the code.
  static func planted(in code: String) throws(Failure) -> [CTestMutant] {
    var stale: [Diagnostic] = []
    let defects = CTestDefect.all.filter { $0.needs.isEmpty || code.contains($0.needs) }
    let mutants = defects.compactMap { defect -> CTestMutant? in
      guard let code = defect.plant(in: code) else {
        stale.append(
          Diagnostic(
            "the defect “\(defect.name)” has no place, or several, in the code: \(defect.original)",
            fix: "change CTestDefect.all as the code changed"))
        return nil
      }
      return CTestMutant(name: defect.name, code: code)
    }
    guard stale.isEmpty else { throw Failure(stale) }
    return mutants
  }

  /// What a wrong table would make of the code: each run of bits of each mask moved, made wider
  /// and made narrower, and each word of an entry in a validator mistaken for its neighbour.
  static func ofTables(in code: String) -> [CTestMutant] {
    masks(in: code) + words(in: code)
  }

  private static func masks(in code: String) -> [CTestMutant] {
    let mask = /GENMASK_ULL\((\d+), (\d+)\)|BIT_ULL\((\d+)\)/
    return definitions(in: code).flatMap { name, body in
      code[body].matches(of: mask).flatMap { match -> [CTestMutant] in
        let high = Int(match.1 ?? match.3 ?? "")!
        let low = Int(match.2 ?? match.3 ?? "")!
        let changes: [(String, Int, Int)] = [
          ("moved", high < 63 ? high + 1 : high - 1, high < 63 ? low + 1 : max(low - 1, 0)),
          ("wider", low > 0 ? high : high + 1, low > 0 ? low - 1 : low),
          ("narrower", high, low + 1),
        ]
        return changes.filter { $0.1 >= $0.2 && $0.1 < 64 }.map { change, high, low in
          CTestMutant(
            name: "\(name): \(match.0) \(change)",
            code: code.replacingCharacters(
              in: match.range, with: "GENMASK_ULL(\(high), \(low))"))
        }
      }
    }
  }

  /// The `#define`s with the place of their bodies.
  private static func definitions(in code: String) -> [(String, Range<String.Index>)] {
    code.matches(of: /#define ([A-Z][A-Z0-9_]*)\t+([^\n]*_ULL\([^\n]*)/).map {
      (String($0.1), $0.2.startIndex..<$0.2.endIndex)
    }
  }

  private static func words(in code: String) -> [CTestMutant] {
    code.matches(of: /(\w+)_valid\([^)]*\)\n\{\n(.*?)\n\}/.dotMatchesNewlines()).flatMap {
      validator in
      let body = validator.2.startIndex..<validator.2.endIndex
      return code[body].matches(of: /entry\[(\d)\]/).enumerated().map { index, match in
        CTestMutant(
          name: "\(validator.1)_valid: \(match.0), occurrence \(index + 1)",
          code: code.replacingCharacters(in: match.range, with: "entry[\(Int(match.1)! ^ 1)]"))
      }
    }
  }
}

extension String {
  func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
