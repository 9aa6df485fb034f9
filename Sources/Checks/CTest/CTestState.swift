import Diagnostics
public import Rendering
public import Series

/// The code under test and the headers that it is built with, at one commit of the series.
public struct CTestState: Sendable {
  public let suite: CTestSuite
  /// The patch's number, from 1.
  public let number: Int
  public let subject: String
  /// The headers and the code.
  let files: [KernelPath: String]

  var code: String { files[suite.code] ?? "" }

  /// The commits that change anything of what is tested, from the first with the code in it.
  ///
  /// - Parameter headers: those of the base.
  public static func states(
    of series: RenderedSeries, in suite: CTestSuite, headers: [KernelPath: String] = [:]
  ) -> [CTestState] {
    let paths = Set(suite.headers + [suite.code])
    let facts = kernelFacts(of: series)
    return (1..<series.patches.count + 1).compactMap { number in
      let patch = series.patches[number - 1]
      let tree = series.tree(after: number).filter { paths.contains($0.key) }
      guard tree[suite.code] != nil, !paths.isDisjoint(with: patch.files.keys) else { return nil }
      return CTestState(
        suite: suite, number: number,
        subject: String(patch.message.prefix { $0 != "\n" }),
        files: headers.merging(tree) { $1 }.merging([
          Self.facts: facts + codeFacts(of: tree[suite.code] ?? "")
        ]) { $1 })
    }
  }

  private static let facts: KernelPath = "kernel_facts.h"

  /// The facts and the words of the base, for tests that must know them.
  private static func kernelFacts(of series: RenderedSeries) -> String {
    let facts = series.features.map { "#define KERNEL_\($0.key.uppercased()) \($0.value ? 1 : 0)" }
    let words = series.words.map { "#define kernel_\($0.key) \($0.value)" }
    return (facts + words).sorted().joined(separator: "\n") + "\n"
  }

  /// What the code does at this commit, for tests of what it does at every one.
  private static func codeFacts(of code: String) -> String {
    [
      "WALKS_PAGE_TABLES": "walk_page_tables", "QUARANTINES": "quarantine_refused",
      "REPLACES_PASS_THROUGH": "replace_pass_through", "CARRIES_PASS_THROUGH": "walk_old_ram",
    ].map { "#define SERIES_\($0.key) \(code.contains($0.value) ? 1 : 0)\n" }.sorted().joined()
  }
}
