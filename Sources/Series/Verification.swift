/// Which checks the series for one kernel has passed: a small record that they write.
public struct Verification: Hashable, Sendable, Codable {
  public enum Check: String, Sendable, Codable, CaseIterable {
    /// The kernel's own checkpatch found nothing.
    case checkpatch
    /// The driver was built at every commit.
    case build
    /// The C passed its tests in user space.
    case test
    /// Emulated machines were crashed, and the verdicts were the expected ones.
    case crash
  }

  /// When a check passed, and with what.
  public struct Pass: Hashable, Sendable, Codable {
    /// `2026-11-29`
    public let date: String
    /// How many of what: commits by configuration, tests by commit, cases by emulator.
    public let counts: [String: Int]

    public init(date: String, counts: [String: Int]) {
      self.date = date
      self.counts = counts
    }
  }

  /// `6.12.117`, `4.18.0 (RHEL 8.9)`
  public let kernel: String
  /// A name for files: `4.18-rhel-8.9`
  public var fileName: String {
    kernel.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }.joined(separator: "-")
  }

  /// The SHA-256 of the series: two series with the same one change the same lines of the same
  /// files.
  public let series: String
  /// The same of the files after the last patch, which are what is crashed; nil in older records.
  public let result: String?
  public let patches: Int
  public private(set) var checks: [String: Pass] = [:]

  public init(kernel: String, series: String, result: String? = nil, patches: Int) {
    self.kernel = kernel
    self.series = series
    self.result = result
    self.patches = patches
  }

  /// The record of another series for the same kernel, with what holds of this one, too: all if it
  /// is the same, and the crashes if it ends in the same files.
  public func holding(for other: Verification) -> Verification {
    if series == other.series { return self }
    var holding = other
    if let result, result == other.result {
      holding.checks = checks.filter { $0.key == Check.crash.rawValue }
    }
    return holding
  }

  public subscript(check: Check) -> Pass? { checks[check.rawValue] }

  /// Adds to what has passed before, for instance in another configuration.
  public mutating func add(_ check: Check, _ pass: Pass) {
    let before = self[check]?.counts ?? [:]
    checks[check.rawValue] = Pass(
      date: pass.date, counts: before.merging(pass.counts) { max($0, $1) })
  }

  /// The newest date of a check.
  public var date: String? { checks.values.map(\.date).max() }

  /// `built at every commit (crash-dump); 509 C tests passed; crash cases passed: 5 on QEMU 11.1.3`;
  /// nil if nothing has passed that says anything about the C.
  public var summary: String? {
    func names(_ pass: Pass) -> String { pass.counts.keys.sorted().joined(separator: ", ") }
    let words: [String] = [
      self[.build].map { "built at every commit (\(names($0)))" },
      self[.test].map { "\($0.counts.values.max() ?? 0) C tests passed" },
      self[.crash].map { pass in
        let cases = pass.counts.sorted { $0.key < $1.key }.map { "\($0.value) on \($0.key)" }
        return "crash cases passed: \(cases.joined(separator: ", "))"
      },
    ].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }
}
