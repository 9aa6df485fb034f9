import Diagnostics

/// A statement about the code that CBMC proves, for any input within stated limits.
///
/// Each `ctests/proofs/*.c` says in its first lines what it proves:
///
///     /* proof: the claim */
///     /* assumes: what limits it; loops: 17 */
///     /* broken by: C of the code => what would make the claim false */
public struct Proof: Sendable {
  /// The file's name without `.c`
  public let name: String
  public let claim: String
  public let assumption: String
  /// More turns than any loop takes; that none takes more is a part of the proof.
  let loops: Int
  /// Defects that must make the proof fail.
  let defects: [CTestDefect]

  /// - Parameter text: of the file.
  init(_ name: String, saying text: String) throws(Failure) {
    func values(_ key: String) -> [String] {
      text.split(separator: "\n").compactMap {
        $0.hasPrefix("/* \(key): ") && $0.hasSuffix(" */")
          ? String($0.dropFirst(key.count + 5).dropLast(3)) : nil
      }
    }
    let limits = values("assumes").first?.split(separator: "; loops: ")
    guard let claim = values("proof").first, let limits, limits.count == 2,
      let loops = Int(limits[1])
    else {
      throw Failure(
        "ctests/proofs/\(name).c does not say what it proves",
        fix: "begin it with /* proof: … */ and /* assumes: …; loops: N */")
    }
    self.name = name
    self.claim = claim
    assumption = String(limits[0])
    self.loops = loops
    defects = values("broken by").compactMap { line in
      guard let arrow = line.firstRange(of: " =>") else { return nil }
      func c(_ text: Substring) -> String {
        String(text).replacing("\\n", with: "\n").replacing("\\t", with: "\t")
      }
      return CTestDefect(
        line, c(line[..<arrow.lowerBound]), c(line[arrow.upperBound...].drop { $0 == " " }))
    }
    guard !defects.isEmpty else {
      throw Failure(
        "ctests/proofs/\(name).c names no defect that breaks the proof",
        fix: "add /* broken by: C of the code => other C */")
    }
  }
}
