import ArgumentParser
import Checks
import Diagnostics
import Kernels
import Pipeline
import Platform
import Reporting
import Series

/// Proves statements about the C of the series.
struct ProveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove statements about the C of the series, for any input.",
    discussion: """
      CBMC, a bounded model checker, proves what the files in ctests/proofs/ claim of the code at \
      the end of the series: for any tables, capabilities and addresses, within the limits that \
      each file states. It also proves that no loop goes on beyond its limit, and that no access \
      is out of bounds. Then it must find each defect that the file plants. Debian's cbmc is \
      downloaded into the cache at first. The exit code is 0 when all hold, 1 when one does not, \
      2 when a tool is missing or failed.

      Example: crashdump-iommu prove --proof reader
      """)

  @OptionGroup var bases: BaseOptions

  @Option(help: "Only this proof; may be given again.")
  var proof: [String] = []

  @OptionGroup var c: CompilerOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() async throws {
    try await bases.check(into: "proofs", json: json) { choice, pipeline in
      let kernel = try await pipeline.kernel(choice)
      guard let last = try await pipeline.stages(of: kernel).last, last.suite.isMainline else {
        throw Failure(
          "the proofs are about the mainline series, and \(kernel.label) has the classic one")
      }
      let report = try await failingAsTool {
        let prover = try await pipeline.prover(
          in: "\(pipeline.build)/proofs/\(kernel.name)", compiler: c.cc, jobs: c.jobs)
        let all = try prover.proofs()
        let known = all.map(\.name)
        for name in proof where !known.contains(name) {
          throw Failure(
            "no proof is called \(name); there are \(known.joined(separator: ", "))")
        }
        let progress = ProgressBar("Proving")
        defer { progress.finish() }
        return try await prover.run(
          last, all.filter { proof.isEmpty || proof.contains($0.name) }
        ) { progress.update($0) }
      }
      return (kernel, report)
    }
  }
}
