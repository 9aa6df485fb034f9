internal import Checks
internal import Diagnostics
internal import Foundation
public import Kernels
internal import Platform
internal import Rendering
public import Series
public import Writing

/// A series in a directory, and the kernel that it is for.
public struct SeriesOnDisk: Sendable {
  public let kernel: Base
  public let directory: String
  /// Whether these are all stages of the series, as far as is known.
  public let isWhole: Bool

  /// The patch files in order, without the cover letter.
  public func patches() throws -> [String] {
    try PatchFile.patches(in: directory).map { "\(directory)/\($0)" }
  }
}

/// The result of writing or comparing the series for a kernel.
public struct WrittenResult: Encodable, Sendable {
  public enum State: String, Encodable, Sendable {
    /// The series was written.
    case written
    /// The directory holds exactly what would be written.
    case current
    /// The directory's series is for another version of the kernel.
    case moved
    /// The directory's series is not what the declarations say.
    case stale
  }

  public let base: String
  public let kernel: String
  /// Where the series for this kernel is.
  public let directory: String
  public let state: State
  public let patches: [PatchSize]
  /// The command that makes the series current.
  public let remedy: String
  /// Why the state is `moved` or `stale`.
  public let differences: [String]
  /// What was seen of this very series: that it builds, passes its tests, survives a crash. Nil if
  /// nobody has tried.
  public let verified: String?

  init(
    _ kernel: Base, _ profile: Profile, _ directory: String, _ series: WrittenSeries,
    _ state: State,
    _ differences: [String] = [], verified: String? = nil
  ) {
    self.verified = verified
    base = kernel.name
    self.kernel = kernel.label
    self.directory = directory
    self.state = state
    patches = series.patches
    self.differences = differences
    remedy = kernel.remedy(profile)
  }
}

extension Pipeline {
  /// The directory of the committed series for a packaged kernel.
  public func committed(_ name: String) -> String { "\(workspace.root)/patches/\(name)" }

  /// The directories of the committed series for kernels that are not packaged, and the kernels'
  /// versions.
  public func committedForTrees() throws -> [(directory: String, version: String)] {
    let top = "\(workspace.root)/patches"
    return try Disk.names(in: top).compactMap { name in
      guard let record = try SeriesRecord.read(in: "\(top)/\(name)"), record.package == nil
      else { return nil }
      return ("\(top)/\(name)", record.version)
    }
  }

  /// The directory of a series for a kernel: that of the committed one, if there is one.
  public func home(of kernel: Base) -> String {
    guard case .package = kernel.provenance, profile == .upstream else {
      return generated(kernel.name)
    }
    return committed(kernel.name)
  }

  /// The directory for a series that is not committed.
  public func generated(_ name: String) -> String { "\(build)/patches/\(name)" }

  /// The directory for some stages of a series; nil for the whole.
  public func staged(_ name: String, _ parts: PartList) -> String? {
    parts.isWhole ? nil : "\(build)/stages/\(name)/\(parts.directory)"
  }

  /// The third stage: writes the series for a kernel.
  ///
  /// - Parameters:
  ///   - parts: the stages of the series to write.
  ///   - author: by default the author of the series that is there (for some stages, also of the
  ///     whole series), or git's user.
  ///   - trailers: what is added below the message of each patch, besides its own trailers.
  public func write(
    _ kernel: Base, _ parts: PartList = .all, to directory: String, author: String? = nil,
    trailers: [String] = []
  ) async throws -> WrittenResult {
    let output = SeriesDirectory(directory)
    try output.mayBeReplaced()
    let whole = parts.isWhole ? nil : try SeriesRecord.read(in: home(of: kernel))
    let record = try SeriesRecord.read(in: directory) ?? whole
    let rendered = try await proven(kernel, parts).adding(trailers: trailers)
    let series = try await format(rendered, for: kernel, beside: output, author, record)
    try output.replace(with: series)
    if parts.isWhole {
      try writeFinalFiles(of: rendered, to: "\(build)/series/\(kernel.name)")
    }
    return WrittenResult(
      kernel, profile, output.path, series, .written,
      verified: try await verification(ofSeriesIn: output.path, for: kernel)?.summary)
  }

  /// The series for a kernel, with a cover letter that claims nothing that the rig did not show.
  private func proven(
    _ kernel: Base, _ parts: PartList = .all
  ) async throws -> RenderedSeries {
    let series = try await render(kernel, parts)
    guard series.unproven.isEmpty else { throw Failure(series.unproven) }
    return series
  }

  /// Leaves the files that the series touches, as they are at its end, for people to read.
  private func writeFinalFiles(of series: RenderedSeries, to directory: String) throws {
    try Disk.remove(directory)
    for (path, text) in series.tree(after: series.patches.count) {
      try Disk.write(text, to: "\(directory)/\(path)")
    }
  }

  /// Compares the series in a directory with what would be written there, and leaves it alone.
  public func compare(
    _ kernel: Base, with directory: String, author: String? = nil
  ) async throws -> WrittenResult {
    let output = SeriesDirectory(directory)
    guard let record = try SeriesRecord.read(in: directory) else {
      throw Failure("\(directory) holds no series", fix: kernel.remedy(profile))
    }
    let current = SeriesDirectory(generated(kernel.name))
    let rendered = try await proven(kernel).adding(trailers: record.trailers ?? [])
    let series = try await format(rendered, for: kernel, beside: current, author, record)
    switch try Freshness.of(output, record: record, now: series, base: kernel) {
    case .current:
      return WrittenResult(
        kernel, profile, output.path, series, .current,
        verified: try await verification(ofSeriesIn: output.path, for: kernel)?.summary)
    case .stale(let files):
      return WrittenResult(kernel, profile, output.path, series, .stale, files)
    case .moved(let change):
      if current.path != output.path { try current.replace(with: series) }
      return WrittenResult(kernel, profile, current.path, series, .moved, [change])
    }
  }

  /// The series to check: the one in a directory that the user names, or else one that is rendered
  /// now from the declarations. What `patches/` holds does not matter.
  public func series(
    for kernel: Base, _ parts: PartList = .all, in directory: String?
  ) async throws -> SeriesOnDisk {
    if let directory {
      let path = URL(filePath: directory).standardizedFileURL.path(percentEncoded: false)
      return SeriesOnDisk(kernel: kernel, directory: path, isWhole: true)
    }
    let output = SeriesDirectory(staged(kernel.name, parts) ?? generated(kernel.name))
    let record = try SeriesRecord.read(in: home(of: kernel))
    try output.replace(
      with: await format(render(kernel, parts), for: kernel, beside: output, nil, record))
    return SeriesOnDisk(kernel: kernel, directory: output.path, isWhole: parts.isWhole)
  }

  private func format(
    _ series: RenderedSeries, for kernel: Base, beside directory: SeriesDirectory,
    _ author: String?, _ record: SeriesRecord?
  ) async throws -> WrittenSeries {
    let author = try await Identity.choose(
      option: author, recorded: record?.author, git: workspace.root)
    return try await SeriesWriter(base: kernel, author: author)
      .format(series, beside: directory)
  }
}

extension Base {
  /// The command that writes the series for the kernel.
  fileprivate func remedy(_ profile: Profile) -> String {
    var options = ["KDIR=\(root)"]
    if case .package = provenance { options = ["BASE=\(version.branch)"] }
    if profile != .upstream { options.append("PROFILE=\(profile)") }
    return "make patches \(options.joined(separator: " "))"
  }
}
