import Diagnostics
import Platform
public import Reporting

/// What taking over a crashed kernel's mappings costs in user space.
public struct HandOverResults: Codable, Sendable {
  /// One step, beside `memcpy` of the same page tables in the same run.
  public struct Time: Codable, Sendable {
    public let name: String
    public let mappings: Int
    public let step: Timings
    public let memcpy: Timings
    /// The median of the rounds' ratios.
    public let ratio: Double
    /// What the ratio ought to be at the most.
    public let bound: Double
  }

  /// Pages of page tables, beside those of the crashed kernel.
  public struct Memory: Codable, Sendable {
    public let name: String
    public let oldPages: Int
    /// What is asked of the budget before anything is mapped.
    public let budgetedPages: Int
    public let newPages: Int
    public let ratio: Double
    public let bound: Double
  }

  public let times: [Time]
  public let memory: [Memory]

  private static let steps = ["walk and check", "reserve", "carry over"]
  private static let timeBound = 10.0

  /// Reads what `ctests/bench/hand_over.c` prints.
  init(_ output: String) throws {
    var rounds: [(name: String, numbers: [Int])] = []
    var memory: [Memory] = []
    for line in output.split(separator: "\n") {
      let words = line.split(separator: "\t")
      let numbers = words.dropFirst(2).compactMap { Int($0) }
      switch (words.first, numbers.count, numbers.count + 2 == words.count) {
      case ("time", 2 + Self.steps.count, true):
        rounds.append((String(words[1]), numbers))
      case ("memory", 4, true):
        memory.append(
          Memory(
            name: String(words[1]), oldPages: numbers[1], budgetedPages: numbers[2],
            newPages: numbers[3], ratio: Double(numbers[3]) / Double(numbers[1]),
            bound: 1 / Double(numbers[0])))
      default: throw Failure("the benchmark says “\(line)”, which is no result")
      }
    }
    guard !rounds.isEmpty, !memory.isEmpty else { throw Failure("the benchmark says nothing") }
    self.memory = memory
    var names: [String] = []
    for round in rounds where !names.contains(round.name) { names.append(round.name) }
    times = names.flatMap { name in
      Self.times(name, rounds.filter { $0.name == name }.map(\.numbers))
    }
  }

  /// - Parameter rounds: for each, the mappings, and the nanoseconds of memcpy and the steps.
  private static func times(_ layout: String, _ rounds: [[Int]]) -> [Time] {
    let seconds = { (column: Int) in rounds.map { Double($0[column]) / 1e9 } }
    let memcpy = Timings(name: "memcpy", seconds: seconds(1))
    return steps.enumerated().map { index, step in
      let own = Timings(name: step, seconds: seconds(index + 2))
      let ratios = zip(own.seconds, memcpy.seconds).map { $0 / $1 }
      return Time(
        name: "\(step), \(layout)", mappings: rounds[0][0], step: own, memcpy: memcpy,
        ratio: Timings(name: step, seconds: ratios).median, bound: timeBound)
    }
  }
}

extension CTest {
  /// Measures the code of one commit, whose flavour ought to be ``CTestFlavour/optimized``.
  ///
  /// - Returns: nil when the code carries no mappings over yet.
  public func measureHandOver(_ stage: SeriesStage) async throws -> HandOverResults? {
    let area = try stage.suite.handOver(in: tests)
    guard area.applies(to: stage) else { return nil }
    try await findCmocka()
    let build = try build(of: stage, in: work)
    try build.writeSources(tables: nil)
    let complaints = try await [
      build.buildShared(by: [area], jobs: jobs), build.build(area),
    ]
    if let complaint = complaints.compactMap({ $0 }).first {
      throw Failure("the benchmark does not build:\n\(complaint)")
    }
    return try HandOverResults(try await Tool(build.executable(of: area)).output([]).text)
  }
}
