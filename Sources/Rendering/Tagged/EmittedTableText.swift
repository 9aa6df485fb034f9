/// Text of one table in a file that the series adds, as a line of the tagged source asks for it.
public struct EmittedTableText: Hashable, Sendable {
  public enum Part: Hashable, Sendable {
    /// `{{{context_entry.defines}}}`
    case defines
    /// `{{{context_entry.validator}}}`
    case validator
    /// `#define PTE_R {{{ss_pte.mask.R}}}`
    case mask(field: String, macro: String)
  }

  /// The structure's name.
  let structure: String
  let part: Part

  public init(structure: String, part: Part) {
    self.structure = structure
    self.part = part
  }

  /// - Parameter line: a line without its tag; nil when there is nothing in it that has a test.
  init?(_ line: Substring) {
    guard let start = line.firstRange(of: "{{{"),
      let end = line[start.upperBound...].firstRange(of: "}}}")
    else { return nil }
    let path = line[start.upperBound..<end.lowerBound].split(separator: ".").map(String.init)
    let before = line[..<start.lowerBound].split(whereSeparator: \.isWhitespace)
    let after = line[end.upperBound...].drop(while: \.isWhitespace)
    switch (path.count, path.dropFirst().first) {
    case (2, "defines"): part = .defines
    case (2, "validator"): part = .validator
    // the macro is the mask and nothing else
    case (3, "mask")
    where before.count == 2 && before[0] == "#define" && (after.isEmpty || after.hasPrefix("/*")):
      part = .mask(field: path[2], macro: String(before[1]))
    default: return nil
    }
    structure = path[0]
  }
}
