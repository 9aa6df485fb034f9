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

  /// Notes that a check passed on a series.
  ///
  /// - Parameter counts: see ``Verification/Sight``.
  public func note(
    _ check: Verification.Check, _ counts: [String: Int], of series: SeriesOnDisk
  ) async throws {
    let texts = try series.patches().map { try Disk.read($0) ?? "" }
    let digest = try await SeriesDigest.of(texts)
    var record =
      try read("\(own)/\(digest).json")
      ?? Verification(kernel: series.kernel.release, series: digest, patches: texts.count)
    let day = Date.now.formatted(.iso8601.year().month().day())
    record.see(check, Verification.Sight(date: day, counts: counts))
    try Disk.write(try JSON.text(record), to: "\(own)/\(digest).json")
  }

  /// What was seen of a series, here or as the project keeps it.
  func verification(ofSeriesIn directory: String) async throws -> Verification? {
    let texts = try Disk.names(in: directory).filter { $0.hasSuffix(".patch") }
      .map { try Disk.read("\(directory)/\($0)") ?? "" }
    let digest = try await SeriesDigest.of(texts)
    return try read("\(own)/\(digest).json") ?? keptVerifications().first { $0.series == digest }
  }

  /// What the project keeps, from the oldest kernel to the newest.
  public func keptVerifications() throws -> [Verification] {
    try Disk.names(in: kept).filter { $0.hasSuffix(".json") }
      .compactMap { try read("\(kept)/\($0)") }
      .sorted { $0.kernel.compare($1.kernel, options: .numeric) == .orderedAscending }
  }

  /// Moves this checkout's records to those that the project keeps, one for each kernel: the one
  /// that was written last.
  public func keepVerifications() throws {
    let paths = try Disk.names(in: own).map { "\(own)/\($0)" }.sorted {
      try Disk.modified($0) < Disk.modified($1)
    }
    for path in paths {
      guard let record = try read(path), record.summary != nil else { continue }
      let words = record.kernel.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }
      try Disk.write(
        try JSON.text(record), to: "\(kept)/\(words.joined(separator: "-")).json")
    }
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
