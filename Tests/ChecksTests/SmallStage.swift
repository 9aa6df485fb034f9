import Diagnostics
import Rendering
import Series
import Testing

@testable import Checks

extension SeriesStage {
  /// The only commit of a series of one patch, rendered for a base with these features.
  static func small(features: [String: Bool] = [:]) throws -> SeriesStage {
    let series = RenderedSeries(
      version: Series.Version(1, date: ""), cover: ("", ""), base: [:],
      patches: [
        RenderedPatch(
          name: "muteFaults", message: "Subject\n", files: [CTestSuite.mainline.code: "code"],
          location: .here())
      ], features: features)
    return try #require(stages(of: series, in: .mainline).first)
  }
}
