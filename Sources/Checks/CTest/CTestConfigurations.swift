import Platform

/// What several configurations share, as they are tested one after the other.
actor CTestConfigurations {
  /// Where objects may be found, below each the commits.
  nonisolated let directories: [String]
  private var said: [String: [CTestResult]] = [:]

  init(directories: [String]) { self.directories = directories }

  /// What an executable says. Most configurations differ in little: where nothing differs, it is not
  /// run again.
  func results(
    of executable: String, run: @Sendable (String) async throws -> [CTestResult]
  ) async throws -> [CTestResult] {
    let digest = String(try await Tool("sha256sum").output([executable]).text.prefix(64))
    if let known = said[digest] { return known }
    let results = try await run(executable)
    said[digest] = results
    return results
  }
}

extension CTest {
  /// Runs the areas in several kernel configurations.
  public func run(
    _ stages: [SeriesStage], areas: [CTestArea], last: Int,
    in configurations: [KernelConfiguration], progress: (SeriesStage, KernelConfiguration) -> Void
  ) async throws -> CTestReport {
    let others = CTestConfigurations(
      directories: [work] + configurations.map { "\(work)/\($0.name)" })
    var commits: [CTestReport.Commit] = []
    for configuration in configurations {
      var one = self
      one.work = "\(work)/\(configuration.name)"
      one.configuration = configuration
      one.others = others
      commits += try await one.run(stages, areas: areas, last: last) {
        progress($0, configuration)
      }.commits
    }
    return CTestReport(commits: commits)
  }

  /// Whether the code itself builds in the configuration.
  func code(
    _ build: CTestBuild, _ complaint: CTestBuild.Complaint?
  ) async throws -> CTestReport.Run {
    let results =
      [CTestResult(name: "builds", failure: complaint)]
      + (complaint == nil ? [CTestResult(name: "links", failure: try await build.link())] : [])
    return CTestReport.Run(
      area: "the code", skipped: nil, tests: results, seconds: 0)
  }
}
