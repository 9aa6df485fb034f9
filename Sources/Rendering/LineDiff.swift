/// The difference of two texts, line by line.
struct LineDiff {
  /// The lines that the old text has and the new one lacks.
  let removed: Int
  /// The lines that the new text has and the old one lacks.
  let added: Int
  /// For each line of the new text its index in the old one; nil for an added line.
  private let origins: [Int?]

  init(from old: [UInt8], to new: [UInt8]) {
    let before = old.split(separator: Byte.newline, omittingEmptySubsequences: false)
    let after = new.split(separator: Byte.newline, omittingEmptySubsequences: false)
    let prefix = zip(before, after).prefix { $0 == $1 }.count
    let suffix = zip(before.dropFirst(prefix).reversed(), after.dropFirst(prefix).reversed())
      .prefix { $0 == $1 }.count
    // numbers are faster to compare than lines
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    func numbered(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [Int] {
      lines.map { line in
        let next = numbers.count
        let number = numbers[line] ?? next
        numbers[line] = number
        return number
      }
    }
    let difference = numbered(after[prefix..<(after.count - suffix)])
      .difference(from: numbered(before[prefix..<(before.count - suffix)]))
    removed = difference.removals.count
    added = difference.insertions.count

    let gone = Set(difference.removals.map { $0.offset + prefix })
    let fresh = Set(difference.insertions.map { $0.offset + prefix })
    var next = 0
    origins = after.indices.map { index in
      if fresh.contains(index) { return nil }
      while gone.contains(next) { next += 1 }
      next += 1
      return next - 1
    }
  }

  /// The line of the old text that became `line` of the new one, both counted from 1; nil when
  /// the line was added.
  func origin(of line: Int) -> Int? { origins[line - 1].map { $0 + 1 } }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
