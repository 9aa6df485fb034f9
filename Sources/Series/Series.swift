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
  /// The cover letter's paragraphs, wrapped at 75 columns; `{{{results}}}` is the table of what
  /// the crash-boot rig found.
  public let blurb: String
  /// The rows of that table.
  public let results: [ResultRow]
  /// Newest first, down to number 1.
  public let versions: [Version]
  /// The features that templates ask for.
  public let features: [KernelFeature]
  /// The spellings that templates use.
  public let spellings: [KernelSpelling]
  /// The files that the series adds, by path: the name of each one's tagged source.
  public let addedFiles: [KernelPath: String]
  /// Files that older kernels have elsewhere: where they were before.
  public let formerPaths: [KernelPath: KernelPath]
  /// The stages in which the series can be sent, in order; empty if it is one.
  public let parts: [Part]
  /// All patches, of all stages.
  public let patches: [Patch]
  public let location: SourceLocation

  /// - Parameter patches: those of a series that is not made of parts.
  public init(
    family: Family, subsystem: String, title: String, blurb: String, results: [ResultRow] = [],
    versions: [Version], features: [KernelFeature] = [], spellings: [KernelSpelling] = [],
    addedFiles: [KernelPath: String] = [:], formerPaths: [KernelPath: KernelPath] = [:],
    parts: [Part] = [], patches: [Patch] = [], file: String = #filePath, line: Int = #line
  ) {
    self.family = family
    self.subsystem = subsystem
    self.title = title
    self.blurb = blurb
    self.results = results
    self.versions = versions
    self.features = features
    self.spellings = spellings
    self.addedFiles = addedFiles
    self.formerPaths = formerPaths
    self.parts = parts
    self.patches = patches + parts.flatMap(\.patches)
    self.location = .here(file, line)
  }
}

extension Series {
  /// Every feature that the series asks about.
  public var allFeatures: Set<KernelFeature> {
    let conditions = patches.map(\.condition) + patches.flatMap(\.edits).map(\.condition)
    return Set(
      features + spellings.flatMap { $0.choices.map(\.feature) } + conditions.flatMap(\.features))
  }

  /// The names of the patches in order. Two patches of one name are for different kernels.
  public var patchNames: [String] {
    patches.reduce(into: []) { names, patch in
      if !names.contains(patch.name) { names.append(patch.name) }
    }
  }

  /// Every file of the tree that the series touches or recognises the kernel by.
  public var files: Set<KernelPath> {
    Set(patches.flatMap(\.edits).map(\.path)).union(allFeatures.map(\.path)).union(addedFiles.keys)
      .union(formerPaths.values)
  }
}

extension Series {
  /// The same patches, with nothing but the files that the series adds.
  public var withoutEdits: Series {
    Series(
      family: family, subsystem: subsystem, title: title, blurb: blurb, versions: versions,
      features: features, addedFiles: addedFiles, patches: patches.map(\.withoutEdits),
      file: location.file, line: location.line)
  }
}

/// Kernels whose VT-d driver is alike enough for one declaration of the series.
public enum Family: String, Sendable, CaseIterable {
  case mainline
  case classic
}
