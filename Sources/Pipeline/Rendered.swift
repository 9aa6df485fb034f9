public import Checks
internal import Diagnostics
public import Kernels
internal import Platform
public import Rendering
internal import Reporting
public import Series

extension Pipeline {
  /// The second stage: the series for a kernel, from the project's declarations and templates.
  ///
  /// - Parameter parts: the stages of the series to render.
  public func render(_ kernel: Base, _ parts: PartList = .all) async throws -> RenderedSeries {
    let family = try await kernel.family()
    guard let series = [Series.mainline, .classic].first(where: { $0.family == family }) else {
      throw Failure("no series is declared for \(kernel.label), of the family \(family)")
    }
    for path in try await KernelTree.uncommitted(Array(series.files), in: kernel) {
      Console.warn("\(kernel.root)/\(path) has uncommitted changes; the series is made from HEAD")
    }
    let contents = try await kernel.contents(of: series.files)
    try await KernelTree.demandEditable(contents, in: kernel)
    func rendered(comparing fitting: FittingKernel? = nil) throws -> RenderedSeries {
      let templates = try templates()
      return try Rendering.render(
        series, kernel: kernel.version, templates: templates, context: try tableText(templates),
        records: try RigRecords(in: workspace).all(), profile: profile, fitting: fitting
      ) { contents[$0] }
    }
    do {
      return try rendered().slice(parts, of: series)
    } catch is Failure {
      return try rendered(comparing: try await fittingKernel(besides: kernel, series))
        .slice(parts, of: series)
    }
  }

  /// The packaged kernel in the cache whose version is nearest to that of a kernel that the series
  /// does not fit.
  private func fittingKernel(
    besides kernel: Base, _ series: Series
  ) async throws -> FittingKernel? {
    var nearest: Base?
    for packaged in Catalogue.bases {
      guard let base = try await SourceCache(workspace).cached(packaged), base.root != kernel.root,
        try await base.family() == series.family
      else { continue }
      func distance(_ other: Base) -> Int { abs(other.version.age - kernel.version.age) }
      if nearest.map({ distance(base) < distance($0) }) ?? true { nearest = base }
    }
    guard let nearest else { return nil }
    return FittingKernel(
      nearest.version.description, try await nearest.contents(of: series.files))
  }

  /// What the C tests are built from, commit by commit.
  public func stages(of kernel: Base) async throws -> [SeriesStage] {
    let suite = CTestSuite.of(try await kernel.family())
    return SeriesStage.stages(
      of: try await render(kernel), in: suite,
      headers: try await kernel.contents(of: suite.headersAnywhere))
  }

  /// The same for kernels of the classic family, without a tree of one: up to 4.1, and since then.
  public func classicStages() throws -> [(
    name: String, kernels: String, stages: [SeriesStage]
  )] {
    let templates = try templates()
    let context = try tableText(templates)
    let kinds = [
      ("classic", "3.13 to 4.1", []),
      ("classic-copies", "4.2 to 4.20", [KernelFeature.copiesTables]),
    ]
    return try kinds.map { name, kernels, features in
      let rendered = try renderAddedFiles(
        of: .classic, kernel: KernelVersion(3, 14), with: features, templates: templates,
        context: context)
      return (name, kernels, SeriesStage.stages(of: rendered, in: .classic))
    }
  }

  /// What templates say of the tables.
  private func tableText(_ templates: TemplateLibrary) throws -> [String: Any] {
    var text: [String: Any] = try kernelText(templates: templates)
    for (stage, bits) in PageTableText.byStage { text[stage] = bits }
    return text
  }

  public func templates() throws -> TemplateLibrary {
    try TemplateLibrary(workspace.templates(), sources: workspace.taggedSources())
  }
}

extension KernelVersion {
  /// Grows by one with each release.
  fileprivate var age: Int { major * 20 + minor }
}
