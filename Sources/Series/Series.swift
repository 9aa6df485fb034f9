public import Diagnostics

/// An ordered list of patches for one family of kernels, with its cover letter.
public struct Series: Sendable {
  /// What the series is sent as: `v2` writes `[PATCH v2 1/7]`.
  public struct Version: Sendable {
    public let number: Int
    /// When this version was made, as git writes it: `2026-11-23T12:00:00+00:00`.
    public let date: String
    /// What changed since the version before it; empty for the first.
    public let changes: [String]

    public init(_ number: Int, date: String, changes: [String] = []) {
      self.number = number
      self.date = date
      self.changes = changes
    }
  }

  public let family: Family
  /// The prefix of every subject: `iommu/vt-d`.
  public let subsystem: String
  public let title: String
  /// The cover letter's paragraphs, wrapped at 75 columns.
  public let blurb: String
  /// Newest first, down to number 1.
  public let versions: [Version]
  /// What templates ask about the kernel.
  public let facts: [Fact]
  /// What templates write in the words of the kernel.
  public let wordings: [Wording]
  public let patches: [Patch]
  public let location: SourceLocation

  public init(
    family: Family, subsystem: String, title: String, blurb: String, versions: [Version],
    facts: [Fact] = [], wordings: [Wording] = [], patches: [Patch],
    file: String = #filePath, line: Int = #line
  ) {
    self.family = family
    self.subsystem = subsystem
    self.title = title
    self.blurb = blurb
    self.versions = versions
    self.facts = facts
    self.wordings = wordings
    self.patches = patches
    self.location = .here(file, line)
  }
}

extension Series {
  /// Every fact that the series asks about.
  public var allFacts: Set<Fact> {
    let conditions = patches.map(\.condition) + patches.flatMap(\.edits).map(\.condition)
    return Set(facts + wordings.flatMap { $0.choices.map(\.fact) } + conditions.flatMap(\.facts))
  }

  /// Every file of the tree that the series touches or recognises the kernel by.
  public var files: Set<KernelPath> {
    Set(patches.flatMap(\.edits).map(\.path)).union(allFacts.map(\.path))
  }
}

extension Series {
  /// What the series makes of files that it adds, without the kernel around them.
  ///
  /// - Returns: the series, and the number that each of its patches has in the whole one.
  public func limited(to paths: Set<KernelPath>) -> (series: Series, numbers: [Int]) {
    let limited = patches.enumerated().map { index, patch in
      (number: index + 1, patch: patch.limited(to: paths))
    }.filter { !$0.patch.edits.isEmpty }
    let series = Series(
      family: family, subsystem: subsystem, title: title, blurb: blurb, versions: versions,
      facts: facts, patches: limited.map(\.patch), file: location.file, line: location.line)
    return (series, limited.map(\.number))
  }
}

/// Kernels whose VT-d driver is alike enough for one declaration of the series.
public enum Family: String, Sendable, CaseIterable {
  case mainline
  case classic
}
