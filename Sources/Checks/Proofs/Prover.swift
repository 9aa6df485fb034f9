import Diagnostics
import Platform

/// Proves statements about the code of the series with CBMC.
public struct Prover: Sendable {
  /// The project's `ctests/`
  let tests: String
  let work: String
  /// The bounded model checker, and what stands before its options
  let cbmc: [String]
  let compiler: [String]
  let jobs: Int

  public init(tests: String, work: String, cbmc: [String], compiler: String, jobs: Int) {
    self.tests = tests
    self.work = work
    self.cbmc = cbmc
    self.compiler = compiler.split(separator: " ").map(String.init)
    self.jobs = jobs
  }

  /// Every proof, and those of its planted defects.
  public func proofs() throws -> [Proof] {
    try Disk.names(in: "\(tests)/proofs").filter { $0.hasSuffix(".c") }.sorted().map {
      try Proof(String($0.dropLast(2)), saying: Disk.read("\(tests)/proofs/\($0)") ?? "")
    }
  }

  /// - Parameter progress: is told how much is done, from 0 to 1.
  public func run(
    _ stage: SeriesStage, _ proofs: [Proof], progress: @escaping @Sendable (Double) -> Void
  ) async throws -> ProofReport {
    let tasks = proofs.flatMap { proof in
      [(proof, CTestDefect?.none)] + proof.defects.map { (proof, $0) }
    }
    let outcomes = try await concurrently(Array(tasks.enumerated()), limit: jobs) { index, task in
      let outcome = try await prove(task.0, stage, with: task.1, number: index)
      progress(Double(index + 1) / Double(tasks.count))
      return outcome
    }
    var rest = outcomes[...]
    return ProofReport(
      results: proofs.map { proof in
        let sound = rest.removeFirst()
        let planted = rest.prefix(proof.defects.count)
        rest = rest.dropFirst(proof.defects.count)
        return ProofReport.Result(
          name: proof.name, claim: proof.claim, assumption: proof.assumption,
          properties: sound.holding, failures: sound.failures,
          unseen: zip(proof.defects, planted).filter { $1.failures.isEmpty }.map(\.0.name),
          defects: proof.defects.count)
      })
  }

  private struct Outcome {
    let holding: Int
    let failures: [String]
  }

  private func prove(
    _ proof: Proof, _ stage: SeriesStage, with defect: CTestDefect?, number: Int
  ) async throws -> Outcome {
    var stage = stage
    if let defect {
      guard let code = defect.plant(in: stage.code) else {
        throw Failure(
          "the code has no place, or several, for a defect: \(defect.name)",
          fix: "change ctests/proofs/\(proof.name).c as the code changed")
      }
      stage = stage.with(code: code)
    }
    let directory = "\(work)/\(number)"
    defer { try? Disk.remove(directory) }
    let build = CTestBuild(
      tests: tests, stage: stage, directory: directory, flavour: .plain, compiler: compiler,
      support: [])
    try build.writeSources(tables: nil)
    let text = try await build.preprocessed("\(tests)/proofs/\(proof.name).c")
    let said = try await Tool(cbmc[0]).run(
      cbmc.dropFirst() + [
        text, "--function", "proof", "--unwind", "\(proof.loops)", "--drop-unused-functions",
        "--slice-formula",
      ])
    let lines = said.text.split(separator: "\n")
    let failures = lines.filter { $0.hasSuffix(": FAILURE") }.map(String.init)
    // 10 is CBMC's status for what does not hold
    guard said.status == 0 || (said.status == 10 && !failures.isEmpty) else {
      throw Failure(
        "cbmc failed on \(proof.name) with status \(said.status): "
          + "\(lines.suffix(3).joined(separator: "; "))\(said.errors)")
    }
    return Outcome(holding: lines.count { $0.hasSuffix(": SUCCESS") }, failures: failures)
  }
}
