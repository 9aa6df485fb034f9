/// A test that the series does not pass yet, and what the series lacks.
///
/// The test must fail at the end of the series, in each mode, and with the expected words: a run in
/// which it passes, or fails otherwise, fails, so that this list stays true and covers nothing else.
struct CTestKnownFailure: Sendable {
  /// Below `ctests/`.
  let file: String
  let test: String
  /// What the failing test says, in part.
  let says: String
  let lacks: String

  init(_ file: String, _ test: String, says: String, _ lacks: String) {
    self.file = file
    self.test = test
    self.says = says
    self.lacks = lacks
  }

  /// What an area's tests said, with the failures that are known set apart.
  ///
  /// - Parameter isLast: the code is that at the end of the series.
  static func setApart(
    _ results: [CTestResult], of area: CTestArea, isLast: Bool,
    known: [CTestKnownFailure] = all
  ) -> [CTestResult] {
    results.map { result in
      guard let known = known.first(where: { $0.file == area.source && $0.test == result.name })
      else { return result }
      return known.judge(result, isLast: isLast)
    }
  }

  private func judge(_ result: CTestResult, isLast: Bool) -> CTestResult {
    guard let failure = result.failure else {
      return isLast
        ? CTestResult(name: test, failure: "passes now: drop it from CTestKnownFailures.swift")
        : result
    }
    // a test that ended the run has crashed, and others did not run
    guard failure.contains(says), !result.endedRun else { return result }
    let line = failure.split(separator: "\n").first { $0.contains(says) } ?? ""
    return CTestResult(name: test, failure: nil, lack: "\(lacks) (\(line))")
  }
}
