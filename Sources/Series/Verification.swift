/// What was seen of the series for one kernel: a small record that the checks write.
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
  public struct Sight: Hashable, Sendable, Codable {
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
  /// The SHA-256 of the series: two series with the same one change the same lines of the same
  /// files.
  public let series: String
  public let patches: Int
  public private(set) var checks: [String: Sight] = [:]

  public init(kernel: String, series: String, patches: Int) {
    self.kernel = kernel
    self.series = series
    self.patches = patches
  }

  public subscript(check: Check) -> Sight? { checks[check.rawValue] }

  /// Adds what was seen now to what was seen before, for instance in another configuration.
  public mutating func see(_ check: Check, _ sight: Sight) {
    let before = self[check]?.counts ?? [:]
    checks[check.rawValue] = Sight(
      date: sight.date, counts: before.merging(sight.counts) { max($0, $1) })
  }

  /// The newest date of a check.
  public var date: String? { checks.values.map(\.date).max() }

  /// `built at each of 27 commits (crash-dump), 509 C tests, 5 crashes (QEMU 11.1.3)`; nil if
  /// nothing was seen that says anything about the C.
  public var summary: String? {
    func names(_ sight: Sight) -> String { sight.counts.keys.sorted().joined(separator: ", ") }
    let words: [String] = [
      self[.build].map { "built at every commit (\(names($0)))" },
      self[.test].map { "\($0.counts.values.max() ?? 0) C tests passed" },
      self[.crash].map { sight in
        let cases = sight.counts.sorted { $0.key < $1.key }.map { "\($0.value) on \($0.key)" }
        return "crash cases passed: \(cases.joined(separator: ", "))"
      },
    ].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }
}
