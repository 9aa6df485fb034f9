internal import Diagnostics
internal import Platform
public import Series

/// A tree of kernel sources, and where it comes from.
public struct Base: Sendable {
  public enum Provenance: Hashable, Sendable {
    /// A Debian package, such as `linux-source-6.12` `6.12.117-1~deb12u1`.
    case package(name: String, revision: String)
    /// The commit that HEAD of a git clone names.
    case git(commit: String)
    /// A tree without history.
    case plain
  }

  /// The name of the series' directory: `6.12`, or for a user's tree the whole version, with a
  /// number if another tree has the same.
  public let name: String
  public let version: KernelVersion
  public let provenance: Provenance
  /// The directory of the tree.
  public let root: String
  /// The vendor's release that a user's tree is of: `RHEL 8.9`.
  public let vendor: String?

  public init(
    name: String, version: KernelVersion, provenance: Provenance, root: String,
    vendor: String? = nil
  ) {
    self.vendor = vendor
    self.name = name
    self.version = version
    self.provenance = provenance
    self.root = root
  }

  /// The same tree under another name.
  public func named(_ name: String) -> Base {
    Base(name: name, version: version, provenance: provenance, root: root, vendor: vendor)
  }

  /// The directory for what is built from the tree: a packaged kernel's version, because its name
  /// stays when the archive moves on.
  public var place: String { if case .package = provenance { "\(version)" } else { name } }

  /// A text that is another one when the sources are: for a tree without history, a digest of the
  /// names, sizes and times of its files.
  public func state() async throws -> String {
    switch provenance {
    case .package(_, let revision): return revision
    case .git(let commit): return commit
    case .plain:
      let listing = try await Tool("find").output([root, "-type", "f", "-printf", "%P %s %T@\\n"])
      let sorted = listing.text.split(separator: "\n").sorted().joined(separator: "\n")
      return try await Tool("sha256sum").output([], input: Array(sorted.utf8)).line
    }
  }

  /// The bytes of those of the files that the base has; for a git clone, as committed in HEAD.
  public func bytes(of paths: some Sequence<KernelPath>) async throws -> [KernelPath: [UInt8]] {
    if case .git(let commit) = provenance {
      return try await GitObjects(root).contents(of: Array(paths), at: commit)
    }
    return try paths.reduce(into: [:]) { $0[$1] = try Disk.bytes("\(root)/\($1)") }
  }

  /// The same files as ``FileText``.
  public func contents(of paths: some Sequence<KernelPath>) async throws -> [KernelPath: String] {
    try await bytes(of: paths).mapValues(FileText.decode)
  }

  /// Where the VT-d driver is: it has had a directory of its own since 5.8.
  ///
  /// - Throws: `Failure` if there is no driver.
  public func driver() async throws -> KernelPath {
    try await driverSource().path
  }

  /// The kernel's family. The series for later kernels checks tables of scalable mode, too, which
  /// came with 5.0.
  ///
  /// - Throws: `Failure` if there is no driver.
  public func family() async throws -> Family {
    let driver = try await driverSource()
    if driver.path == Self.drivers[0] { return .mainline }
    return driver.text.contains("sm_supported(") ? .mainline : .classic
  }

  private static let drivers: [KernelPath] = [
    "drivers/iommu/intel/iommu.c", "drivers/iommu/intel-iommu.c",
  ]

  private func driverSource() async throws -> (path: KernelPath, text: String) {
    let present = try await contents(of: Self.drivers)
    guard let path = Self.drivers.first(where: { present[$0] != nil }), let text = present[path]
    else {
      throw Failure(
        "\(root) has no VT-d driver: neither \(Self.drivers[0]) nor \(Self.drivers[1]) is there",
        fix: "use a kernel from 3.13 on")
    }
    return (path, text)
  }

  /// `6.12.117`, `4.18.0 (RHEL 8.9)`
  public var release: String { vendor.map { "\(version) (\($0))" } ?? "\(version)" }

  /// `v6.12.117 (Debian linux-source-6.12 6.12.117-1~deb12u1)`, for people.
  public var label: String {
    switch provenance {
    case .package(let name, let revision): "v\(version) (Debian \(name) \(revision))"
    case .git(let commit): "v\(version) (\(commit.prefix(12)))"
    case .plain: "v\(release)"
    }
  }
}
