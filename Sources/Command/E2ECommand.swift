import ArgumentParser
import Diagnostics
import Foundation
import Kernels
import Pipeline
import Platform
import Reporting
import Rig
import Series

struct E2ECommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "e2e",
    abstract: "Crash emulated machines under live DMA and judge the hand-over of the IOMMU.",
    discussion: """
      Writes index.html, results.json and junit.xml to build/e2e/. The exit code is 0 only if \
      every verdict is the expected one.

      Example: crashdump-iommu e2e --case late-reset --kernel both
      """)

  enum Side: String, ExpressibleByArgument, CaseIterable { case vanilla, series, both }

  @OptionGroup var bases: BaseOptions

  @Option(
    help: "The directory of the series. (default: rendered now, written to build/patches/<base>/)")
  var patches: String?

  @OptionGroup var stages: StageOption

  @Option(name: .customLong("case"), help: "Run only this case; may be repeated.")
  var names: [String] = []

  @Flag(help: "Run only the core cases.")
  var core = false

  @Option(help: "The kernel to run on: vanilla, series or both.")
  var kernel = Side.both

  @Option(help: "Run on the first n patches of the series, or on every commit: a number, or all.")
  var commit: String?

  @Option(
    help: ArgumentHelp(
      """
      The emulator: \(Pipeline.emulatorNames.joined(separator: ", ")). The newest is downloaded \
      once, and system is the machine's own. (default: newest, or system with --record)
      """))
  var qemu: String?

  @Option(help: "How many machines to run at a time. (default: 2, or 1 on a single processor)")
  var machines = min(2, ProcessInfo.processInfo.processorCount)

  @Flag(help: "Keep the verdicts of cases that ran on both kernels for the cover letter.")
  var record = false

  @Flag(help: "Print the results as JSON.")
  var json = false

  func validate() throws {
    let isStaged = stages.stage != PartList.allWord
    if isStaged, patches != nil || commit != nil || record {
      throw ValidationError("--stage names the patches: drop --patches, --commit and --record")
    }
    if record, bases.kdir != nil {
      throw ValidationError("--record keeps the verdicts of packaged kernels: drop --kdir")
    }
    if record, let qemu, qemu != "system" {
      throw ValidationError(
        "--record takes the verdicts of the machine's own emulator: drop --qemu")
    }
  }

  func run() async throws {
    try await reporting {
      let qemu = qemu ?? (record ? "system" : "newest")
      try Pipeline.demandEmulator(qemu)
      let pipeline = try bases.pipeline()
      let choices = try bases.kernels()
      guard choices.count == 1 else { throw Failure("the rig takes one base at a time") }
      let base = try await pipeline.kernel(choices[0], level: .full)
      // a stage is applied on those before it
      let parts = try stages.parts().withEarlier
      let cases = try cases(of: try await base.family(), base.version, parts)
      let needsSeries = kernel != .vanilla || commit != nil
      let series = needsSeries ? try await pipeline.series(for: base, parts, in: patches) : nil
      let files = try series?.patches() ?? []
      let rig = try await pipeline.rig(
        for: base, patches: files, emulator: qemu, machines: machines)
      let subjects = try subjects(files.count)
      let done = try await Interruption.cancelling {
        try await rig.run(try shown(cases, by: rig.emulator), on: subjects) { announce($0) }
      }
      let results = RigResults(
        base: base.label, emulator: "QEMU \(rig.emulator.version)", cases: done)
      try results.write(to: rig.directory)
      if record { try pipeline.keep(results, of: base) }
      if json {
        print(try JSON.text(results), terminator: "")
      } else {
        print(results.table(.forOutput()))
      }
      guard results.unexpected.isEmpty else { throw ExitCode(1) }
      let passed = done.count { $0.subject == .series && $0.outcome.verdict == .pass }
      if let series, series.isWhole, passed > 0 {
        try await pipeline.note(.crash, [results.emulator: passed], of: series)
      }
    }
  }

  private func cases(
    of family: Family, _ version: KernelVersion, _ parts: PartList
  ) throws -> [CrashCase] {
    let all = CrashCase.all(of: family).filter {
      $0.isPossible(on: version) && parts.names.contains($0.stage)
    }.map { $0.expected(on: version) }
    if commit != nil, names.isEmpty { return [.everyCommit] }
    let known = Set(all.map(\.name))
    let unknown = names.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      let stage = parts.names.last?.rawValue ?? ""
      let subject = parts.isWhole ? "\(version)" : "the series up to \(stage)"
      throw Failure(
        unknown.map {
          Diagnostic(
            "\(subject) has no case \($0)",
            fix: "one of \(known.sorted().joined(separator: ", "))")
        })
    }
    let chosen = all.filter { (names.isEmpty || names.contains($0.name)) && (!core || $0.core) }
    guard !chosen.isEmpty else {
      throw Failure(
        "none of the named cases is in the core set", fix: "drop --core, or name other cases")
    }
    return chosen
  }

  /// The cases whose machines the emulator can run.
  private func shown(_ cases: [CrashCase], by emulator: Emulator) throws -> [CrashCase] {
    let shown = cases.filter { emulator.canRun($0.machine) }
    let missing = cases.filter { !emulator.canRun($0.machine) }.map(\.name)
    if !missing.isEmpty {
      let text = "QEMU \(emulator.version) cannot show \(missing.joined(separator: ", "))"
      guard names.isEmpty, !shown.isEmpty else {
        throw Failure(text, fix: "name another emulator with --qemu")
      }
      Console.note(text)
    }
    return shown
  }

  private func subjects(_ count: Int) throws -> [TestedKernel] {
    guard let commit else {
      return switch kernel {
      case .vanilla: [.vanilla]
      case .series: [.series]
      case .both: [.vanilla, .series]
      }
    }
    if commit == "all" { return (0...count).map(TestedKernel.commit) }
    guard let number = Int(commit), (0...count).contains(number) else {
      throw Failure(
        "\(commit) is not a commit of the series", fix: "all, or a number up to \(count)")
    }
    return [.commit(number)]
  }

  private func announce(_ result: CaseResult) {
    let expected = result.isExpected ? "" : ", expected \(result.expected.rawValue)"
    Console.note(
      "\(result.name) on \(result.subject): \(result.outcome.verdict.rawValue)\(expected), \(result.observation.effort)"
        + (result.explanation.isEmpty ? "" : "\n\(result.explanation)"))
  }
}
