internal import Diagnostics
internal import Foundation
public import Kernels
internal import Platform

/// How a committed series compares to what would be written now.
public enum Freshness: Sendable {
  /// Byte for byte what would be written.
  case current
  /// The series was made from another version of the base, and can be made from this one too. The
  /// value is the change: `6.12.117-1 → 6.12.120-1`.
  case moved(String)
  /// The series was made from the same base and differs. The value has a line for each such file.
  case stale([String])

  /// Compares the contents of a directory with a series just made for `base`.
  ///
  /// - Parameter record: the record of the committed series.
  public static func of(
    _ directory: SeriesDirectory, record: SeriesRecord, now: WrittenSeries, base: Base
  ) throws -> Freshness {
    guard record.isOf(base) else {
      return .moved("\(record.origin) → \(now.record.origin)")
    }
    var wanted = Dictionary(uniqueKeysWithValues: now.files.map { ($0.name, $0.text) })
    wanted[SeriesRecord.name] = try JSON.text(now.record)
    let present = try directory.contents(Disk.names(in: directory.path))
    let differences = Set(wanted.keys).union(present.keys).sorted().compactMap {
      difference($0, present[$0], wanted[$0])
    }
    return differences.isEmpty ? .current : .stale(differences)
  }

  private static func difference(_ name: String, _ old: String?, _ new: String?) -> String? {
    guard let old else { return "\(name): missing" }
    guard let new else { return "\(name): no longer part of the series" }
    guard old != new else { return nil }
    let lines = [old, new].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let difference = lines[1].difference(from: lines[0])
    let first = zip(lines[0], lines[1]).enumerated().first { $1.0 != $1.1 }
    let place = first.map { "first at line \($0.offset + 1): \($0.element.1)" } ?? "at its end"
    return "\(name): \(difference.insertions.count) lines added, "
      + "\(difference.removals.count) removed, \(place)"
  }
}

extension SeriesRecord {
  /// A short name of the base: its Debian revision, commit, or version.
  fileprivate var origin: String { revision ?? commit.map { String($0.prefix(12)) } ?? version }
}
