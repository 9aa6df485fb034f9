internal import Platform
internal import Reporting

extension RigResults {
  /// Writes `results.json`, `junit.xml` and `index.html` into `directory`, where the cases'
  /// consoles are.
  public func write(to directory: String) throws {
    try Disk.write(JSON.text(self), to: "\(directory)/results.json")
    try Disk.write(junit.xml, to: "\(directory)/junit.xml")
    try Disk.write(ResultPage(self).html, to: "\(directory)/index.html")
  }

  /// A suite for each kernel. A case passes if its verdict is the expected one; the name of a case
  /// that is expected to fail says so.
  var junit: JUnit {
    let suites = cases.map(\.subject).uniqued().map { subject in
      JUnit.Suite(
        name: "e2e.\(subject)",
        cases: cases.filter { $0.subject == subject }.map { result in
          let listed = result.expected == .fail ? " (expected to fail)" : ""
          let outcome: JUnit.Outcome =
            result.isExpected
            ? .passed
            : .failed(
              message:
                "\(result.outcome.verdict.rawValue), expected \(result.expected.rawValue)",
              text: ([result.explanation] + result.observation.console).joined(separator: "\n"))
          return JUnit.Case(
            name: result.name + listed, seconds: result.observation.seconds, outcome: outcome)
        })
    }
    return JUnit(suites: suites)
  }
}
