import Diagnostics
public import Platform

extension CTest {
  /// Runs the hand-written tests over a random sample of all mutants of the code. Those that do not
  /// build, or whose object code is the original's, are no part of it.
  ///
  /// - Parameters:
  ///   - tool: universalmutator's `mutate`.
  ///   - size: of the sample; nil is all mutants.
  ///   - progress: is told how much is done, from 0 to 1.
  public func sample(
    _ stage: SeriesStage, with tool: Tool, size: Int?, seed: UInt64, areas: [CTestArea],
    progress: @escaping @Sendable (Double) -> Void
  ) async throws -> SampleReport {
    try await findCmocka()
    let areas = areas.filter { !$0.traits.contains(.generated) }
      .sorted { !$0.includesCode && $1.includesCode }
    let origin = try await builtOrigin(stage, .sanitized, areas)
    let harness = try await boundedByOriginal(origin, areas)
    guard let object = try await origin.objectCode() else {
      throw Failure("the code does not build as a kernel would")
    }

    let source = try await MutantSource(
      of: stage.code, with: tool, in: "\(work)/mutants/source")
    defer { try? source.remove() }
    var random = SplitMix(state: seed)
    var order = Array(0..<source.count).shuffled(using: &random)[...]
    let size = size ?? source.count
    let killers = Killers()
    var report = (unbuildable: 0, equivalent: 0)
    var mutants: [MutationReport.Mutant] = []
    while mutants.count < size, !order.isEmpty {
      let next = order.prefix(min(size - mutants.count, 64))
      order = order.dropFirst(next.count)
      for fate in try await concurrently(
        Array(next), limit: jobs,
        { index in
          try await harness.fate(
            of: source.mutant(index), number: index, origin, object, areas, killers)
        })
      {
        switch fate {
        case .unbuildable: report.unbuildable += 1
        case .equivalent: report.equivalent += 1
        case .tried(let mutant): mutants.append(mutant)
        }
      }
      progress(min(Double(mutants.count) / Double(size), 1))
    }
    return SampleReport(
      seed: seed, made: source.count, unbuildable: report.unbuildable,
      equivalent: report.equivalent, mutants: mutants)
  }

  private enum Fate {
    case unbuildable, equivalent
    case tried(MutationReport.Mutant)
  }

  private func fate(
    of mutant: CTestMutant, number: Int, _ origin: CTestBuild, _ object: [UInt8],
    _ areas: [CTestArea], _ killers: Killers
  ) async throws -> Fate {
    let build = origin.mutant(of: mutant.code, in: "\(work)/mutants/\(number)")
    defer { try? Disk.remove(build.directory) }
    try build.writeSources(tables: nil)
    guard let changed = try await build.objectCode() else { return .unbuildable }
    if changed == object { return .equivalent }
    let result = try await kill(mutant, in: build, await killers.first(of: areas))
    if let area = result.killedBy { await killers.credit(area) }
    return .tried(result)
  }

  /// The same with a bound for mutants that do not end: ten times what the original takes. Fails
  /// unless the original passes, as its tests would kill every mutant.
  private func boundedByOriginal(
    _ origin: CTestBuild, _ areas: [CTestArea]
  ) async throws -> CTest {
    let clock = ContinuousClock()
    let times = try await concurrently(areas, limit: jobs) { area in
      let start = clock.now
      guard try await kills(area, origin) == false else {
        throw Failure("\(area.name) fails without a defect")
      }
      return (clock.now - start) / .seconds(1)
    }
    var harness = self
    harness.processorSeconds = max(20, Int(10 * (times.max() ?? 0)))
    return harness
  }
}

/// The areas that killed most so far come first.
private actor Killers {
  private var counts: [String: Int] = [:]

  func credit(_ area: String) { counts[area, default: 0] += 1 }

  func first(of areas: [CTestArea]) -> [CTestArea] {
    areas.enumerated().sorted {
      let (one, other) = (counts[$0.element.name] ?? 0, counts[$1.element.name] ?? 0)
      return one != other ? one > other : $0.offset < $1.offset
    }.map(\.element)
  }
}

/// SplitMix64, whose sequence a seed repeats.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
