internal import Reporting

/// The kernel that a case ran on.
public enum TestedKernel: Hashable, Sendable, Codable, CustomStringConvertible {
  case vanilla
  case series
  /// The first n patches of the series.
  case commit(Int)

  public var description: String {
    switch self {
    case .vanilla: "vanilla"
    case .series: "series"
    case .commit(let number): "commit-\(number)"
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    switch text {
    case "vanilla": self = .vanilla
    case "series": self = .series
    default:
      guard let number = Int(text.drop { !$0.isNumber }) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no kernel"))
      }
      self = .commit(number)
    }
  }
}

/// One case on one kernel.
public struct CaseResult: Sendable, Codable {
  public let name: String
  public let purpose: String
  public let subject: TestedKernel
  public let outcome: CaseOutcome
  public let expected: CaseVerdict
  /// What the series would need for the case to pass, if it is known to fail.
  public let waitsFor: String?
  public let observation: Observation

  public var isExpected: Bool { outcome.verdict == expected }

  init(
    _ crashCase: CrashCase, on subject: TestedKernel, _ outcome: CaseOutcome, _ seen: Observation,
    known list: [KnownFailure] = KnownFailure.all
  ) {
    name = crashCase.name
    purpose = crashCase.purpose
    self.subject = subject
    self.outcome = outcome
    observation = seen
    let known = subject == .series ? KnownFailure.of(crashCase, in: list) : nil
    waitsFor = known?.waitsFor
    expected =
      switch subject {
      case .vanilla: crashCase.vanilla
      case .series: known == nil ? .pass : .fail
      case .commit: .pass
      }
  }

  /// The directory of the console and the trace, below the run's directory.
  public var directory: String { "\(name)/\(subject)" }
}

/// All results of a run.
public struct RigResults: Sendable, Codable {
  public let base: String
  /// `QEMU 10.0.13`
  public let emulator: String
  public var cases: [CaseResult]

  public init(base: String, emulator: String, cases: [CaseResult]) {
    self.base = base
    self.emulator = emulator
    self.cases = cases
  }

  public var unexpected: [CaseResult] { cases.filter { !$0.isExpected } }
}
