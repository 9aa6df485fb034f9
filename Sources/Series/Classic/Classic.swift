extension Series {
  /// Kernels whose driver is one file and starts afresh in a crash kernel: 3.13 to 4.1.
  public static let classic = Series(
    family: .classic,
    subsystem: "iommu/vt-d",
    title: "x",
    blurb: """
      x
      """,
    versions: [
      Version(1, date: "2026-11-23T12:00:00+00:00")
    ],
    facts: Fact.shared + Fact.classic,
    wordings: Wording.classic,
    patches: Patch.classic)
}
