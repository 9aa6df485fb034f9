public import Diagnostics

/// Something in which the kernels of a family differ, recognised by what stands in the tree: a
/// backport makes the version a poor witness.
///
/// Edits and patches choose with `when:` and `unless:`, templates with `{{#kernel.name}}` and
/// `{{^kernel.name}}`.
public struct Fact: Hashable, Sendable {
  public let name: String
  /// What is so in kernels of which the fact holds, in one sentence.
  public let meaning: String
  /// Where and as what it shows; compared as anchors of edits are. A tree without the file, or
  /// without the scope in it, lacks the fact.
  public let path: KernelPath
  public let scope: Edit.Scope
  public let anchor: String

  public init(
    _ name: String, _ meaning: String, shownBy anchor: String, in path: KernelPath,
    _ scope: Edit.Scope = .file
  ) {
    self.name = name
    self.meaning = meaning
    self.anchor = anchor
    self.path = path
    self.scope = scope
  }
}

/// What templates write as `{{{kernel.name}}}`: the same thing, as each kernel calls it.
public struct Wording: Sendable {
  public let name: String
  public let meaning: String
  /// The first one whose fact holds is taken; a kernel in which none does is refused.
  public let choices: [(fact: Fact, text: String)]
  public let location: SourceLocation

  public init(
    _ name: String, _ meaning: String, _ choices: (fact: Fact, text: String)...,
    file: String = #filePath, line: Int = #line
  ) {
    self.name = name
    self.meaning = meaning
    self.choices = choices
    self.location = .here(file, line)
  }
}

/// The kernels that an edit or a patch is for: those with all facts of the one list and none of
/// the other.
public struct Condition: Hashable, Sendable {
  public let present: [Fact]
  public let absent: [Fact]

  public init(when present: [Fact] = [], unless absent: [Fact] = []) {
    self.present = present
    self.absent = absent
  }

  public var facts: [Fact] { present + absent }

  public func holds(with facts: Set<Fact>) -> Bool {
    facts.isSuperset(of: present) && facts.isDisjoint(with: absent)
  }
}
