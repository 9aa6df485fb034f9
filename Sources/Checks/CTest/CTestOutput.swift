/// What a cmocka executable said: its tests, in the order in which they ran.
struct CTestOutput {
  let results: [CTestResult]

  /// The processor time that the tests of one executable may take. It does not depend on what else
  /// the machine does.
  static let processorSeconds = 300

  /// - Parameter status: the exit status. SIGXCPU ends a run that took too much processor time, and
  ///   `timeout` makes 124 of one that waits for ever.
  init(_ output: String, status: Int) {
    var results: [CTestResult] = []
    var running: (name: String, said: [String])?
    var rest: [String] = []

    for line in output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let name = Self.name(in: line, after: "[ RUN      ] ") {
        running = (name, [])
      } else if let test = running, Self.name(in: line, after: "[       OK ] ") == test.name {
        results.append(CTestResult(name: test.name, failure: nil))
        running = nil
      } else if let test = running,
        // a check of the teardown
        ["[  FAILED  ] ", "[  ERROR   ] "].contains(where: {
          Self.name(in: line, after: $0) == test.name
        })
      {
        results.append(CTestResult(name: test.name, failure: Self.text(test.said)))
        running = nil
      } else {
        running?.said.append(line)
        rest.append(line)
      }
    }
    if let test = running {
      let end =
        switch status {
        case 124: "did not end"
        case 128 + 24: "did not end within \(Self.processorSeconds) s of processor time"
        default: "ended the run with status \(status)"
        }
      results.append(
        CTestResult(name: test.name, failure: Self.text([end] + test.said), endedRun: true))
    }
    // the status is the number of tests that failed, or a sanitizer's (CTest.sanitizerStatus)
    if results.isEmpty || (running == nil && status != results.count { $0.failure != nil }) {
      results.append(
        CTestResult(name: "run", failure: Self.text(["ended with status \(status)"] + rest)))
    }
    self.results = results
  }

  private static func name(in line: String, after mark: String) -> String? {
    line.hasPrefix(mark) ? String(line.dropFirst(mark.count)) : nil
  }

  /// Without cmocka's own marks, and not longer than one reads.
  private static func text(_ lines: [String]) -> String {
    lines.map { line in
      ["[  ERROR   ] --- ", "[   LINE   ] --- ", "ERROR: "].reduce(line) {
        $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0
      }
    }.filter { !$0.isEmpty }.prefix(60).joined(separator: "\n")
  }
}
