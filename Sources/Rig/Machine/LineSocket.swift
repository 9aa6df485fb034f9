internal import Diagnostics
internal import Foundation

/// Exchanges lines over a unix socket without blocking.
final class LineSocket {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  /// Whether the other side has closed the socket.
  private(set) var isClosed = false

  /// Connects to a socket; nil if no process is listening yet.
  init?(_ name: String, in directory: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    guard SocketAddress.with(name, in: directory, { connect(descriptor, $0, $1) }) == 0 else {
      return nil
    }
  }

  deinit { close(descriptor) }

  func send(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EAGAIN {
        usleep(1000)
      } else if count <= 0 {
        throw Failure("the machine closed its socket: \(String(cString: strerror(errno)))")
      } else {
        sent += count
      }
    }
  }

  /// The next complete line; nil if none has arrived yet.
  func next() -> String? {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self).trimmingCharacters(in: .newlines)
      }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count == 0 { isClosed = true }
      guard count > 0 else { return nil }
      pending += chunk[..<count]
    }
  }
}

/// The address of a unix socket. The path goes through an open directory, because it may have no
/// more than 107 bytes.
enum SocketAddress {
  static func with(
    _ name: String, in directory: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    let opened = open(directory, O_RDONLY | O_DIRECTORY)
    guard opened >= 0 else { return -1 }
    defer { close(opened) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: Array("/proc/self/fd/\(opened)/\(name)".utf8.prefix($0.count - 1)))
    }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
