import Diagnostics
public import Rendering
public import Series

/// The code under test and the headers that it is built with, at one commit of the series.
public struct SeriesStage: Sendable {
  public let suite: CTestSuite
  /// The patch's number, from 1.
  public let number: Int
  public let subject: String
  /// The names of the patches up to this one.
  public let patches: [String]
  /// What the code has from the tables.
  let tableText: [EmittedTableText]
  /// The headers and the code.
  let files: [KernelPath: String]

  var code: String { files[suite.code] ?? "" }

  /// The commits that change anything of what is tested, from the first with the code in it.
  ///
  /// - Parameter headers: those of the base.
  public static func stages(
    of series: RenderedSeries, in suite: CTestSuite, headers: [KernelPath: String] = [:]
  ) -> [SeriesStage] {
    let paths = Set(suite.headers + [suite.code])
    let headers = suite.inNewPlaces(headers)
    let features = kernelFeatures(of: series)
    return (1..<series.patches.count + 1).compactMap { number in
      let patch = series.patches[number - 1]
      let patches = series.patches.prefix(number).map(\.name)
      let tree = suite.inNewPlaces(series.tree(after: number)).filter { paths.contains($0.key) }
      let changed = suite.inNewPlaces(patch.files).keys
      guard tree[suite.code] != nil, !paths.isDisjoint(with: changed) else { return nil }
      return SeriesStage(
        suite: suite, number: number,
        subject: String(patch.message.prefix { $0 != "\n" }), patches: patches,
        tableText: patch.tableText,
        files: headers.merging(tree) { $1 }.merging([
          Self.features: features + patchMacros(patches, of: suite.series)
        ]) { $1 })
    }
  }

  /// The same with other code.
  func with(code: String) -> SeriesStage {
    SeriesStage(
      suite: suite, number: number, subject: subject, patches: patches,
      tableText: tableText, files: files.merging([suite.code: code]) { $1 })
  }

  private static let features: KernelPath = "kernel_features.h"

  /// The features and the spellings of the base, for tests that must know them.
  private static func kernelFeatures(of series: RenderedSeries) -> String {
    let features = series.features.map { name, holds in
      "#define KERNEL_\(name.uppercased()) \(holds ? 1 : 0)"
    }
    let words = series.words.map { "#define kernel_\($0.key) \($0.value)" }
    return (features + words).sorted().joined(separator: "\n") + "\n"
  }

  /// Which patches the commit has, for tests of what the code does at every one.
  private static func patchMacros(_ patches: [String], of series: Series) -> String {
    series.patchNames.map {
      "#define SERIES_HAS_\(macro($0)) \(patches.contains($0) ? 1 : 0)\n"
    }.joined()
  }

  /// `CHECK_PASID_TABLES` for `checkPASIDTables`, `RESERVE_IOVAS` for `reserveIOVAs`
  static func macro(_ name: String) -> String {
    name.matches(of: /[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+/).map { $0.output.uppercased() }
      .joined(separator: "_")
  }
}
