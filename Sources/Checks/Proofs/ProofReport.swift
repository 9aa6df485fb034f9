public import Reporting

/// What CBMC says of the proofs.
public struct ProofReport: CheckReport {
  public struct Result: Codable, Sendable {
    public let name: String
    public let claim: String
    public let assumption: String
    /// How many properties hold.
    public let properties: Int
    /// Those that do not, or what went wrong.
    public let failures: [String]
    /// Planted defects that did not make the proof fail.
    public let unseen: [String]
    /// How many defects were planted.
    public let defects: Int

    var passed: Bool { failures.isEmpty && unseen.isEmpty && properties > 0 }

    fileprivate func lines(_ style: Style) -> [String] {
      let verdict = passed ? style("proven", .green) : style("failed", .red)
      let seen = defects - unseen.count
      let head = [
        "\(verdict)  \(name): \(claim)",
        "        assuming: \(assumption)",
        "        \(properties) properties hold, \(seen) of \(defects) planted defects break it",
      ]
      return head + failures.map { "        \($0)" }
        + unseen.map { "        not broken by \($0)" }
    }
  }

  public let results: [Result]

  public var passed: Bool { !results.isEmpty && results.allSatisfy(\.passed) }

  public func text(_ style: Style) -> String {
    let lines = results.flatMap { $0.lines(style) }
    let failed = results.count { !$0.passed }
    return (lines + ["", "\(results.count - failed) passed, \(failed) failed"])
      .joined(separator: "\n") + "\n"
  }

  public var junit: JUnit {
    JUnit(suites: [
      JUnit.Suite(
        name: "proofs",
        cases: results.map { result in
          let flaws = result.failures + result.unseen
          return JUnit.Case(
            name: result.name,
            outcome: result.passed
              ? .passed
              : .failed(message: flaws.first ?? "", text: flaws.joined(separator: "\n")))
        })
    ])
  }
}
