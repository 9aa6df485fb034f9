internal import Diagnostics
public import Series

extension RigResults {
  /// The verdicts of the cases that ran on both kernels, to be kept for the cover letter.
  ///
  /// - Parameters:
  ///   - branch: of the packaged kernel.
  ///   - earlier: what is kept already; its other cases stay if they are of the same kernel.
  /// - Throws: when a case proved nothing.
  public func record(branch: String, after earlier: RigRecord?) throws -> RigRecord {
    let invalid = cases.filter { $0.outcome.verdict == .invalid }.map(\.name)
    guard invalid.isEmpty else {
      throw Failure(
        "nothing is recorded: \(invalid.joined(separator: ", ")) proved nothing",
        fix: "run the cases again")
    }
    var verdicts = earlier?.kernel == base ? earlier?.cases ?? [:] : [:]
    for name in cases.map(\.name) {
      guard let vanilla = passed(name, .vanilla), let series = passed(name, .series) else {
        continue
      }
      verdicts[name] = RigRecord.Verdicts(vanilla: vanilla, series: series)
    }
    return RigRecord(base: branch, kernel: base, cases: verdicts)
  }

  private func passed(_ name: String, _ kernel: TestedKernel) -> Bool? {
    cases.first { $0.name == name && $0.subject == kernel }.map { $0.outcome.verdict == .pass }
  }
}
