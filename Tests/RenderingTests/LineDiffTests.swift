import Testing

@testable import Rendering

@Suite("The difference of two texts")
struct LineDiffTests {
  @Test(
    "counts lines, and finds each line of the new text in the old one",
    arguments: [
      ("", "", 0, 0, [1]),
      ("a\nb\n", "a\nb\n", 0, 0, [1, 2, 3]),
      ("a\nb\n", "a\nX\nb\n", 0, 1, [1, nil, 2, 3]),
      ("a\nb\nc\n", "a\nc\n", 1, 0, [1, 3, 4]),
      ("a\nb\nc\n", "a\nB\nc\n", 1, 1, [1, nil, 3, 4]),
      ("a\na\n", "a\na\na\n", 0, 1, [1, 2, nil, 3]),
      ("a\nb\n", "a\nb", 1, 0, [1, 2]),
      ("ab\nb\n", "b\nb\n", 1, 1, [nil, 2, 3]),
      ("a\nb\nc\nd\n", "b\nX\nd\ne\n", 2, 2, [2, nil, 4, nil, 5]),
    ] as [(String, String, Int, Int, [Int?])])
  func counts(old: String, new: String, removed: Int, added: Int, origins: [Int?]) {
    let diff = LineDiff(from: Array(old.utf8), to: Array(new.utf8))
    #expect(diff.removed == removed)
    #expect(diff.added == added)
    #expect(origins.indices.map { diff.origin(of: $0 + 1) } == origins)
  }
}
