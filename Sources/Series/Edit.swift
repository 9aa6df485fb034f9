public import Diagnostics

/// A change to a file that the kernel tree has, anchored by the text that is there.
///
/// Anchors are C (or Makefile) text that is compared token by token: line numbers, white space
/// and comments do not count, except for a comment that the anchor itself quotes. An anchor must
/// match exactly once within its scope.
public struct Edit: Sendable {
  /// Where an anchor is looked for.
  public enum Scope: Hashable, Sendable {
    case file
    case function(String)
    case structure(String)
  }

  public enum Action: Hashable, Sendable {
    /// Puts `text` on lines of its own, before or after the lines of the anchor, indented as they
    /// are.
    case insert(Side, anchor: String, text: Text)
    /// Replaces the anchor, and nothing else on its lines; further lines of `text` are indented as
    /// the first line of the anchor is.
    case replace(anchor: String, text: Text)
    /// Removes the lines of the anchor, which must hold nothing else, or the whole scope with the
    /// comment above it.
    case remove(Removal)
    /// Puts `text` before or after the whole scope (its comment included).
    case place(Side, text: Text)
  }

  /// C of the series: a few lines in the declaration itself, or a template over the tables.
  public enum Text: Hashable, Sendable, ExpressibleByStringInterpolation {
    case verbatim(String)
    /// A path below `templates/`, without `.mustache`.
    case template(String)

    public init(stringLiteral text: String) { self = .verbatim(text) }
  }

  public enum Side: Hashable, Sendable { case before, after }
  public enum Removal: Hashable, Sendable {
    case anchor(String)
    case scope
  }

  public let path: KernelPath
  public let scope: Scope
  public let action: Action
  /// The kernels that the edit is for; others skip it.
  public let condition: Condition
  public let location: SourceLocation
}

extension Edit {
  /// The same, only for kernels with the feature.
  func when(_ feature: KernelFeature) -> Edit {
    limited(to: Condition(when: condition.present + [feature], unless: condition.absent))
  }

  /// The same, only for kernels without the feature.
  func unless(_ feature: KernelFeature) -> Edit {
    limited(to: Condition(when: condition.present, unless: condition.absent + [feature]))
  }

  private func limited(to condition: Condition) -> Edit {
    Edit(path: path, scope: scope, action: action, condition: condition, location: location)
  }
}

extension Edit {
  public static func insert(
    _ text: Text, _ side: Side, _ anchor: String, in path: KernelPath, _ scope: Scope = .file,
    when present: KernelFeature..., unless absent: KernelFeature..., file: String = #filePath,
    line: Int = #line
  ) -> Edit {
    Edit(
      path: path, scope: scope, action: .insert(side, anchor: anchor, text: text),
      condition: Condition(when: present, unless: absent), location: .here(file, line))
  }

  public static func replace(
    _ anchor: String, with text: Text, in path: KernelPath, _ scope: Scope = .file,
    when present: KernelFeature..., unless absent: KernelFeature..., file: String = #filePath,
    line: Int = #line
  ) -> Edit {
    Edit(
      path: path, scope: scope, action: .replace(anchor: anchor, text: text),
      condition: Condition(when: present, unless: absent),
      location: .here(file, line))
  }

  public static func remove(
    _ anchor: String, in path: KernelPath, _ scope: Scope = .file,
    when present: KernelFeature..., unless absent: KernelFeature..., file: String = #filePath,
    line: Int = #line
  ) -> Edit {
    Edit(
      path: path, scope: scope, action: .remove(.anchor(anchor)),
      condition: Condition(when: present, unless: absent),
      location: .here(file, line))
  }

  public static func remove(
    in path: KernelPath, _ scope: Scope, when present: KernelFeature...,
    unless absent: KernelFeature...,
    file: String = #filePath, line: Int = #line
  ) -> Edit {
    Edit(
      path: path, scope: scope, action: .remove(.scope),
      condition: Condition(when: present, unless: absent),
      location: .here(file, line))
  }

  public static func place(
    _ text: Text, _ side: Side, in path: KernelPath, _ scope: Scope,
    when present: KernelFeature..., unless absent: KernelFeature..., file: String = #filePath,
    line: Int = #line
  ) -> Edit {
    Edit(
      path: path, scope: scope, action: .place(side, text: text),
      condition: Condition(when: present, unless: absent),
      location: .here(file, line))
  }
}
