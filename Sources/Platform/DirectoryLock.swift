internal import Diagnostics
internal import Foundation

/// Keeps two runs from writing to a directory at the same time.
public struct DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Waits until no other run holds the lock. The wait blocks no thread: the holder may be a task
  /// of the same process that needs one.
  public init(_ directory: String) async throws {
    try Disk.makeDirectory(directory)
    let path = "\(directory)/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure("cannot open \(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
    let progress = ProgressBar("Waiting for another run that writes to \(directory)")
    defer { progress.finish() }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        close(descriptor)
        throw Failure("cannot lock \(path): \(String(cString: strerror(errno)))")
      }
      do {
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        close(descriptor)
        throw error
      }
    }
  }

  public func release() { close(descriptor) }
}
