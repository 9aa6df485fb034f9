/// The closest match for an anchor that the file lacks.
struct NearestMatch {
  /// The tokens of the candidate.
  let tokens: Range<Int>
  /// 0 for the anchor itself; 1 for nothing in common.
  let distance: Double
}

extension SourceText {
  /// The run of tokens in `scope` with the least edit distance to the anchor; nil when not even
  /// half of the anchor stands anywhere.
  ///
  /// Names weigh more than punctuation, and names that share a beginning and an end are closer
  /// than others. (Sellers' algorithm: the edit distance of the anchor to any substring.)
  func nearest(to anchor: SourceText, in scope: Range<Int>) -> NearestMatch? {
    let wanted = anchor.tokens.map { (text: Array(anchor.bytes[$0.range]), weight: $0.weight) }
    let whole = wanted.reduce(0) { $0 + $1.weight }
    var costs: [ArraySlice<UInt8>: [Int]] = [:]

    // Column by column of the distance table; each cell remembers where its candidate starts.
    var column = wanted.reduce(into: [(cost: 0, start: scope.lowerBound)]) {
      $0.append(($0.last!.cost + $1.weight, scope.lowerBound))
    }
    var best = (cost: whole, tokens: 0..<0)
    for index in scope {
      let token = tokens[index]
      let text = bytes[token.range]
      let replacing =
        costs[text] ?? wanted.map { Self.replacementCost(Array(text), $0.text, $0.weight) }
      costs[text] = replacing
      let dropping = token.isComment ? 0 : token.weight
      var diagonal = column[0]
      column[0] = (0, index + 1)
      diagonal.start = index
      for row in wanted.indices {
        let above = column[row]
        let left = column[row + 1]
        var cell = (cost: diagonal.cost + replacing[row], start: diagonal.start)
        if left.cost + dropping < cell.cost { cell = (left.cost + dropping, left.start) }
        if above.cost + wanted[row].weight < cell.cost {
          cell = (above.cost + wanted[row].weight, above.start)
        }
        column[row + 1] = cell
        diagonal = left
      }
      if let last = column.last, last.cost < best.cost, last.start <= index {
        best = (last.cost, last.start..<(index + 1))
      }
    }
    guard best.cost * 2 <= whole, !best.tokens.isEmpty else { return nil }
    return NearestMatch(tokens: best.tokens, distance: Double(best.cost) / Double(whole))
  }

  private static func replacementCost(_ old: [UInt8], _ new: [UInt8], _ weight: Int) -> Int {
    if old == new { return 0 }
    let likeness = commonEnds(old, new)
    return max(1, Int((Double(2 * weight) * (1 - likeness)).rounded(.up)))
  }

  /// The share of the longer text that its common beginning and end with the other make up.
  static func commonEnds(_ a: [UInt8], _ b: [UInt8]) -> Double {
    let prefix = zip(a, b).prefix { $0 == $1 }.count
    let suffix = zip(a.dropFirst(prefix).reversed(), b.dropFirst(prefix).reversed())
      .prefix { $0 == $1 }.count
    return Double(prefix + suffix) / Double(max(a.count, b.count, 1))
  }
}

extension Token {
  /// The cost of leaving the token out.
  fileprivate var weight: Int { kind == .punctuation ? 1 : 4 }
}
