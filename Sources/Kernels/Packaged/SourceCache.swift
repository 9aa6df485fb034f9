internal import Diagnostics
internal import Foundation
public import Platform
internal import Series

/// Kernel sources from Debian's archive, downloaded once and extracted as far as needed.
///
/// The cache's directory holds:
/// - `apt/<suite>/`: apt's private state
/// - `downloads/`: packages that are being downloaded
/// - `<package>_<version>/source.tar.xz`: the kernel as Debian ships it
/// - `<package>_<version>/<level>/linux/`: the extracted tree, with a stamp beside it
public struct SourceCache: Sendable {
  private let directory: String
  private let variables: Tool.Variables

  public init(_ workspace: Workspace, variables: Tool.Variables = .inherited()) {
    directory = workspace.cache
    self.variables = variables
  }

  /// A packaged base, extracted at least to `level`: the newest version in the cache, or that of
  /// the archive when there is none.
  ///
  /// - Parameters:
  ///   - known: a version that the archive once had; an older one in the cache is not used.
  ///   - refresh: take the newest version of the archive.
  /// - Throws: ``BaseNotAvailable`` when the archive no longer has a base that it once had.
  public func base(
    _ packaged: PackagedBase, level: ExtractionLevel = .patches, known: String? = nil,
    refresh: Bool = false
  ) async throws -> Base {
    if let version = try await usable(packaged, known, refresh),
      let root = try tree(packaged, version, level)
    {
      return try base(packaged, version, root)
    }
    let lock = try await DirectoryLock(directory)
    defer { lock.release() }
    let version =
      if let usable = try await usable(packaged, known, refresh) { usable } else {
        try await fetch(packaged, known)
      }
    if let root = try tree(packaged, version, level) { return try base(packaged, version, root) }
    return try base(packaged, version, try await extract(packaged, version, level))
  }

  /// The newest version of a packaged base that is in the cache, unpacked.
  public func cached(_ packaged: PackagedBase) async throws -> Base? {
    guard let version = try await usable(packaged, nil, false),
      let root = try tree(packaged, version, .patches)
    else { return nil }
    return try base(packaged, version, root)
  }

  private func base(_ packaged: PackagedBase, _ revision: String, _ root: String) throws -> Base {
    let makefile = "\(root)/Makefile"
    let version = try KernelTree.version(in: Disk.read(makefile) ?? "", file: makefile)
    return Base(
      name: packaged.branch, version: version,
      provenance: .package(name: packaged.package, revision: revision), root: root)
  }

  // MARK: Versions in the cache

  private func usable(
    _ packaged: PackagedBase, _ known: String?, _ refresh: Bool
  ) async throws -> String? {
    guard !refresh else { return nil }
    var newest: String?
    for version in try versions(packaged) {
      if let best = newest, try await !DebianVersion.isLess(best, version) { continue }
      newest = version
    }
    if let newest, let known, try await DebianVersion.isLess(newest, known) { return nil }
    return newest
  }

  private func versions(_ packaged: PackagedBase) throws -> [String] {
    let prefix = "\(packaged.package)_"
    return try Disk.names(in: directory).filter {
      $0.hasPrefix(prefix) && Disk.exists("\(directory)/\($0)/\(Self.tarball)")
    }.map { String($0.dropFirst(prefix.count)) }
  }

  private func home(_ packaged: PackagedBase, _ version: String) -> String {
    "\(directory)/\(packaged.package)_\(version)"
  }

  // MARK: Downloading

  private static let tarball = "source.tar.xz"

  private func fetch(_ packaged: PackagedBase, _ known: String?) async throws -> String {
    let archive = Archive(stateIn: "\(directory)/apt", variables: variables)
    let wasThere = try known != nil || !versions(packaged).isEmpty
    let offer = try await archive.newest(packaged, wasThere: wasThere)
    let version = offer.candidate.version
    let home = home(packaged, version)
    guard !Disk.exists("\(home)/\(Self.tarball)") else { return version }

    let downloads = "\(directory)/downloads"
    try Disk.makeDirectory(downloads)
    let progress = ProgressBar("Downloading \(packaged.package) \(version)")
    defer { progress.finish() }
    let package = try await offer.apt.download(offer.candidate, to: downloads, progress)
    try await unpack(packaged, package, to: home)
    try Disk.remove(package)
    return version
  }

  /// Unpacks the kernel's tarball from the package.
  private func unpack(_ packaged: PackagedBase, _ package: String, to home: String) async throws {
    let partial = "\(home)/unpacked.partial"
    try Disk.remove(partial)
    try Disk.makeDirectory(partial)
    do {
      _ = try await Tool("dpkg-deb").output(["--extract", package, partial])
      try Disk.move(
        "\(partial)/usr/src/\(packaged.package).tar.xz", to: "\(home)/\(Self.tarball)")
    } catch {
      try Disk.remove(partial)
      throw error
    }
    try Disk.remove(partial)
  }

  // MARK: Extracting

  /// Records what was extracted. A tree whose stamp is missing or differs counts as incomplete.
  private struct Stamp: Codable, Equatable {
    let package: String
    let version: String
    let included: [String]
    let excluded: [String]
  }

  private func stamp(
    _ packaged: PackagedBase, _ version: String, _ level: ExtractionLevel
  ) -> Stamp {
    Stamp(
      package: packaged.package, version: version, included: level.included,
      excluded: level.excluded)
  }

  /// The smallest complete tree in the cache that includes the wanted level.
  private func tree(
    _ packaged: PackagedBase, _ version: String, _ wanted: ExtractionLevel
  ) throws -> String? {
    for level in ExtractionLevel.allCases where level >= wanted {
      let home = "\(home(packaged, version))/\(level)"
      guard let text = try Disk.read("\(home)/stamp.json"),
        let found = try? JSONDecoder().decode(Stamp.self, from: Data(text.utf8)),
        found == stamp(packaged, version, level)
      else { continue }
      return "\(home)/linux"
    }
    return nil
  }

  private func extract(
    _ packaged: PackagedBase, _ version: String, _ level: ExtractionLevel
  ) async throws -> String {
    let home = home(packaged, version)
    let tarball = "\(home)/\(Self.tarball)"
    let partial = "\(home)/\(level).partial"
    try Disk.remove(partial)
    try Disk.makeDirectory("\(partial)/linux")

    let listing = try await Tool.xz.output(["--robot", "--list", tarball]).text
    let totals = listing.split(separator: "\n").last?.split(separator: "\t") ?? []
    let records = totals.count > 4 ? (Double(totals[4]) ?? 0) / 10240 : 0
    let progress = ProgressBar("Extracting \(packaged.package) \(version) (\(level))")
    defer { progress.finish() }
    let top = packaged.package
    let arguments =
      [
        "-x", "--use-compress-program=xz -T0", "-f", tarball, "-C", "\(partial)/linux",
        "--strip-components=1", "--no-same-owner", "--anchored", "--wildcards",
        "--checkpoint=1000", "--checkpoint-action=echo=record %u",
      ] + level.excluded.map { "--exclude=\(top)/\($0)" }
      + level.included.map { $0.isEmpty ? top : "\(top)/\($0)" }
    let result = try await Tool.tar.stream(arguments, with: .inherited(["LC_ALL": "C"])) { line in
      guard let record = line.split(separator: " ").last.flatMap({ Double($0) }),
        line.contains("record ")
      else { return false }
      progress.update(records > 0 ? record / records : 0)
      return true
    }
    let lacks = level.optional.map { "\(top)/\($0): Not found in archive" }
    let isWhole = result.errors.split(separator: "\n").allSatisfy { line in
      lacks.contains { line.hasSuffix($0) } || line.contains("due to previous errors")
    }
    guard result.succeeded || (isWhole && !result.errors.isEmpty) else {
      try Disk.remove(partial)
      throw Tool.tar.failure(["extract", tarball], result)
    }
    let stamp = stamp(packaged, version, level)
    try Disk.write(JSON.text(stamp), to: "\(partial)/stamp.json")
    try Disk.remove("\(home)/\(level)")
    try Disk.move(partial, to: "\(home)/\(level)")
    return "\(home)/\(level)/linux"
  }
}
