internal import Diagnostics
internal import Exchange
internal import Foundation

/// The file system, with errors that a user can act on.
public enum Disk {
  /// Runs file operations and turns their errors into a ``Failure``.
  static func doing<T>(_ what: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw failure(what, error)
    }
  }

  /// The whole of a text file, as ``FileText``; nil when there is none.
  public static func read(_ path: String) throws -> String? {
    try bytes(path).map(FileText.decode)
  }

  /// Writes a text file, making the directories above it.
  public static func write(_ text: String, to path: String) throws {
    try write(FileText.encode(text), to: path)
  }

  /// The whole of a file; nil when there is none.
  public static func bytes(_ path: String) throws -> [UInt8]? {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      guard !FileManager.default.fileExists(atPath: path) else {
        throw Failure("cannot read \(path)", fix: "check the file's permissions")
      }
      return nil
    }
    return Array(bytes)
  }

  /// Writes a file, making the directories above it.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try doing("cannot write \(path)") {
      let url = URL(filePath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
  }

  public static func makeDirectory(_ path: String) throws {
    try doing("cannot make the directory \(path)") {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  public static func move(_ path: String, to new: String) throws {
    try doing("cannot move \(path) to \(new)") {
      try FileManager.default.moveItem(atPath: path, toPath: new)
    }
  }

  /// Swaps two paths atomically.
  public static func exchange(_ path: String, _ other: String) throws {
    let error = exchange_paths(path, other)
    guard error == 0 else {
      throw Failure("cannot exchange \(path) and \(other): \(String(cString: strerror(error)))")
    }
  }

  /// Removes a file, or a directory with its contents, if it exists.
  public static func remove(_ path: String) throws {
    try doing("cannot remove \(path)") {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch CocoaError.fileNoSuchFile {}
    }
  }

  /// The names in a directory, sorted; empty when there is none.
  public static func names(in path: String) throws -> [String] {
    guard exists(path) else { return [] }
    return try doing("cannot list \(path)") {
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
  }

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  public static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// A failure if an error message of a tool or of the system is about a full disk; else nil.
  static func full(_ message: String) -> Failure? {
    let signs = [
      "No space left on device", "Disk quota exceeded", "not enough free space",
      "Out of diskspace",  // git
      "Wrote only",  // tar
    ]
    guard
      let line = message.split(separator: "\n").first(where: { line in
        signs.contains { line.contains($0) }
      })
    else { return nil }
    return Failure(
      "the disk is full: \(line)",
      fix: "free some space, or set OUT or XDG_CACHE_HOME to a larger disk")
  }

  private static func failure(_ what: String, _ error: any Error) -> Failure {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
    let reason = (cause as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
    let outOfSpace = (error as? CocoaError)?.code == .fileWriteOutOfSpace
    let text = "\(what): \(outOfSpace ? "No space left on device" : reason ?? "\(cause)")"
    return full(text) ?? Failure(text)
  }
}
