import Diagnostics
import Foundation
public import Kernels
import Platform
public import Reporting

/// How long writing a series takes, compared to `git am`.
public struct WritingBenchmarkResults: Codable, Sendable {
  public let kernel: String
  public let repetitions: Int
  /// The tool first, `git am` second.
  public let measurements: [Timings]
  /// The tool's median divided by that of `git am`.
  public let ratio: Double
}

/// Measures whole runs of `crashdump-iommu patches`, alternating with `git am` of the same series
/// on the same tree.
public struct WritingBenchmark {
  private let base: Base
  /// Where the series and the clone go.
  private let directory: String

  public init(base: Base, directory: String) {
    self.base = base
    self.directory = directory
  }

  public func run(_ repetitions: Int) async throws -> WritingBenchmarkResults {
    let series = "\(directory)/patches"
    let clone = "\(directory)/linux"
    let progress = ProgressBar("Measuring \(base.label)")
    defer { progress.finish() }
    try await write(to: series)
    try await makeClone(clone)
    let patches = try PatchFile.patches(in: series).map { "\(series)/\($0)" }

    var times: (tool: [Double], git: [Double]) = ([], [])
    for round in 0..<repetitions {
      times.tool.append(try await timed { try await write(to: series) })
      try await git(clone, ["reset", "--quiet", "--hard", "base"])
      times.git.append(try await timed { try await git(clone, ["am", "--quiet"] + patches) })
      progress.update(Double(round + 1) / Double(repetitions))
    }
    let tool = Timings(name: "crashdump-iommu patches", seconds: times.tool)
    let am = Timings(name: "git am (\(patches.count) patches)", seconds: times.git)
    return WritingBenchmarkResults(
      kernel: base.label, repetitions: repetitions, measurements: [tool, am],
      ratio: tool.median / am.median)
  }

  private func write(to series: String) async throws {
    let options =
      if case .package = base.provenance { ["--base", base.name] } else {
        ["--kdir", base.root]
      }
    let tool = Tool(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    _ = try await tool.output(
      ["patches", "--out", series, "--author", "Benchmark <benchmark@localhost.invalid>"]
        + options)
  }

  /// Makes a git repository of the base's tree.
  private func makeClone(_ clone: String) async throws {
    try Disk.remove(clone)
    try Disk.makeDirectory(clone)
    _ = try await Tool("cp").output(["-a", "\(base.root)/.", clone])
    try Disk.remove("\(clone)/.git")
    try await git(clone, ["init", "--quiet", "--initial-branch=base"])
    try await git(clone, ["add", "--all", "--force"])
    try await git(clone, ["commit", "--quiet", "--no-verify", "--message=base"])
    try await git(clone, ["checkout", "--quiet", "-b", "series"])
  }

  private func git(_ clone: String, _ arguments: [String]) async throws {
    let person = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@localhost.invalid"]
    _ = try await Tool.git.output(
      ["-C", clone] + person + ["-c", "gc.auto=0"] + arguments,
      with: .inherited([
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
      ]))
  }

  private func timed(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    return try await clock.measure(body) / .seconds(1)
  }
}
