internal import Diagnostics
internal import Foundation
internal import Kernels
internal import Platform
internal import Series

/// What a written series was made from (`base.json`). With this, the same files can be made again.
public struct SeriesRecord: Hashable, Codable, Sendable {
  /// The upstream version: `6.12.117`.
  public let version: String
  /// The Debian package and its revision, for a packaged base.
  public let package: String?
  public let revision: String?
  /// The commit, for a git base.
  public let commit: String?
  public let author: Identity
  /// The series' own version: 2 writes `[PATCH v2 …]`.
  public let series: Int
  /// What the user had added below each message.
  public let trailers: [String]?
  /// The names of the patch files, the cover letter first.
  public let files: [String]

  /// The record's file name in the series' directory.
  public static let name = "base.json"

  init(base: Base, author: Identity, series: Int, trailers: [String]?, files: [String]) {
    version = base.version.description
    (package, revision, commit) =
      switch base.provenance {
      case .package(let name, let revision): (name, revision, nil)
      case .git(let commit): (nil, nil, commit)
      case .plain: (nil, nil, nil)
      }
    self.author = author
    self.series = series
    self.trailers = trailers
    self.files = files
  }

  /// The record of the series in a directory; nil when there is none.
  public static func read(in directory: String) throws -> SeriesRecord? {
    let path = "\(directory)/\(name)"
    guard let text = try Disk.read(path) else { return nil }
    do {
      return try JSONDecoder().decode(SeriesRecord.self, from: Data(text.utf8))
    } catch {
      throw Failure(
        "not the record of a series: \(error)", at: SourceLocation(file: path, line: 1),
        fix: "restore the file, or write the series to another directory")
    }
  }

  /// Whether the series was made from this very base.
  func isOf(_ base: Base) -> Bool {
    let now = SeriesRecord(
      base: base, author: author, series: series, trailers: trailers, files: files)
    return now == self
  }
}
