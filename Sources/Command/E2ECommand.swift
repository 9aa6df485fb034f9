import ArgumentParser
import Diagnostics
import Foundation
import Rig
import Series
import Writing

struct E2ECommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "e2e",
    abstract: "Crash emulated machines under live DMA and judge the hand-over of the IOMMU.",
    discussion: """
      Example: crashdump-iommu e2e --case late-reset --kernel both
      Writes build/e2e/index.html, results.json and junit.xml; exit 0 only when every verdict is
      the expected one.
      """)

  enum Kernels: String, ExpressibleByArgument, CaseIterable { case vanilla, series, both }

  @OptionGroup var bases: BaseOptions

  @Option(help: "The directory of the series' patch files; patches/<base> by default.")
  var patches: String?

  @Option(name: .customLong("case"), help: "Only this case; may be given more than once.")
  var names: [String] = []

  @Flag(help: "Only the short set of cases.")
  var core = false

  @Option(help: "On which kernel: vanilla, series or both.")
  var kernel = Kernels.both

  @Option(help: "On the first so many patches of the series, or on all states in turn.")
  var commit: String?

  @Option(help: "How many machines run at the same time. (default: two, if there are processors)")
  var machines = min(2, ProcessInfo.processInfo.processorCount)

  @Flag(help: "Keep the verdicts for the cover letter; every case must run, on both kernels.")
  var record = false

  @Flag(help: "Print the results as JSON.")
  var json = false

  func run() async throws {
    try await reporting {
      let workspace = try Workspace.find()
      let requests = try bases.requests()
      guard requests.count == 1 else { throw Failure("the rig takes one base at a time") }
      let base = try await bases.open(requests[0], in: workspace, level: .full)
      let family = try await base.family()
      let files = try patchFiles(base, workspace)
      let directory = "\(workspace.root)/build/e2e"
      let builder = KernelBuilder(
        sources: base.root, version: base.version, family: family, directory: directory,
        rigSources: "\(workspace.root)/ctests/rig", jobs: ProcessInfo.processInfo.processorCount)
      let rig = CrashBootRig(
        builder: builder, patches: files, directory: directory, machines: machines)
      let done = try await Interruption.cancelling {
        try await rig.run(try cases(of: family), on: try subjects(files.count)) { announce($0) }
      }
      let results = Results(base: base.label, cases: done)
      try results.write(to: directory)
      if record, case .packaged(let packaged) = requests[0] {
        try RigRecords(in: workspace).write(
          try results.record(branch: packaged.branch, of: CrashCase.all(of: family)))
      }
      if json { try Console.json(results) } else { print(ResultTable(done, color: color)) }
      guard results.unexpected.isEmpty else { throw ExitCode(1) }
    }
  }

  private func patchFiles(_ base: Base, _ workspace: Workspace) throws -> [String] {
    guard kernel != .vanilla || commit != nil else { return [] }
    let given = patches.map { URL(filePath: $0).path(percentEncoded: false) }
    let isPackaged = if case .package = base.provenance { true } else { false }
    let directory =
      given ?? "\(workspace.root)/\(isPackaged ? "patches" : "build/patches")/\(base.name)"
    let files = try Disk.names(in: directory).filter {
      $0.hasSuffix(".patch") && !$0.hasPrefix("0000-")
    }
    guard !files.isEmpty else {
      throw Failure("\(directory) holds no series", fix: "make patches")
    }
    return files.map { "\(directory)/\($0)" }
  }

  private func cases(of family: Family) throws -> [CrashCase] {
    let all = CrashCase.all(of: family)
    if commit != nil, names.isEmpty { return [.everyCommit] }
    let known = Set(all.map(\.name))
    let unknown = names.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw Failure(
        unknown.map {
          Diagnostic(
            "there is no case \($0)", fix: "one of \(known.sorted().joined(separator: ", "))")
        })
    }
    return all.filter { (names.isEmpty || names.contains($0.name)) && (!core || $0.core) }
  }

  private func subjects(_ count: Int) throws -> [Subject] {
    guard let commit else {
      return switch kernel {
      case .vanilla: [.vanilla]
      case .series: [.series]
      case .both: [.vanilla, .series]
      }
    }
    if commit == "all" { return (0...count).map(Subject.commit) }
    guard let number = Int(commit), (0...count).contains(number) else {
      throw Failure("\(commit) is no commit of the series", fix: "all, or a number up to \(count)")
    }
    return [.commit(number)]
  }

  private var color: Bool {
    isatty(STDOUT_FILENO) == 1
      && ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true
  }

  private func announce(_ result: CaseResult) {
    let expected = result.isExpected ? "" : ", expected \(result.expected.rawValue)"
    Console.note(
      "\(result.name) on \(result.subject): \(result.outcome.verdict.rawValue)\(expected), \(result.observation.effort)"
        + (result.explanation.isEmpty ? "" : "\n\(result.explanation)"))
  }
}
