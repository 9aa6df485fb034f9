public import Diagnostics

/// One patch of the series: one idea, with what it does and why.
///
/// Each is declared in a file of its own, as `extension Patch { static let muteFaults = Patch(…) }`
/// in `MuteFaults.swift`: the file's name is the patch's.
public struct Patch: Sendable {
  /// What the patch is called, whatever its place in the series: `muteFaults`.
  public let name: String
  /// The subject after `iommu/vt-d: `.
  public let subject: String
  /// The changelog's paragraphs, wrapped at 75 columns; the sign-off is added when it is written.
  public let changelog: String
  /// The commit that brought what the patch mends.
  public let fixes: KernelCommit?
  /// The first kernel whose stable branch needs the patch.
  public let stable: KernelVersion?
  public let edits: [Edit]
  /// The kernels that need the patch; the series for others is made without it.
  public let condition: Condition
  public let location: SourceLocation

  public init(
    _ subject: String, changelog: String, when present: KernelFeature...,
    unless absent: KernelFeature..., fixes: KernelCommit? = nil, stable: KernelVersion? = nil,
    edits: [Edit] = [],
    file: String = #filePath, line: Int = #line
  ) {
    self.init(
      subject, changelog: changelog, condition: Condition(when: present, unless: absent),
      fixes: fixes, stable: stable, edits: edits, file: file, line: line)
  }

  private init(
    _ subject: String, changelog: String, condition: Condition, fixes: KernelCommit? = nil,
    stable: KernelVersion? = nil, edits: [Edit] = [], file: String, line: Int
  ) {
    self.name = Self.name(of: file)
    self.subject = subject
    self.changelog = changelog
    self.fixes = fixes
    self.stable = stable
    self.edits = edits
    self.condition = condition
    self.location = .here(file, line)
  }

  /// What stands between the changelog and the sign-off. In a series for a kernel from before
  /// ``stable``, nobody is asked to add the patch to stable branches.
  public func trailers(for kernel: KernelVersion) -> [String] {
    [
      fixes.map { "Fixes: \($0.quoted)" },
      stable.flatMap { $0 > kernel ? nil : "Cc: stable@vger.kernel.org # v\($0)+" },
    ].compactMap(\.self)
  }

  /// The same patch, with nothing but what it brings to the files that the series adds.
  var withoutEdits: Patch {
    Patch(
      subject, changelog: changelog, condition: condition, file: location.file,
      line: location.line)
  }

  /// The name of the file, without what is around it: `muteFaults` for `…/MuteFaults.swift`.
  private static func name(of file: String) -> String {
    let name = file.split(separator: "/").last?.prefix { $0 != "." } ?? ""
    return name.prefix(1).lowercased() + name.dropFirst()
  }
}
