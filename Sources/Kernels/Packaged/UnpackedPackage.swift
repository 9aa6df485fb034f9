internal import Diagnostics
public import Platform

/// A program of another Debian release, with all that it depends on: unpacked in the cache, so that
/// it can be run without being installed.
public struct UnpackedPackage: Sendable {
  public let package: String
  public let suite: String
  /// The suite that completes this one, as `trixie` does `trixie-backports`.
  public let completion: String?

  public init(package: String, suite: String, completedBy completion: String? = nil) {
    self.package = package
    self.suite = suite
    self.completion = completion
  }

  /// A program below such a directory, as the command that runs it with its own loader and
  /// libraries.
  ///
  /// - Parameters:
  ///   - program: its path below the directory.
  ///   - directories: with more libraries, below the directory.
  public static func command(
    _ program: String, in root: String, libraries directories: [String] = []
  ) -> [String] {
    let libraries = "\(root)/usr/lib/x86_64-linux-gnu"
    let path = [libraries] + directories.map { "\(root)/\($0)" }
    return [
      "\(libraries)/ld-linux-x86-64.so.2", "--inhibit-cache", "--library-path",
      path.joined(separator: ":"), "--argv0", String(program.split(separator: "/").last ?? ""),
      "\(root)/\(program)",
    ]
  }

  /// The directory that stands for `/`; the package is downloaded unless it is in the cache.
  ///
  /// - Throws: a `Failure` when there is no network.
  public func root(in workspace: Workspace) async throws -> String {
    let home = "\(workspace.cache)/unpacked/\(package)_\(suite)"
    if Disk.exists(home) { return home }
    let lock = try await DirectoryLock(workspace.cache)
    defer { lock.release() }
    // another run may have unpacked it by now
    if Disk.exists(home) { return home }
    let archive = Archive(stateIn: "\(workspace.cache)/apt/unpacked")
    let apt = try await archive.apt(for: suite, completedBy: completion)
    let progress = ProgressBar("Downloading \(package) from \(suite)")
    defer { progress.finish() }
    let files = try await apt.downloadWithDependencies(package, progress)
    let partial = "\(home).partial"
    try Disk.remove(partial)
    try Disk.makeDirectory(partial)
    do {
      for file in files {
        // two packages may have a directory and a link to it, which dpkg-deb --extract replaces
        let archive = try await Tool("dpkg-deb").output(["--fsys-tarfile", file])
        _ = try await Tool.tar.output(
          ["-x", "--keep-directory-symlink", "-C", partial], input: archive.output)
      }
    } catch {
      try? Disk.remove(partial)
      throw error
    }
    try Disk.move(partial, to: home)
    for file in files { try Disk.remove(file) }
    return home
  }
}
