import Foundation

/// A JUnit XML report, for CI servers.
public struct JUnit: Equatable, Sendable {
  public enum Outcome: Equatable, Sendable {
    case passed
    case failed(message: String, text: String)
    case skipped(message: String)
  }

  public struct Case: Equatable, Sendable {
    public let name: String
    /// Wall-clock time.
    public let seconds: Double
    public let outcome: Outcome

    public init(name: String, seconds: Double = 0, outcome: Outcome) {
      self.name = name
      self.seconds = seconds
      self.outcome = outcome
    }
  }

  public struct Suite: Equatable, Sendable {
    public let name: String
    public let cases: [Case]

    public init(name: String, cases: [Case]) {
      self.name = name
      self.cases = cases
    }
  }

  public let suites: [Suite]

  public init(suites: [Suite]) { self.suites = suites }

  public var xml: String {
    let body = suites.map(\.xml).joined()
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites\(totals(suites.flatMap(\.cases)))>
      \(body)</testsuites>

      """
  }
}

extension JUnit.Suite {
  fileprivate var xml: String {
    """
      <testsuite name="\(escaped(name))"\(totals(cases))>
    \(cases.map { $0.xml(suite: name) }.joined())  </testsuite>

    """
  }
}

extension JUnit.Case {
  fileprivate func xml(suite: String) -> String {
    let start =
      "    <testcase classname=\"\(escaped(suite))\" name=\"\(escaped(name))\" time=\"\(time(seconds))\""
    switch outcome {
    case .passed:
      return "\(start)/>\n"
    case .failed(let message, let text):
      return
        "\(start)>\n      <failure message=\"\(escaped(message))\">\(escaped(text))</failure>\n"
        + "    </testcase>\n"
    case .skipped(let message):
      return "\(start)>\n      <skipped message=\"\(escaped(message))\"/>\n    </testcase>\n"
    }
  }
}

/// The counting attributes that suites and the whole report share.
private func totals(_ cases: [JUnit.Case]) -> String {
  let failures = cases.count { if case .failed = $0.outcome { true } else { false } }
  let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
  let seconds = cases.reduce(0) { $0 + $1.seconds }
  return " tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
    + " skipped=\"\(skipped)\" time=\"\(time(seconds))\""
}

private func time(_ seconds: Double) -> String {
  String(format: "%.3f", locale: Locale(identifier: "en_US_POSIX"), seconds)
}
