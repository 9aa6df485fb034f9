extension String {
  /// The one of the words that is most like this one; nil when there are none.
  public func nearest(of words: [String]) -> String? {
    words.min { distance(to: $0) < distance(to: $1) }
  }

  /// How many letters to change, add or drop to get the other word.
  public func distance(to other: String) -> Int {
    var row = Array(0...other.count)
    for (i, x) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in other.enumerated() {
        let above = row[j + 1]
        row[j + 1] = Swift.min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[other.count]
  }
}
