internal import Diagnostics
internal import Platform
public import Rendering

/// The directory that holds a written series: its patch files and its record, nothing else.
public struct SeriesDirectory: Sendable {
  public let path: String

  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Fails if the directory holds anything other than an earlier series.
  public func mayBeReplaced() throws {
    guard Disk.exists(path) else { return }
    let fix = "give a new or empty OUT"
    guard Disk.isDirectory(path) else { throw Failure("\(path) is not a directory", fix: fix) }
    let own = try SeriesRecord.read(in: path)?.files ?? []
    let foreign = try Disk.names(in: path).filter { $0 != SeriesRecord.name && !own.contains($0) }
    guard foreign.isEmpty else {
      throw Failure(
        foreign.map {
          Diagnostic("\(path)/\($0) is not part of a series that was written here", fix: fix)
        })
    }
  }

  /// Replaces the directory's contents with the series, atomically: if this is interrupted, the
  /// directory holds either the old series or the new one.
  public func replace(with series: WrittenSeries) throws {
    try mayBeReplaced()
    let scratch = try Scratch(beside: path)
    defer { scratch.remove() }
    for file in series.files { try Disk.write(file.text, to: "\(scratch.path)/\(file.name)") }
    try Disk.write(JSON.text(series.record), to: "\(scratch.path)/\(SeriesRecord.name)")
    guard Disk.exists(path) else { return try Disk.move(scratch.path, to: path) }
    try Disk.exchange(scratch.path, path)
  }

  /// The texts of those of the named files that exist.
  func contents(_ names: [String]) throws -> [String: String] {
    try names.reduce(into: [:]) { $0[$1] = try Disk.read("\(path)/\($1)") }
  }
}

extension SeriesWriter {
  /// Formats the series in a scratch directory beside `target`.
  public func format(_ series: RenderedSeries, beside target: SeriesDirectory) async throws
    -> WrittenSeries
  {
    let scratch = try Scratch(beside: target.path)
    defer { scratch.remove() }
    return try await format(series, scratch: "\(scratch.path)/git")
  }
}
