public import Kernels
public import Platform
internal import Reporting
public import Series
internal import Writing

/// The way from kernel sources to a checked series. Each stage takes the result of the one before:
///
/// 1. kernel: the sources to work on, a ``Base``
/// 2. rendered: the series for them, in memory, a `RenderedSeries`
/// 3. written: patch files in a directory, as `git format-patch` writes them
/// 4. checked: a report by checkpatch, by the compiler at every commit, by the C tests, or by the
///    crash-boot rig
public struct Pipeline: Sendable {
  public let workspace: Workspace
  public let profile: Profile

  public init(_ workspace: Workspace, profile: Profile = .upstream) {
    self.workspace = workspace
    self.profile = profile
  }

  /// Where generated files go.
  public var build: String { "\(workspace.root)/build" }
}

/// Which kernel sources to work on.
public enum KernelChoice: Sendable {
  /// A tree of the user's.
  case tree(String)
  /// A Debian package; `refresh` asks the archive for a newer version.
  case packaged(PackagedBase, refresh: Bool)
}

extension Pipeline {
  /// The first stage: opens the kernel sources, and fetches them if need be.
  ///
  /// - Parameter directory: holds a written series; a packaged kernel must be at least as new as
  ///   the one that it was made from. By default this is the committed series.
  public func kernel(
    _ choice: KernelChoice, level: ExtractionLevel = .patches,
    notOlderThanIn directory: String? = nil
  ) async throws -> Base {
    switch choice {
    case .tree(let path):
      let tree = try await KernelTree.open(path)
      return profiled(
        tree.named(try TreeNames(in: build).name(for: tree.version, at: tree.root)))
    case .packaged(let packaged, let refresh):
      let committed = committed(packaged.branch)
      let record = try SeriesRecord.read(in: directory ?? committed)
      let known = try record ?? SeriesRecord.read(in: committed)
      return profiled(
        try await SourceCache(workspace)
          .base(packaged, level: level, known: known?.revision, refresh: refresh))
    }
  }

  /// What is made in another profile has a name of its own.
  private func profiled(_ kernel: Base) -> Base {
    profile == .upstream ? kernel : kernel.named("\(kernel.name)-\(profile)")
  }
}
