import ArgumentParser
import Diagnostics
import Kernels
import Pipeline
import Platform
import Reporting
import Series
import Writing

/// `crashdump-iommu patches`: writes the series for a base, or checks the one that is there.
struct PatchesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patches",
    abstract: "Write the series of patches for a kernel.",
    discussion: """
      Writes to patches/<base>/ for a packaged kernel and to build/patches/<version>/ for your own \
      tree, unless --out names another directory. Stages of the series, which can each be sent and \
      merged without the later ones, go to build/stages/<base>/<stages>/.

      Examples:
        crashdump-iommu patches
        crashdump-iommu patches --stage fixes,take-over
        crashdump-iommu patches --kdir ~/linux --out /tmp/series
        crashdump-iommu patches --check
      """)

  @OptionGroup var bases: BaseOptions
  @OptionGroup var stages: StageOption

  @Option(help: "The directory to write to; with --base all, to a subdirectory for each base.")
  var out: String?

  @Option(help: "The author of the patches: \"Name <address>\".")
  var author: String?

  @Option(
    name: .customLong("trailer"),
    help: "A line to add below each patch's message: \"Bugzilla: 123\"; may be repeated.")
  var trailers: [String] = []

  @Flag(help: "Do not write; fail if the directory is not up to date.")
  var check = false

  @Option(
    help: "With --check --base all: a directory of kernel trees, for series of other kernels.")
  var trees: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if check, stages.stage != PartList.allWord {
      throw ValidationError("--check compares the whole series: drop --stage")
    }
    if check, !trailers.isEmpty {
      throw ValidationError("--check compares with the trailers that are there: drop --trailer")
    }
  }

  func run() async throws {
    try await reporting {
      let parts = try stages.parts()
      let pipeline = try bases.pipeline()
      let choices = try bases.kernels()
      var done: [WrittenResult] = []
      var problems: [Diagnostic] = []
      for choice in choices {
        do {
          done.append(try await work(on: choice, parts, pipeline))
        } catch let missing as BaseNotAvailable where choices.count > 1 {
          Console.note(missing.diagnostic.message)
        } catch let failure as Failure where choices.count > 1 {
          problems += failure.diagnostics
        }
      }
      if check, bases.kdir == nil, bases.base == Catalogue.all {
        done += try await othersCompared(pipeline)
      }
      if json {
        print(try JSON.text(done), terminator: "")
      } else {
        for result in done { print(result.text) }
      }
      for result in done { result.explain() }
      guard problems.isEmpty else { throw Failure(problems) }
      if done.contains(where: { $0.state == .stale }) { throw ExitCode(1) }
    }
  }

  /// Compares the committed series for kernels that are not packaged, as far as their trees are at
  /// hand.
  private func othersCompared(_ pipeline: Pipeline) async throws -> [WrittenResult] {
    var done: [WrittenResult] = []
    for (directory, version) in try pipeline.committedForTrees() {
      guard let kernel = try await KernelTree.find(version, below: trees) else {
        Console.note(
          "\(directory) is not checked: no tree of \(version) is at hand (give TREES=directory)")
        continue
      }
      done.append(try await pipeline.compare(kernel, with: directory, author: author))
    }
    return done
  }

  private func work(
    on choice: KernelChoice, _ parts: PartList, _ pipeline: Pipeline
  ) async throws -> WrittenResult {
    var given = out
    if case .packaged(let packaged, _) = choice, bases.base == Catalogue.all {
      given = out.map { "\($0)/\(packaged.branch)" }
    }
    let kernel = try await pipeline.kernel(choice, notOlderThanIn: given)
    let directory = given ?? pipeline.staged(kernel.name, parts) ?? pipeline.home(of: kernel)
    return check
      ? try await pipeline.compare(kernel, with: directory, author: author)
      : try await pipeline.write(
        kernel, parts, to: directory, author: author, trailers: trailers)
  }
}

extension WrittenResult {
  /// The files, and how many lines each adds and removes.
  fileprivate var text: String {
    let table = TextTable(
      numbers: patches.map { ["  \($0.file)", "+\($0.insertions)", "-\($0.deletions)"] })
    return
      ([
        "\(directory): \(patches.count) patch\(patches.count == 1 ? "" : "es") for \(kernel), \(state.rawValue)"
      ]
      + table.lines() + verification).joined(separator: "\n")
  }

  /// What is known of a series that was written, or is current.
  private var verification: [String] {
    guard state != .moved, state != .stale else { return [] }
    return [
      verified.map { "  verified: \($0)" }
        ?? "  generated, not verified: \(remedy.replacing("make patches", with: "make bisect"))"
    ]
  }

  /// Tells on standard error why a directory is not current.
  fileprivate func explain() {
    switch state {
    case .written, .current: break
    case .moved:
      Console.note("base moved \(differences.joined()): run \(remedy) to refresh")
    case .stale:
      Console.report(
        differences.map {
          Diagnostic("\(directory)/\($0)", fix: remedy)
        })
    }
  }
}
