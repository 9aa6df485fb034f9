internal import Diagnostics
public import Platform

/// A program of another Debian release, with all that it depends on: unpacked in the cache, so that
/// it can be run without being installed.
public struct UnpackedPackage: Sendable {
  public let package: String
  public let suite: String
  /// The suite that completes this one, as `trixie` does `trixie-backports`.
  public let rest: String?

  public init(package: String, suite: String, completedBy rest: String? = nil) {
    self.package = package
    self.suite = suite
    self.rest = rest
  }

  /// The directory that stands for `/`; the package is downloaded unless it is in the cache.
  ///
  /// - Throws: a `Failure` when there is no network.
  public func root(in workspace: Workspace) async throws -> String {
    let home = "\(workspace.cache)/unpacked/\(package)_\(suite)"
    let lock = try await DirectoryLock(workspace.cache)
    defer { lock.release() }
    if Disk.exists(home) { return home }
    let archive = Archive(stateIn: "\(workspace.cache)/apt/unpacked")
    let apt = try await archive.apt(for: suite, with: rest)
    let progress = ProgressBar("Downloading \(package) from \(suite)")
    defer { progress.finish() }
    let files = try await apt.downloadWithDependencies(package, progress)
    let partial = "\(home).partial"
    try Disk.remove(partial)
    try Disk.makeDirectory(partial)
    for file in files {
      // two packages may have a directory and a link to it, which dpkg-deb --extract replaces
      _ = try await Tool("sh").output([
        "-c", "dpkg-deb --fsys-tarfile \"$1\" | tar -x --keep-directory-symlink -C \"$2\"", "sh",
        file, partial,
      ])
    }
    try Disk.move(partial, to: home)
    for file in files { try Disk.remove(file) }
    return home
  }
}
