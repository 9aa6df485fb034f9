internal import Diagnostics
internal import Foundation
internal import Platform

/// The machine's apt with a private state for one suite of Debian's archive. It needs no root and
/// leaves the system's lists, caches and sources alone. Proxies, credentials and time-outs come
/// from the machine's configuration.
struct Apt: Sendable {
  /// The newest version of a package that a suite has.
  struct Candidate: Hashable, Sendable {
    let package: String
    let version: String
  }

  let suite: String
  let uri: String
  private let configuration: String
  private let variables: Tool.Variables

  private let archives: String

  /// Writes the private configuration below `directory`.
  ///
  /// - Parameter completion: a suite that completes this one, as `trixie` does `trixie-backports`.
  init(
    suite: String, completedBy completion: String? = nil, like source: AptSource,
    below directory: String,
    variables: Tool.Variables
  ) throws {
    let own = "\(directory)/\(suite)"
    let (text, suffix) = source.text(for: suite)
    let more = completion.map { "\n\(source.text(for: $0).text)" } ?? ""
    self.suite = suite
    self.uri = source.uri
    self.variables = variables
    configuration = "\(own)/apt.conf"
    archives = "\(own)/cache/archives"
    for part in ["lists/partial", "cache/archives/partial"] {
      try Disk.makeDirectory("\(own)/\(part)")
    }
    try Disk.write("", to: "\(own)/status")
    try Disk.write(text + more, to: "\(own)/source.\(suffix)")
    try Disk.write(
      """
      Dir::State "\(own)";
      Dir::State::lists "\(own)/lists";
      Dir::State::status "\(own)/status";
      Dir::Cache "\(own)/cache";
      Dir::Cache::archives "\(own)/cache/archives";
      Dir::Cache::pkgcache "";
      Dir::Cache::srcpkgcache "";
      Dir::Etc::sourcelist "\(own)/source.\(suffix)";
      Dir::Etc::sourceparts "/dev/null";
      Dir::Etc::preferences "/dev/null";
      Dir::Etc::preferencesparts "/dev/null";
      Acquire::Languages "none";
      APT::Status-Fd "1";
      // apt's own user, _apt, may not write to a user's cache
      APT::Sandbox::User "root";
      #clear APT::Update::Pre-Invoke;
      #clear APT::Update::Post-Invoke;
      #clear APT::Update::Post-Invoke-Success;

      """, to: configuration)
  }

  /// Fetches the suite's lists.
  ///
  /// - Returns: false when the archive no longer has the suite.
  func update(_ progress: ProgressBar) async throws -> Bool {
    let arguments = ["-c", configuration, "-qq", "--error-on=any", "update"]
    let result = try await Tool("apt-get").stream(arguments, with: variables) {
      Apt.show($0, in: progress)
    }
    if result.succeeded { return true }
    let gone = ["does not have a Release file", "404  Not Found", "File not found"]
    if gone.contains(where: result.errors.contains), !Apt.offline(result.errors) { return false }
    throw failure("fetching the list of \(suite)", arguments, result)
  }

  /// The newest version of a package; nil when the suite has none.
  func candidate(_ package: String) async throws -> Candidate? {
    let arguments = ["-c", configuration, "show", "--no-all-versions", package]
    let result = try await Tool("apt-cache").run(arguments, with: variables)
    // apt-cache takes a name with a dot for a regular expression: 6.1 finds 6.12 too
    let stanzas = result.text.split(separator: "\n\n").map { $0.split(separator: "\n") }
    let version = stanzas.first { $0.contains("Package: \(package)") }?
      .first { $0.hasPrefix("Version: ") }
    return version.map { Candidate(package: package, version: String($0.dropFirst(9))) }
  }

  /// Downloads a package into `directory` and checks it against the signed lists. An interrupted
  /// download is resumed.
  ///
  /// - Returns: the path of the `.deb`.
  func download(
    _ candidate: Candidate, to directory: String, _ progress: ProgressBar
  ) async throws -> String {
    let arguments = [
      "-c", configuration, "-qq", "download", "\(candidate.package)=\(candidate.version)",
    ]
    let result = try await Tool("apt-get").stream(arguments, in: directory, with: variables) {
      Apt.show($0, in: progress)
    }
    guard result.succeeded else {
      throw failure("downloading \(candidate.package)", arguments, result)
    }
    // apt writes the colon of an epoch as %3a
    let version = candidate.version.replacing(":", with: "%3a")
    let prefix = "\(candidate.package)_\(version)_"
    guard
      let file = try Disk.names(in: directory).first(where: {
        $0.hasPrefix(prefix) && $0.hasSuffix(".deb")
      })
    else {
      throw Failure("apt-get downloaded no \(prefix)*.deb to \(directory)")
    }
    return "\(directory)/\(file)"
  }

  /// Downloads a package and all that it depends on, and checks them against the signed lists.
  /// Packages of an earlier download that was interrupted are removed first.
  ///
  /// - Returns: the paths of the `.deb`s.
  func downloadWithDependencies(
    _ package: String, _ progress: ProgressBar
  ) async throws -> [String] {
    let arguments = [
      "-c", configuration, "-qq", "--yes", "--download-only", "--no-install-recommends",
      "--target-release", suite, "install", package,
    ]
    for file in try packages() { try Disk.remove(file) }
    let result = try await Tool("apt-get").stream(arguments, with: variables) {
      Apt.show($0, in: progress)
    }
    guard result.succeeded else { throw failure("downloading \(package)", arguments, result) }
    return try packages()
  }

  /// The packages that were downloaded.
  private func packages() throws -> [String] {
    try Disk.names(in: archives).filter { $0.hasSuffix(".deb") }.map { "\(archives)/\($0)" }
  }

  /// Shows progress from a line like `dlstatus:3:93.3:Retrieving …`; false for other lines.
  private static func show(_ line: String, in progress: ProgressBar) -> Bool {
    guard line.hasPrefix("dlstatus:") else { return false }
    let parts = line.split(separator: ":")
    if parts.count > 2, let percent = Double(parts[2]) { progress.update(percent / 100) }
    return true
  }

  private func failure(_ doing: String, _ arguments: [String], _ result: Tool.Result) -> Failure {
    guard Apt.offline(result.errors) else { return Tool("apt-get").failure(arguments, result) }
    let why = result.errors.split(separator: "\n").first ?? ""
    return Failure(
      "no network: \(doing) from \(uri) failed: \(why)",
      fix: "check the connection and apt's proxy; for kernel sources, KDIR works without a network")
  }

  private static func offline(_ errors: String) -> Bool {
    [
      "Could not resolve", "Could not connect", "Cannot initiate the connection",
      "Temporary failure resolving", "Connection failed", "Connection timed out",
      "Network is unreachable", "Unable to connect", "Connection refused",
    ].contains(where: errors.contains)
  }
}
