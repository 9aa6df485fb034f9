internal import Diagnostics
internal import Foundation
internal import Platform

/// Debian's archive as the machine's own apt configuration reaches it.
struct Archive: Sendable {
  /// A version that can be downloaded, and the suite it is in.
  struct Offer: Sendable {
    let candidate: Apt.Candidate
    let apt: Apt
  }

  private let directory: String
  private let variables: Tool.Variables

  /// - Parameter directory: where apt's private state goes.
  init(stateIn directory: String, variables: Tool.Variables = .inherited()) {
    self.directory = directory
    self.variables = variables
  }

  /// The newest version that the archive has.
  ///
  /// - Parameter wasThere: whether the archive is known to have had the base before.
  /// - Throws: ``BaseNotAvailable`` if the base has left the archive; a `Failure` if it was never
  ///   there, which means that the catalogue is wrong.
  func newest(_ base: PackagedBase, wasThere: Bool) async throws -> Offer {
    let mistakes = base.suites.filter { !Archive.isDebian(suite: $0) }.map {
      Diagnostic("base \(base.branch): Debian has no suite \($0)", fix: Self.correction)
    }
    guard mistakes.isEmpty else { throw Failure(mistakes) }
    let sources = try await sources()
    var newest: Offer?
    var searched: [String] = []
    for suite in base.suites {
      let wantsSecurity = suite.hasSuffix("-security")
      guard let source = sources.first(where: { $0.isSecurity == wantsSecurity }) else { continue }
      let apt = try Apt(suite: suite, like: source, below: directory, variables: variables)
      searched.append("\(suite) at \(source.uri)")
      let progress = ProgressBar("Asking \(suite) for \(base.package)")
      defer { progress.finish() }
      guard try await apt.update(progress), let candidate = try await apt.candidate(base.package)
      else { continue }
      if let best = newest,
        try await !DebianVersion.isLess(best.candidate.version, candidate.version)
      {
        continue
      }
      newest = Offer(candidate: candidate, apt: apt)
    }
    if let newest { return newest }
    let missing = BaseNotAvailable(base: base, searched: searched)
    if wasThere { throw missing }
    throw Failure(
      "\(missing.summary), and no version of it has been used before", fix: Self.correction)
  }

  /// Apt for a suite that another one completes; its lists are fetched.
  func apt(for suite: String, completedBy completion: String?) async throws -> Apt {
    guard let source = try await sources().first(where: { !$0.isSecurity }) else {
      throw Failure([Self.noEntry])
    }
    let apt = try Apt(
      suite: suite, completedBy: completion, like: source, below: directory, variables: variables)
    let progress = ProgressBar("Asking \(suite)")
    defer { progress.finish() }
    guard try await apt.update(progress) else {
      throw Failure(
        "the archive at \(source.uri) has no \(suite)",
        fix: "use a mirror of Debian that has this suite")
    }
    return apt
  }

  private static let noEntry = Diagnostic(
    "this machine's apt has no entry for Debian's archive",
    fix: "add one to /etc/apt/sources.list.d; for kernel sources, KDIR works without it")

  private static let correction = "correct the entry in Sources/Kernels/Catalogue.swift"

  /// The machine's apt entries for Debian's archive, those of its own architecture first. Their
  /// lists need not have been fetched.
  private func sources() async throws -> [AptSource] {
    let empty = "\(directory)/none"
    try Disk.makeDirectory("\(empty)/lists/partial")
    let fields = ["RELEASE", "REPO_URI", "ARCHITECTURE", "SOURCESENTRY"].map { "$(\($0))" }
    let targets = try await Tool("apt-get").output(
      [
        "indextargets", "--no-release-info", "--format", fields.joined(separator: "\t"),
        "-o", "Dir::State=\(empty)", "-o", "Dir::Cache=\(empty)", "Identifier: Packages",
      ], with: variables)
    let sources = try targets.text.split(separator: "\n").compactMap { line -> AptSource? in
      let parts = line.split(separator: "\t").map(String.init)
      guard parts.count == 4, Archive.isDebian(suite: parts[0]),
        let entry = try AptSource.entry(parts[3], read: Disk.read)
      else { return nil }
      return AptSource(
        uri: parts[1], suite: parts[0], architecture: parts[2], entry: entry,
        stanza: parts[3].split(separator: ":")[0].hasSuffix(".sources"))
    }
    guard !sources.isEmpty else {
      throw Failure([Self.noEntry])
    }
    return sources
  }

  /// Whether a suite is one of Debian's, and not of another distribution or a vendor.
  private static func isDebian(suite: String) -> Bool {
    let names = [
      "oldoldstable", "oldstable", "stable", "testing", "unstable", "sid", "bullseye",
      "bookworm", "trixie", "forky", "duke",
    ]
    let stem = suite.prefix { $0 != "-" && $0 != "/" }
    return names.contains(String(stem))
  }
}

/// Compares versions as Debian does.
enum DebianVersion {
  static func isLess(_ a: String, _ b: String) async throws -> Bool {
    guard a != b else { return false }
    return try await Tool("dpkg").run(["--compare-versions", a, "lt", b]).succeeded
  }
}
