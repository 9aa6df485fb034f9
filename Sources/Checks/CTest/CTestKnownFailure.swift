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
  /// The configuration in which it fails; nil is all of them.
  let configuration: String?

  init(
    _ file: String, _ test: String, in configuration: String? = nil, says: String,
    _ lacks: String
  ) {
    self.file = file
    self.test = test
    self.configuration = configuration
    self.says = says
    self.lacks = lacks
  }

  /// Those in one configuration, what is special to it first.
  static func all(in configuration: KernelConfiguration?) -> [CTestKnownFailure] {
    inConfigurations.filter { $0.configuration == configuration?.name } + all
  }

  /// What the tests of a file said, with the failures that are known set apart.
  ///
  /// - Parameter isLast: the code is that at the end of the series.
  static func setApart(
    _ results: [CTestResult], of file: String, isLast: Bool, known: [CTestKnownFailure]
  ) -> [CTestResult] {
    results.map { result in
      // of several reasons, a test gives the one that it meets first
      let known = known.filter { $0.file == file && $0.test == result.name }
      let met = known.first { result.failure?.contains($0.says) == true } ?? known.first
      return met?.judge(result, isLast: isLast) ?? result
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
