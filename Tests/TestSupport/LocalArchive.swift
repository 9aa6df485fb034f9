internal import Foundation
public import Kernels
public import Platform
internal import Series

/// A Debian archive on the disk, with an apt configuration that knows nothing else.
public struct LocalArchive: Sendable {
  private let directory: TemporaryDirectory
  /// The apt configuration.
  public let configuration: String
  /// What makes apt use it.
  public let variables: Tool.Variables

  public init(_ directory: TemporaryDirectory) throws {
    self.directory = directory
    let path = directory.path
    try directory.write([
      "machine/debian.sources": """
      # the machine's own entries
      Types: deb deb-src
      URIs: file:\(path)/archive
      Suites: bookworm
      Components: main contrib
      Trusted: yes

      Types: deb
      URIs: file:\(path)/security
      Suites: bookworm-security
      Components: main
      Trusted: yes

      Types: deb
      URIs: file:\(path)/vendor
      Suites: nodistro
      Components: main

      """,
      "machine/apt.conf": """
      Dir::Etc::sourcelist "\(path)/machine/debian.sources";
      Dir::Etc::sourceparts "/dev/null";

      """,
    ])
    configuration = "\(path)/machine/apt.conf"
    variables = .inherited(["APT_CONFIG": configuration])
  }

  private var workspace: Workspace {
    Workspace(root: directory.path, cache: "\(directory.path)/cache")
  }
  public var cache: SourceCache { SourceCache(workspace, variables: variables) }

  /// Puts kernels, and nothing else, in a suite of the archive or of its security part.
  public func publish(_ revisions: [String], of base: PackagedBase, suite: String) async throws {
    let root = "\(directory.path)/\(suite.hasSuffix("-security") ? "security" : "archive")"
    var packages = ""
    for revision in revisions {
      let file = "pool/\(base.package)_\(revision)_all.deb"
      try await build(base, revision, to: "\(root)/\(file)")
      let sum = try await Tool("sha256sum").output(["\(root)/\(file)"]).text.prefix(64)
      let size = try Data(contentsOf: URL(filePath: "\(root)/\(file)")).count
      packages += """
        Package: \(base.package)
        Version: \(revision)
        Architecture: all
        Maintainer: T <t@example.org>
        Filename: \(file)
        Size: \(size)
        SHA256: \(sum)
        Description: kernel


        """
    }
    let architecture = try await Tool("dpkg").output(["--print-architecture"]).line
    let index = "main/binary-\(architecture)/Packages"
    let suiteRoot = "\(root)/dists/\(suite)"
    try Disk.write(packages, to: "\(suiteRoot)/\(index)")
    let sum = try await Tool("sha256sum").output(["\(suiteRoot)/\(index)"]).text.prefix(64)
    try Disk.write(
      """
      Origin: Debian
      Suite: \(suite)
      Codename: \(suite)
      Date: Mon, 23 Nov 2026 12:00:00 UTC
      Architectures: \(architecture)
      Components: main
      SHA256:
       \(sum) \(packages.utf8.count) \(index)

      """, to: "\(suiteRoot)/Release")
  }

  private func build(_ base: PackagedBase, _ revision: String, to file: String) async throws {
    let scratch = "\(directory.path)/build"
    try Disk.remove(scratch)
    let version = KernelVersion(String(revision.prefix { $0 != "-" }))!
    for (name, text) in SmallKernel.files(version).merging(
      Self.rest, uniquingKeysWith: { a, _ in a })
    {
      try Disk.write(text, to: "\(scratch)/tree/\(base.package)/\(name)")
    }
    let tarball = "\(scratch)/deb/usr/src/\(base.package).tar.xz"
    try Disk.write(
      "Package: \(base.package)\nVersion: \(revision)\nArchitecture: all\n"
        + "Maintainer: T <t@example.org>\nDescription: kernel\n",
      to: "\(scratch)/deb/DEBIAN/control")
    try Disk.makeDirectory("\(scratch)/deb/usr/src")
    _ = try await Tool.tar.output(["-cJf", tarball, "-C", "\(scratch)/tree", base.package])
    try Disk.makeDirectory(URL(filePath: file).deletingLastPathComponent().path())
    _ = try await Tool("dpkg-deb").output(["--build", "--root-owner-group", "\(scratch)/deb", file])
  }

  /// The other files that the first level wants of a kernel, and one that it does not.
  private static let rest: [String: String] = Dictionary(
    uniqueKeysWithValues: [
      ".get_maintainer.ignore", ".gitattributes", ".mailmap", "COPYING", "CREDITS", "Kconfig",
      "LICENSES/preferred/GPL-2.0", "README", "arch/Kconfig", "arch/x86/include/asm/io.h",
      "fs/Kconfig", "init/Kconfig", "ipc/Makefile", "kernel/Makefile", "lib/Makefile",
      "Documentation/dev-tools/checkpatch.rst", "Documentation/process/coding-style.rst",
      "Documentation/admin-guide/kernel-parameters.txt",
      "Documentation/admin-guide/kdump/kdump.rst", "scripts/checkpatch.pl",
      "sound/soundcard.c",
    ].map { ($0, "\($0)\n") })
}
