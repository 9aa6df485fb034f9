import Diagnostics
public import Series

extension RenderedSeries {
  /// Some stages of the series, with a cover letter of their own, on top of the stages before them.
  public func slice(_ list: PartList, of series: Series) throws -> RenderedSeries {
    guard !list.isWhole else { return self }
    guard !series.parts.isEmpty else {
      throw Failure(
        "the series for this kernel has no stages: \(series.subsystem): \(series.title)",
        at: series.location, fix: "make it whole, without STAGE")
    }
    let parts = series.parts.filter { list.names.contains($0.name) }
    let earlier = Array(series.parts.prefix { !list.names.contains($0.name) })
    return RenderedSeries(
      version: version,
      cover: (
        "\(series.subsystem): \(parts.count == 1 ? parts[0].title : series.title)",
        CoverLetter.body(of: parts, after: earlier, subsystem: series.subsystem)
      ),
      base: base, earlier: patches(of: earlier), patches: patches(of: parts), features: features,
      words: words)
  }

  private func patches(of parts: [Part]) -> [RenderedPatch] {
    let names = Set(parts.flatMap(\.patches).map(\.name))
    return patches.filter { names.contains($0.name) }
  }
}
