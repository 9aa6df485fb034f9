import Diagnostics
import Platform
import Rendering
public import Reporting
import Series

/// Which mutants the hand-written tests killed.
public struct MutationReport: CheckReport {
  public struct Mutant: Codable, Sendable {
    public let name: String
    /// The area whose tests saw it; nil when it survived.
    public let killedBy: String?
    /// What the compiler says of it, if it does not build.
    public var complaint: String? = nil

    fileprivate var flaw: String { complaint == nil ? "survived" : "does not build" }
  }

  public let mutants: [Mutant]

  private var survivors: [Mutant] { mutants.filter { $0.killedBy == nil } }

  public var passed: Bool { !mutants.isEmpty && survivors.isEmpty }

  public func text(_ style: Style) -> String {
    let lines = survivors.map { style("\($0.flaw): \($0.name)", .red) }
    let killers = Dictionary(grouping: mutants.compactMap(\.killedBy)) { $0 }
      .map { "\($0.key) killed \($0.value.count)" }.sorted()
    let closing = "\(mutants.count - survivors.count) passed, \(survivors.count) failed"
    return (killers + lines + ["", closing]).joined(separator: "\n") + "\n"
  }

  public var junit: JUnit {
    JUnit(suites: [
      JUnit.Suite(
        name: "ctest.mutants",
        cases: mutants.map { mutant in
          JUnit.Case(
            name: mutant.name,
            outcome: mutant.killedBy == nil
              ? .failed(message: mutant.flaw, text: mutant.complaint ?? "no test fails") : .passed)
        })
    ])
  }
}

extension CTest {
  /// Plants defect after defect in the code and runs the hand-written tests until one fails; those
  /// that come from the tables do not count, as they would be as wrong as the code.
  ///
  /// - Parameters:
  ///   - pattern: a regular expression that a defect's name must match; nil for all.
  ///   - areas: of all of the suite's, those that are written by hand are used.
  ///   - progress: is told how much is done, from 0 to 1.
  public func mutate(
    _ stage: SeriesStage, only pattern: String? = nil, areas: [CTestArea],
    progress: @escaping @Sendable (Double) -> Void
  ) async throws -> MutationReport {
    try await findCmocka()
    // those that need no new build first
    let areas = areas.filter { !$0.traits.contains(.generated) }
      .sorted { !$0.includesCode && $1.includesCode }
    let behaviour = areas.filter { !$0.traits.contains(.aboutLayout) }
    let layout = areas.filter { $0.traits.contains(.aboutLayout) }
    let expression = try pattern.map { try Regex($0) }
    let isWanted = { (mutant: CTestMutant) in expression.map(mutant.name.contains) ?? true }
    let planted = try CTestMutant.planted(in: stage.code).filter(isWanted)
    let ofTables = CTestMutant.ofTables(in: stage.code).filter(isWanted)
    guard !planted.isEmpty || !ofTables.isEmpty else {
      throw Failure("no defect has a name that matches “\(pattern ?? "")”")
    }
    let share = Double(planted.count) / Double(planted.count + ofTables.count)
    // a wrong table makes no leak and no wild access: the sanitizers would only take time
    let results =
      try await kill(planted, stage, .sanitized, behaviour) { progress($0 * share) }
      + kill(ofTables, stage, .plain, layout + behaviour) { progress(share + $0 * (1 - share)) }
    return MutationReport(mutants: results)
  }

  private func kill(
    _ mutants: [CTestMutant], _ stage: SeriesStage, _ flavour: CTestFlavour, _ areas: [CTestArea],
    progress: @escaping @Sendable (Double) -> Void
  ) async throws -> [MutationReport.Mutant] {
    let origin = try await builtOrigin(stage, flavour, areas)
    return try await concurrently(Array(mutants.enumerated()), limit: jobs) { index, mutant in
      let result = try await kill(mutant, number: index + 1, origin, areas)
      progress(Double(index + 1) / Double(mutants.count))
      return result
    }
  }

  /// The code without a defect, with what mutants link with.
  func builtOrigin(
    _ stage: SeriesStage, _ flavour: CTestFlavour, _ areas: [CTestArea]
  ) async throws -> CTestBuild {
    let origin = try build(of: stage, flavour, in: "\(work)/mutants/origin")
    try origin.writeSources(tables: nil)
    var complaints = try await [origin.buildShared(by: areas, jobs: jobs)].compactMap { $0 }
    complaints += try await concurrently(areas, limit: jobs) { try await origin.build($0) }
      .compactMap { $0 }
    guard complaints.isEmpty else {
      throw Failure("the tests do not build:\n\(complaints.joined(separator: "\n"))")
    }
    return origin
  }

  /// The mutant with the first area that fails.
  private func kill(
    _ mutant: CTestMutant, number: Int, _ origin: CTestBuild, _ areas: [CTestArea]
  ) async throws -> MutationReport.Mutant {
    let build = origin.mutant(of: mutant.code, in: "\(work)/mutants/\(number)")
    defer { try? Disk.remove(build.directory) }
    try build.writeSources(tables: nil)
    return try await kill(mutant, in: build, areas)
  }

  func kill(
    _ mutant: CTestMutant, in build: CTestBuild, _ areas: [CTestArea]
  ) async throws -> MutationReport.Mutant {
    if let complaint = try await build.buildCode() {
      return MutationReport.Mutant(name: mutant.name, killedBy: nil, complaint: complaint)
    }
    for area in areas where try await kills(area, build) {
      return MutationReport.Mutant(name: mutant.name, killedBy: area.name)
    }
    return MutationReport.Mutant(name: mutant.name, killedBy: nil)
  }

  /// Whether a test of the area fails.
  func kills(_ area: CTestArea, _ build: CTestBuild) async throws -> Bool {
    CTestKnownFailure.setApart(
      try await run(area, build, nil), of: area.source, isLast: false,
      known: CTestKnownFailure.all
    ).contains { $0.failure != nil }
  }
}
