public import Diagnostics

/// One patch of the series: one idea, with what it does and why.
public struct Patch: Sendable {
  /// The subject after `iommu/vt-d: `.
  public let subject: String
  /// The changelog's paragraphs, wrapped at 75 columns; the sign-off is added when it is written.
  public let changelog: String
  public let edits: [Edit]
  /// The kernels that need the patch; the series for others is made without it.
  public let condition: Condition
  public let location: SourceLocation

  public init(
    _ subject: String, changelog: String, when present: Fact..., unless absent: Fact...,
    edits: [Edit],
    file: String = #filePath, line: Int = #line
  ) {
    self.subject = subject
    self.changelog = changelog
    self.edits = edits
    condition = Condition(when: present, unless: absent)
    self.location = .here(file, line)
  }

  private init(_ patch: Patch, edits: [Edit]) {
    subject = patch.subject
    changelog = patch.changelog
    self.edits = edits
    condition = patch.condition
    location = patch.location
  }

  /// The part of the patch that is about these files.
  func limited(to paths: Set<KernelPath>) -> Patch {
    Patch(self, edits: edits.filter { paths.contains($0.path) })
  }
}
