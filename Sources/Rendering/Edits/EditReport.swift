import Diagnostics
import Series

/// An edit that does not fit, as a message for the author of the series.
struct EditReport {
  let problem: EditProblem
  let edit: Edit
  /// The edit's file, where this kernel has it.
  let path: KernelPath
  /// `patch 4 "…"`.
  let patch: String
  /// The file as the edits before left it, and as it is in the base.
  let file: SourceText?
  let base: SourceText?
  /// Whether the file has already what the edit brings.
  let isApplied: Bool
  /// The number of later edits that depend on this one and were not tried.
  var dependents = 0
  /// The number of other edits that want the same file, function or structure, which is missing.
  var others = 0

  /// - Parameter kernel: what to compare a function with that the edit does not fit.
  func diagnostic(comparedWith kernel: FittingKernel?) -> Diagnostic {
    let later =
      switch dependents {
      case 0: ""
      case 1: "; 1 later edit needs this one and was not tried"
      default: "; \(dependents) later edits need this one and were not tried"
      }
    let same =
      switch others {
      case 0: ""
      case 1: "; 1 other edit wants it, too"
      default: "; \(others) other edits want it, too"
      }
    let applied = isApplied ? "; the text that the edit brings is there already" : ""
    return Diagnostic(
      "\(patch): \(path): \(message)\(same)\(later)\(applied)", at: edit.location,
      fix: isApplied ? "use the tree as it was before the series was applied" : fix,
      details: kernel.map(difference) ?? [])
  }

  private func difference(from kernel: FittingKernel) -> [String] {
    guard case .missingAnchor = problem, let base else { return [] }
    let lines = kernel.difference(of: edit.scope, in: edit.path, here: base)
    return lines.isEmpty ? [] : ["\(scopeName), from \(kernel.name) to this kernel:"] + lines
  }

  /// Whether another edit fails because the same file, function or structure is missing.
  func lacksTheSame(as other: EditReport) -> Bool {
    guard edit.path == other.edit.path else { return false }
    return switch (problem, other.problem) {
    case (.missingFile, .missingFile): true
    case (.missingScope, .missingScope): edit.scope == other.edit.scope
    default: false
    }
  }

  private var message: String {
    switch problem {
    case .missingFile: "the tree has no such file"
    case .missingScope(let candidate): "no definition of \(scopeName)\(nearest(candidate))"
    case .doubledScope(let offsets):
      "\(scopeName) is defined \(offsets.count) times, in \(lines(offsets))"
    case .missingAnchor(let candidate):
      "\(scopePrefix)no \(unit) reads \(quoted(edit.anchor ?? ""))\(nearest(candidate))"
    case .doubledAnchor(let offsets):
      "\(scopePrefix)\(quoted(edit.anchor ?? "")) stands \(offsets.count) times, in \(lines(offsets))"
    case .emptyAnchor: "\(scopePrefix)the anchor is empty"
    case .sharedLines(let bytes):
      "\(scopePrefix)the lines of \(quoted(edit.anchor ?? "")) also hold \(quoted(text(bytes)))"
    case .wholeFile: "the whole file cannot be removed"
    case .changesNothing: "\(scopePrefix)the edit changes nothing"
    case .template(let reason, _): reason
    }
  }

  private var fix: String {
    switch problem {
    case .missingFile:
      "correct the path, or limit the edit with `when:` or `unless:` to kernels that have it"
    case .missingScope:
      "name it as this kernel does, or limit the edit with `unless:` and add one for this kernel"
    case .doubledScope: "anchor in the whole file, and quote enough to tell the two apart"
    case .missingAnchor:
      "quote it as this kernel has it, or limit the edit with `unless:` and add one for this kernel"
    case .doubledAnchor: "quote more of what surrounds it, or name the function that it is in"
    case .emptyAnchor: "quote the statement that the edit hangs on"
    case .sharedLines: "quote whole lines, or replace the anchor instead"
    case .wholeFile: "name the function or the structure to remove"
    case .changesNothing:
      "drop the edit, or limit it with `when:` or `unless:` to kernels that need it"
    case .template(_, let fix): fix ?? "mend the template"
    }
  }

  private var unit: String {
    SourceText.Language(of: edit.path) == .c ? "statement" : "line"
  }

  private var scopeName: String {
    switch edit.scope {
    case .file: ""
    case .function(let name): "\(name)()"
    case .structure(let name): "struct \(name)"
    }
  }

  private var scopePrefix: String { edit.scope == .file ? "" : "\(scopeName): " }

  private func nearest(_ candidate: EditProblem.Candidate?) -> String {
    guard let candidate else { return "; nothing comes near it" }
    let place = lines([candidate.bytes.lowerBound])
    let outside = candidate.isOutside ? ", outside of \(scopeName)" : ""
    return "; nearest is \(place)\(outside): \(quoted(text(candidate.bytes)))"
  }

  private func text(_ bytes: Range<Int>) -> String {
    String(decoding: file?.bytes[bytes] ?? [], as: UTF8.self)
  }

  /// The lines of the base in which the bytes stand; a line of the series has no number there.
  private func lines(_ offsets: [Int]) -> String {
    guard let file else { return "" }
    let diff = LineDiff(from: base?.bytes ?? [], to: file.bytes)
    let names = offsets.map { offset in
      diff.origin(of: file.line(at: offset)).map { "line \($0)" } ?? "a line that the series adds"
    }
    return names.joined(separator: " and ")
  }

  private func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 100 ? "`\(line.prefix(99))…`" : "`\(line)`"
  }
}
