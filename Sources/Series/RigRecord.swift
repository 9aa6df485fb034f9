/// What the crash-boot rig found on one base, kept with the project: the cover letter's table is
/// made of it.
public struct RigRecord: Hashable, Sendable, Codable {
  /// Whether each kernel passed a case.
  public struct Verdicts: Hashable, Sendable, Codable {
    public let vanilla: Bool
    public let series: Bool

    public init(vanilla: Bool, series: Bool) {
      self.vanilla = vanilla
      self.series = series
    }
  }

  /// The branch of the packaged kernel: `6.12`.
  public let base: String
  /// The kernel that was crashed: `v6.12.117 (Debian linux-source-6.12 6.12.117-1~deb12u1)`.
  public let kernel: String
  public let cases: [String: Verdicts]

  public init(base: String, kernel: String, cases: [String: Verdicts]) {
    self.base = base
    self.kernel = kernel
    self.cases = cases
  }
}

/// A row of the cover letter's table: one verdict for all of its cases.
public struct ResultRow: Hashable, Sendable {
  /// Lines of at most 48 columns.
  public let label: String
  public let cases: [String]

  public init(_ label: String, _ cases: String...) {
    self.label = label
    self.cases = cases
  }
}
