internal import Checks
internal import Diagnostics
internal import Foundation
internal import Kernels
internal import Platform
public import Series
internal import Writing

/// The records of what was verified: those of this checkout in `build/verified/`, and those that
/// the project keeps in `ctests/verified/`.
extension Pipeline {
  private var own: String { "\(build)/verified" }
  private var kept: String { "\(workspace.root)/ctests/verified" }

  /// Notes that a check passed on a series. What is noted of another series for the same kernel is
  /// thrown away.
  ///
  /// - Parameter counts: see ``Verification/Pass``.
  public func note(
    _ check: Verification.Check, _ counts: [String: Int], of series: SeriesOnDisk
  ) async throws {
    var record = try await blank(series.kernel, series.patches())
    let file = "\(record.fileName).json"
    if let earlier = try read("\(own)/\(file)") ?? read("\(kept)/\(file)") {
      record = earlier.holding(for: record)
    }
    let day = Date.now.formatted(.iso8601.year().month().day())
    record.add(check, Verification.Pass(date: day, counts: counts))
    try Disk.write(try JSON.text(record), to: "\(own)/\(file)")
  }

  /// What is noted of a series, here or in what the project keeps.
  func verification(
    ofSeriesIn directory: String, for kernel: Base
  ) async throws -> Verification? {
    let files = try Disk.names(in: directory).filter { $0.hasSuffix(".patch") }
    let record = try await blank(kernel, files.map { "\(directory)/\($0)" })
    return try (records(in: own) + records(in: kept)).map { $0.holding(for: record) }
      .max { $0.checks.count < $1.checks.count }
  }

  private func blank(_ kernel: Base, _ files: [String]) async throws -> Verification {
    let texts = try files.map { try Disk.read($0) ?? "" }
    return Verification(
      kernel: profile == .upstream ? kernel.release : "\(kernel.release), \(profile)",
      series: try await SeriesDigest.of(texts),
      result: try await SeriesDigest.ofResult(texts), patches: texts.count)
  }

  /// What the project keeps, from the oldest kernel to the newest.
  public func verifiedKernels() async throws -> VerifiedKernels {
    VerifiedKernels(
      try records(in: kept)
        .sorted { $0.kernel.compare($1.kernel, options: .numeric) == .orderedAscending },
      committed: try await committedDigests())
  }

  /// The digest of each series in `patches/`, by the kernel's version.
  private func committedDigests() async throws -> [String: String] {
    var digests: [String: String] = [:]
    for name in try Disk.names(in: committed("")) {
      guard let record = try SeriesRecord.read(in: committed(name)) else { continue }
      let texts = try PatchFile.patches(in: committed(name))
        .map { try Disk.read("\(committed(name))/\($0)") ?? "" }
      digests[record.version] = try await SeriesDigest.of(texts)
    }
    return digests
  }

  /// Puts this checkout's records among those that the project keeps.
  public func keepVerifications() throws {
    for record in try records(in: own) where record.summary != nil {
      try Disk.write(try JSON.text(record), to: "\(kept)/\(record.fileName).json")
    }
  }

  private func records(in directory: String) throws -> [Verification] {
    try Disk.names(in: directory).filter { $0.hasSuffix(".json") }
      .compactMap { try read("\(directory)/\($0)") }
  }

  private func read(_ path: String) throws -> Verification? {
    guard let text = try Disk.read(path) else { return nil }
    do {
      return try JSONDecoder().decode(Verification.self, from: Data(text.utf8))
    } catch {
      throw Failure("\(path) is no record of a verification: \(error)", fix: "remove the file")
    }
  }
}
