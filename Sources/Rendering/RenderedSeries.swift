public import Diagnostics
public import Series

/// One commit, in memory: its message and the whole text of every file that it changes.
public struct RenderedPatch: Sendable {
  /// What the series calls the patch: `muteFaults`.
  public let name: String
  /// The subject, a blank line, the changelog; no sign-off.
  public let message: String
  /// The files after this patch; only those that it changes.
  public let files: [KernelPath: String]
  /// What the files that the series adds have from the tables after this patch.
  public let tableText: [EmittedTableText]
  /// Where the patch is declared.
  public let location: SourceLocation

  public init(
    name: String, message: String, files: [KernelPath: String],
    tableText: [EmittedTableText] = [], location: SourceLocation
  ) {
    self.name = name
    self.message = message
    self.files = files
    self.tableText = tableText
    self.location = location
  }
}

extension RenderedPatch {
  fileprivate func adding(trailers: [String]) -> RenderedPatch {
    let text = message.trimmed
    let last = text.split(separator: "\n\n").last ?? ""
    let hasTrailers = last.split(separator: "\n").allSatisfy { $0.isTrailer }
    return RenderedPatch(
      name: name,
      message: text + (hasTrailers ? "\n" : "\n\n") + trailers.joined(separator: "\n") + "\n",
      files: files, tableText: tableText, location: location)
  }
}

extension StringProtocol {
  /// Whether the line is a word, a colon and a value, as git knows it.
  fileprivate var isTrailer: Bool {
    String(self).wholeMatch(of: /[A-Za-z][A-Za-z0-9-]*: \S.*/) != nil
  }
}

/// A series on one base, in memory: the whole, or some stages of it.
public struct RenderedSeries: Sendable {
  public let version: Series.Version
  /// The cover letter's subject and body.
  public let cover: (subject: String, body: String)
  /// What the cover letter claims and the crash-boot rig's records do not show; the series may be
  /// tested, not published.
  public let unproven: [Diagnostic]
  /// The text that each touched file has in the base; files that the series adds are missing.
  public let base: [KernelPath: String]
  /// The patches of the stages that these are applied on.
  public let earlier: [RenderedPatch]
  public private(set) var patches: [RenderedPatch]
  /// What is added to each message besides.
  public private(set) var trailers: [String] = []
  /// The declared features, and whether they hold of the base.
  public let features: [String: Bool]
  /// The words of the base for each spelling.
  public let words: [String: String]

  public init(
    version: Series.Version, cover: (subject: String, body: String), base: [KernelPath: String],
    earlier: [RenderedPatch] = [], patches: [RenderedPatch], unproven: [Diagnostic] = [],
    features: [String: Bool] = [:],
    words: [String: String] = [:]
  ) {
    self.version = version
    self.cover = cover
    self.base = base
    self.earlier = earlier
    self.patches = patches
    self.unproven = unproven
    self.features = features
    self.words = words
  }
}

extension RenderedSeries {
  /// The same series, with more trailers (`Bugzilla: 123`) below the message of each patch.
  ///
  /// - Throws: `Failure` if one is no trailer.
  public func adding(trailers: [String]) throws -> RenderedSeries {
    for trailer in trailers where !trailer.isTrailer {
      throw Failure(
        "\(trailer.debugDescription) is no trailer", fix: "write one as in \"Bugzilla: 123\"")
    }
    guard !trailers.isEmpty else { return self }
    var series = self
    series.trailers = trailers
    series.patches = patches.map { $0.adding(trailers: trailers) }
    return series
  }

  /// The text of every file that the series touches, after the first `count` patches.
  ///
  /// 0 gives the base, with the earlier stages, `patches.count` the end of the series; files that do not exist at that
  /// point are missing.
  public func tree(after count: Int) -> [KernelPath: String] {
    (earlier + patches.prefix(count)).reduce(into: base) { tree, patch in
      tree.merge(patch.files) { _, new in new }
    }
  }
}
