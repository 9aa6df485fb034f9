public import Diagnostics

/// A difference between the kernels of a family, detected in the source: backports make version
/// numbers unreliable.
///
/// Edits and patches choose with `when:` and `unless:`, templates with `{{#kernel.name}}` and
/// `{{^kernel.name}}`.
public struct KernelFeature: Hashable, Sendable {
  public let name: String
  /// What is true of kernels with the feature, in one sentence.
  public let meaning: String
  /// The file, the scope and the text that reveal it, matched like an edit's anchor. A tree
  /// without the file or the scope lacks the feature.
  public let path: KernelPath
  public let scope: Edit.Scope
  public let anchor: String
  /// The only profile in which the feature counts; nil: all.
  public let profile: Profile?

  public init(
    _ name: String, _ meaning: String, shownBy anchor: String, in path: KernelPath,
    _ scope: Edit.Scope = .file, only profile: Profile? = nil
  ) {
    self.profile = profile
    self.name = name
    self.meaning = meaning
    self.anchor = anchor
    self.path = path
    self.scope = scope
  }
}

/// Whom a series is for.
public enum Profile: String, Sendable, CaseIterable {
  case upstream
  /// A vendor's kernel, into which modules are loaded that were built before: no structure in a
  /// header changes.
  case kabi
}

/// How each kernel spells one thing; templates write it as `{{{kernel.name}}}`.
public struct KernelSpelling: Sendable {
  public let name: String
  public let meaning: String
  /// The text of the first feature that the kernel has; a kernel with none of them is refused.
  public let choices: [(feature: KernelFeature, text: String)]
  public let location: SourceLocation

  public init(
    _ name: String, _ meaning: String, _ choices: (feature: KernelFeature, text: String)...,
    file: String = #filePath, line: Int = #line
  ) {
    self.name = name
    self.meaning = meaning
    self.choices = choices
    self.location = .here(file, line)
  }
}

/// The kernels that an edit or a patch is for: those with every feature of one list and with none
/// of the other.
public struct Condition: Hashable, Sendable {
  public let present: [KernelFeature]
  public let absent: [KernelFeature]

  public init(when present: [KernelFeature] = [], unless absent: [KernelFeature] = []) {
    self.present = present
    self.absent = absent
  }

  public var features: [KernelFeature] { present + absent }

  public func holds(with features: Set<KernelFeature>) -> Bool {
    features.isSuperset(of: present) && features.isDisjoint(with: absent)
  }
}
