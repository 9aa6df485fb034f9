internal import Diagnostics

/// QEMU's test protocol, with one command and one answer per line. It writes to device registers
/// while the guest runs, which the monitor cannot.
final class QTest {
  private let socket: LineSocket

  init(_ socket: LineSocket) { self.socket = socket }

  func write(_ value: UInt64, at address: UInt64) async throws {
    try socket.send("writeq 0x\(address.hex()) 0x\(value.hex())")
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if let line = socket.next() {
        guard line.hasPrefix("OK") else { throw Failure("QEMU refused a register write: \(line)") }
        return
      }
      guard !socket.isClosed else { throw Failure("QEMU ended before it wrote a register") }
      try await Task.sleep(for: .milliseconds(2))
    }
    throw Failure("QEMU did not answer a register write")
  }
}
