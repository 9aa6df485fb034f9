import Series

/// The edits that did not fit, without those that failed only because an earlier one did.
struct FailedEdits {
  private(set) var reports: [EditReport] = []
  private var missing: [MissingChange] = []

  /// Takes note of an edit that does not fit; `template` renders what the edit would have added.
  mutating func add(_ report: EditReport, template: (String) throws -> String) {
    let cause = missing.last { $0.explains(report) }?.cause
    let same = reports.firstIndex { $0.lacksTheSame(as: report) }
    if let cause {
      reports[cause].dependents += 1
    } else if let same {
      reports[same].others += 1
    } else {
      reports.append(report)
    }
    missing.append(
      MissingChange(
        of: report.edit, cause: cause ?? same ?? reports.count - 1, template: template))
  }
}

/// What a failed edit would have changed.
private struct MissingChange {
  /// The index of the report about the edit that failed first.
  let cause: Int
  let edit: Edit
  let added: SourceText
  let removed: SourceText

  init(of edit: Edit, cause: Int, template: (String) throws -> String) {
    let (added, removed): (Edit.Text, String) =
      switch edit.action {
      case .insert(_, _, let text), .place(_, let text): (text, "")
      case .replace(let anchor, let text): (text, anchor)
      case .remove(.anchor(let anchor)): ("", anchor)
      case .remove(.scope): ("", "")
      }
    let language = SourceText.Language(of: edit.path)
    self.cause = cause
    self.edit = edit
    self.added = SourceText((try? added.rendered(by: template)) ?? "", language)
    self.removed = SourceText(removed, language)
  }

  /// Whether the other edit probably failed only because this one did.
  func explains(_ other: EditReport) -> Bool {
    guard other.edit.path == edit.path else { return false }
    switch other.problem {
    case .missingScope:
      guard let (_, name) = other.edit.scope.definition else { return false }
      return !DefinitionFinder(added).definitions(of: name).isEmpty
    case .missingAnchor:
      return other.edit.anchor.map { added.contains(SourceText($0, added.language)) } ?? false
    case .doubledAnchor:
      return other.edit.anchor.map { removed.contains(SourceText($0, removed.language)) } ?? false
    case .doubledScope:
      return edit.action == .remove(.scope) && edit.scope == other.edit.scope
    case .missingFile, .emptyAnchor, .sharedLines, .wholeFile, .changesNothing, .template:
      return false
    }
  }
}

extension Edit {
  /// The text that the edit brings.
  var text: Text? {
    switch action {
    case .insert(_, _, let text), .replace(_, let text), .place(_, let text): text
    case .remove: nil
    }
  }

  /// The text that the edit looks for.
  var anchor: String? {
    switch action {
    case .insert(_, let anchor, _), .replace(let anchor, _), .remove(.anchor(let anchor)): anchor
    case .remove(.scope), .place: nil
    }
  }
}
