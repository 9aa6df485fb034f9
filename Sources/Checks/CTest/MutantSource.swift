import Diagnostics
import Platform

/// All mutants of a file that universalmutator makes from its fixed rules for C: negated and
/// shifted conditions, dropped statements and branches, other operators and numbers, swapped
/// arguments. Nobody of the project chooses among them.
struct MutantSource: Sendable {
  let original: String
  private let directory: String
  /// How many mutants there are.
  let count: Int

  /// Makes the mutants. They take a GiB, until ``remove()``.
  ///
  /// - Parameter tool: universalmutator's `mutate`.
  init(of code: String, with tool: Tool, in directory: String) async throws {
    self.directory = directory
    original = code
    try Disk.remove(directory)
    try Disk.makeDirectory("\(directory)/mutants")
    try Disk.write(code, to: "\(directory)/code.c")
    let made = try await tool.run(
      ["code.c", "c", "--noCheck", "--mutantDir", "mutants"], in: directory)
    count = try Disk.names(in: "\(directory)/mutants").count
    guard made.succeeded, count > 0 else {
      throw Failure("\(tool.name) made no mutants:\n\(made.errors)")
    }
  }

  /// - Parameter index: from 0.
  func mutant(_ index: Int) throws -> CTestMutant {
    let path = "\(directory)/mutants/code.mutant.\(index).c"
    guard let code = try Disk.read(path) else { throw Failure("there is no \(path)") }
    return Self.mutant(code, of: original)
  }

  func remove() throws { try Disk.remove(directory) }

  /// Names a mutant after its change. A statement that it adds is moved to the end of the line
  /// before, as the lines that follow must keep their numbers for their objects to be compared.
  static func mutant(_ code: String, of original: String) -> CTestMutant {
    let old = original.split(separator: "\n", omittingEmptySubsequences: false)
    var new = code.split(separator: "\n", omittingEmptySubsequences: false)
    let first = zip(old, new).prefix { $0 == $1 }.count
    guard first < new.count else { return CTestMutant(name: "no change", code: code) }
    func trimmed(_ line: Substring) -> String {
      String(line.drop { $0 == "\t" || $0 == " " })
    }
    var change = first < old.count ? "`\(trimmed(old[first]))` → `\(trimmed(new[first]))`" : ""
    if new.count == old.count + 1, first > 0 {
      change = "`\(trimmed(old[first - 1]))` followed by `\(trimmed(new[first]))`"
      new[first - 1] += " " + trimmed(new.remove(at: first))
    }
    return CTestMutant(
      name: "line \(first + 1): \(change)", code: new.joined(separator: "\n"))
  }
}
