import Checks
import Diagnostics
import Pipeline

extension Pipeline {
  /// The areas of the C tests that are asked for; all, if none is.
  func areas(of stages: [SeriesStage], named names: [String]) throws -> [CTestArea] {
    guard let suite = stages.first?.suite else { return [] }
    let all = try areas(of: suite)
    let known = all.map(\.name)
    for name in names where !known.contains(name) {
      throw Failure(
        "no area \(name); there are \(known.joined(separator: ", "))",
        fix: "\(name.nearest(of: known) ?? "") is nearest")
    }
    return all.filter { names.isEmpty || names.contains($0.name) }
  }
}
