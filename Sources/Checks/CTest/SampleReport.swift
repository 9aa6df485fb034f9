public import Reporting

/// How many of the mutants that nobody chose the tests killed.
public struct SampleReport: CheckReport {
  /// The least share of the mutants that the tests must kill.
  public static let goal = 0.98

  public let seed: UInt64
  /// How many mutants the rules make of the code.
  public let made: Int
  /// How many the compiler refused, of those that were tried.
  public let unbuildable: Int
  /// How many had the object code of the original.
  public let equivalent: Int
  public let mutants: [MutationReport.Mutant]

  private var survivors: [MutationReport.Mutant] { mutants.filter { $0.killedBy == nil } }

  /// The share of killed mutants.
  public var score: Double {
    Double(mutants.count - survivors.count) / Double(max(mutants.count, 1))
  }

  public var passed: Bool { !mutants.isEmpty && score >= Self.goal }

  /// Between which shares the score of all mutants lies with a confidence of 95 % (Wilson's
  /// interval).
  public var interval: ClosedRange<Double> {
    let (count, z) = (Double(max(mutants.count, 1)), 1.96)
    let middle = (score + z * z / (2 * count)) / (1 + z * z / count)
    let half =
      z / (1 + z * z / count)
      * (score * (1 - score) / count + z * z / (4 * count * count)).squareRoot()
    return max(middle - half, 0)...min(middle + half, 1)
  }

  public func text(_ style: Style) -> String {
    func percent(_ share: Double) -> String {
      let thousandths = Int((share * 1000).rounded())
      return "\(thousandths / 10).\(thousandths % 10)"
    }
    let closing = [
      "",
      "\(made) mutants; of those tried, \(unbuildable) do not build and \(equivalent) change no object code",
      "\(mutants.count - survivors.count) of \(mutants.count) killed, seed \(seed): "
        + "\(percent(score)) % (\(percent(interval.lowerBound)) to \(percent(interval.upperBound)) % of all)",
    ]
    return (survivors.map { style("survived: \($0.name)", .red) } + closing)
      .joined(separator: "\n") + "\n"
  }

  public var junit: JUnit { MutationReport(mutants: mutants).junit }
}
