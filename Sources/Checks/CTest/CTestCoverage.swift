import Diagnostics
import Platform
import Series

extension CTest {
  /// Lines and branches of the code that the tests of a covered build reached, for people; the
  /// page for each line is `index.html` in the work directory.
  public func coverage(of state: CTestState) async throws -> String {
    let build = build(of: state, flavour, in: "\(work)/\(state.number)")
    return try await Tool("gcovr").output([
      "--root", build.source, "--object-directory", build.directory,
      "--filter", ".*/\(state.suite.code)", "--branches", "--exclude-unreachable-branches",
      "--html-details", "\(work)/index.html", "--xml", "\(work)/coverage.xml", "--print-summary",
    ]).text
  }
}
