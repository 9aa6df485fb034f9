import Diagnostics
import Platform
import Series

extension CTest {
  /// Lines and branches of the code that the tests of a covered build reached, for people; the
  /// page for each line is `index.html` in the work directory.
  public func coverage(of stage: SeriesStage) async throws -> String {
    let build = try build(of: stage, in: "\(work)/\(stage.number)")
    return try await Tool("gcovr").output([
      "--root", build.source, "--object-directory", build.directory,
      "--filter", ".*/\(stage.suite.code)", "--branches", "--exclude-unreachable-branches",
      "--html-details", "\(work)/index.html", "--xml", "\(work)/coverage.xml", "--print-summary",
    ]).text
  }
}
