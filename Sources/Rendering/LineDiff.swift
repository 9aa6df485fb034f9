/// The difference of two texts, line by line.
struct LineDiff {
  /// The lines that the old text has and the new one lacks.
  let removed: Int
  /// The lines that the new text has and the old one lacks.
  let added: Int
  /// The lines before the first difference.
  private let prefix: Int
  /// For each line of the new text between the first difference and the last its index in the old
  /// text; nil for an added line.
  private let origins: [Int?]

  init(from old: [UInt8], to new: [UInt8]) {
    let (before, after) = Self.differing(old, new)
    prefix = new[..<after.lowerBound].count { $0 == Byte.newline }
    func lines(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
      text.split(separator: Byte.newline, omittingEmptySubsequences: false)
    }
    let changed = lines(new[after])
    let difference = changed.difference(from: lines(old[before]))
    removed = difference.removals.count
    added = difference.insertions.count

    let gone = Set(difference.removals.map(\.offset))
    let fresh = Set(difference.insertions.map(\.offset))
    var next = 0
    origins = changed.indices.map { [prefix] index in
      if fresh.contains(index) { return nil }
      while gone.contains(next) { next += 1 }
      next += 1
      return prefix + next - 1
    }
  }

  /// The line of the old text that became `line` of the new one, both counted from 1; nil when
  /// the line was added.
  func origin(of line: Int) -> Int? {
    let index = line - 1 - prefix
    if index < 0 { return line }
    return index < origins.count ? origins[index].map { $0 + 1 } : line - added + removed
  }

  /// The whole lines of each text between those that both begin with and those that both end with.
  static func differing(
    _ old: [UInt8], _ new: [UInt8]
  ) -> (old: Range<Int>, new: Range<Int>) {
    let shorter = min(old.count, new.count)
    var first = 0
    while first < shorter, old[first] == new[first] { first += 1 }
    while first > 0, old[first - 1] != Byte.newline { first -= 1 }
    var tail = 0
    while tail < shorter - first, old[old.count - tail - 1] == new[new.count - tail - 1] {
      tail += 1
    }
    // a line that differs ends before its line break
    while tail > 0, old[old.count - tail] != Byte.newline { tail -= 1 }
    return (first..<(old.count - tail), first..<(new.count - tail))
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
