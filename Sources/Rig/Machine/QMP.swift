internal import Diagnostics
internal import Foundation

/// QEMU's machine protocol, with one JSON object per line.
final class QMP {
  private let socket: LineSocket

  init(_ socket: LineSocket) { self.socket = socket }

  /// Sends a command and waits for its answer.
  ///
  /// - Returns: the answer's `return` value.
  @discardableResult
  func run(_ command: String, _ arguments: [String: String] = [:]) async throws -> Any {
    let message: [String: Any] = ["execute": command, "arguments": arguments]
    try socket.send(
      String(decoding: try JSONSerialization.data(withJSONObject: message), as: UTF8.self))
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      guard let line = socket.next() else {
        guard !socket.isClosed else { throw Failure("QEMU ended before it answered \(command)") }
        try await Task.sleep(for: .milliseconds(2))
        continue
      }
      let answer = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      if let value = answer["return"] { return value }
      if let error = answer["error"] as? [String: Any] {
        throw Failure("QEMU refused \(command): \(error["desc"] ?? "no reason given")")
      }
    }
    throw Failure("QEMU did not answer \(command)")
  }

  /// Runs a command of the human monitor.
  func monitor(_ command: String) async throws -> String {
    try await run("human-monitor-command", ["command-line": command]) as? String ?? ""
  }

  /// Reads device registers (or RAM) in words of `size` bytes, 4 or 8.
  func registers(at address: UInt64, count: Int, size: Int) async throws -> [UInt64] {
    let text = try await monitor("xp /\(count)x\(size == 8 ? "g" : "w") 0x\(address.hex())")
    return text.split(whereSeparator: \.isNewline).flatMap { line in
      line.split(separator: ":", maxSplits: 1).last!.split(separator: " ").compactMap {
        UInt64($0.dropFirst(2), radix: 16)
      }
    }
  }
}
