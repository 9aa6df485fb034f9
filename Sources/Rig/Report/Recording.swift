internal import Diagnostics
public import Series

extension Results {
  /// What the run found, to be kept for the cover letter.
  ///
  /// - Parameters:
  ///   - branch: of the packaged kernel.
  ///   - all: the cases that there are; each must have run on both kernels.
  public func record(branch: String, of all: [CrashCase]) throws -> RigRecord {
    var verdicts: [String: RigRecord.Verdicts] = [:]
    var missing: [String] = []
    for crashCase in all {
      if let vanilla = passed(crashCase, .vanilla), let series = passed(crashCase, .series) {
        verdicts[crashCase.name] = RigRecord.Verdicts(vanilla: vanilla, series: series)
      } else {
        missing.append(crashCase.name)
      }
    }
    guard missing.isEmpty else {
      throw Failure(
        "not recorded: \(missing.joined(separator: ", ")) proved nothing on one of the kernels",
        fix: "run every case, on both kernels")
    }
    return RigRecord(base: branch, kernel: base, cases: verdicts)
  }

  private func passed(_ crashCase: CrashCase, _ subject: Subject) -> Bool? {
    let result = cases.first { $0.name == crashCase.name && $0.subject == subject }
    return result.flatMap { $0.outcome.verdict == .invalid ? nil : $0.outcome.verdict == .pass }
  }
}
