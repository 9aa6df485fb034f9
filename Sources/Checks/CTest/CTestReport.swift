public import Reporting

/// One test, or what stood in the way of running it.
public struct CTestResult: Codable, Hashable, Sendable {
  public let name: String
  /// What went wrong; nil when the test passed, or when its failure is known.
  public let failure: String?
  /// What the series lacks to pass, and what the test said.
  public let lack: String?
  /// No test ran after this one.
  var endedRun = false

  init(name: String, failure: String?, lack: String? = nil, endedRun: Bool = false) {
    self.name = name
    self.failure = failure
    self.lack = lack
    self.endedRun = endedRun
  }

  private enum CodingKeys: CodingKey { case name, failure, lack }
}

/// What the C tests say of each commit.
public struct CTestReport: CheckReport {
  /// One area at one commit.
  public struct Run: Codable, Sendable {
    public let area: String
    /// Why the area does not apply to the commit; nil when it ran.
    public let skipped: String?
    public let tests: [CTestResult]
    /// Wall-clock time of building and running.
    public let seconds: Double

    var failed: [CTestResult] { tests.filter { $0.failure != nil } }
  }

  public struct Commit: Codable, Sendable {
    /// The patch's number in the series, from 1.
    public let number: Int
    public let subject: String
    /// Of the kernel; nil is the usual one.
    var configuration: String?
    public let runs: [Run]
  }

  public let commits: [Commit]

  private var tests: [CTestResult] { commits.flatMap(\.runs).flatMap(\.tests) }

  /// How many tests passed.
  public var count: Int { tests.count { $0.failure == nil && $0.lack == nil } }

  public var passed: Bool { !tests.isEmpty && tests.allSatisfy { $0.failure == nil } }

  /// A table of areas and commits, what failed, and a closing count of tests.
  public func text(_ style: Style) -> String {
    let failures = tests.count { $0.failure != nil }
    let known = tests.count { $0.lack != nil }
    let counts =
      ["\(tests.count - failures - known) passed"] + (known > 0 ? ["\(known) failed as known"] : [])
      + ["\(failures) failed"]
    return matrix.text(
      style, closing: (lacks + [counts.joined(separator: ", ")]).joined(separator: "\n"))
  }

  /// What the last commit lacks, by test; a test that runs in both modes counts once.
  private var lacks: [String] {
    let lines = (commits.last?.runs ?? []).flatMap { run in
      var seen: Set<String> = []
      return run.tests.filter { $0.lack != nil && seen.insert($0.name).inserted }
        .map { "\(run.area): \($0.name): \($0.lack ?? "")" }
    }
    return lines.isEmpty ? [] : ["known failures:"] + lines.map { "  \($0)" } + [""]
  }

  private var matrix: Matrix {
    let areas = commits.first?.runs.map(\.area) ?? []
    return Matrix(
      "ctest", columns: commits.map { $0.configuration ?? "patch \($0.number)" },
      rows: areas.indices.map { area in
        Matrix.Row(areas[area], cells: commits.map { $0.runs[area].cell })
      })
  }

  /// A suite for each area at each commit.
  public var junit: JUnit {
    JUnit(
      suites: commits.flatMap { commit in
        commit.runs.map { run in
          JUnit.Suite(
            name: "ctest.\(commit.configuration ?? "patch-\(commit.number)").\(run.area)",
            cases: run.cases)
        }
      })
  }
}

extension CTestReport.Run {
  fileprivate var cell: Matrix.Cell {
    if skipped != nil { return Matrix.Cell(.skipped, seconds: seconds) }
    let findings = failed.map { Finding(.error, $0.name, $0.failure ?? "") }
    let known = tests.count { $0.lack != nil }
    let count = known == 0 ? "\(tests.count)" : "\(tests.count), \(known) failed as known"
    return findings.isEmpty
      ? Matrix.Cell(.pass, count, seconds: seconds)
      : Matrix.Cell(
        .fail, "\(findings.count) of \(tests.count)", findings: findings, seconds: seconds)
  }

  fileprivate var cases: [JUnit.Case] {
    if let skipped { return [JUnit.Case(name: area, outcome: .skipped(message: skipped))] }
    return tests.map { test in
      JUnit.Case(
        name: test.name, seconds: seconds / Double(tests.count),
        outcome: test.failure.map { failure in
          .failed(message: String(failure.prefix { $0 != "\n" }), text: failure)
        } ?? test.lack.map { .skipped(message: $0) } ?? .passed)
    }
  }
}
