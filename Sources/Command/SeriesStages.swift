import Checks
import Writing

extension SeriesStage {
  /// The commits of the series for a kernel of the mainline family.
  static func mainline(on base: Base, in workspace: Workspace) async throws -> [SeriesStage] {
    stages(
      of: try await render(on: base, in: workspace), in: .mainline,
      headers: try await base.contents(of: CTestSuite.mainline.headers))
  }
}
