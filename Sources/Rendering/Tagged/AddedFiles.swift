import Diagnostics
import Series

/// The tagged sources of a series, filled for one kernel.
struct AddedFiles {
  private(set) var states: [KernelPath: SourceStates] = [:]
  private(set) var problems: [Diagnostic] = []

  /// - Parameter applied: the patches that the kernel gets, by the index of their name.
  init(of series: Series, applied: [Int], text: TemplateText) {
    for (path, name) in series.addedFiles.sorted(by: { $0.value < $1.value }) {
      do {
        let source = TaggedSource(
          try text.templates.source(name), file: "templates/\(name)",
          patches: series.patchNames)
        problems += source.problems
        let filled = try text.states(of: source, name: name)
        if source.problems.isEmpty {
          problems += StateChecks(filled, applied: applied).problems
        }
        states[path] = filled
      } catch let failure as Failure {
        problems += failure.diagnostics
      } catch {
        problems.append(Diagnostic("\(name): \(error)"))
      }
    }
  }
}
