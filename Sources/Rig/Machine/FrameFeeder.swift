internal import Foundation
internal import Synchronization

/// Sends Ethernet frames to the machine's network card at a steady rate, on a thread of its own.
/// Each causes a DMA write, until the crashed kernel's ring is full.
final class FrameFeeder: Sendable {
  /// At this rate, a ring of 256 is not full before the crash kernel has booted.
  private static let interval: useconds_t = 80_000

  private let descriptor: Int32
  private let running = Mutex(true)

  init?(in directory: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0,
      SocketAddress.with(MachineFile.feeder, in: directory, { bind(descriptor, $0, $1) }) == 0
    else { return nil }
    Thread.detachNewThread { [self] in feed(directory) }
  }

  deinit { close(descriptor) }

  func stop() { running.withLock { $0 = false } }

  private func feed(_ directory: String) {
    while running.withLock({ $0 }) {
      _ = SocketAddress.with(MachineFile.wire, in: directory) { address, length in
        Self.frame.withUnsafeBytes {
          Int32(sendto(descriptor, $0.baseAddress, $0.count, 0, address, length))
        }
      }
      usleep(Self.interval)
    }
  }

  /// A broadcast with the ethertype for local experiments (IEEE 802), which no network stack
  /// handles.
  private static let frame: [UInt8] =
    Array(repeating: 0xff, count: 6) + [0x52, 0x54, 0, 0, 0, 1, 0x88, 0xb5]
    + (0..<20).flatMap { _ in Array("LEGACYDMA".utf8) }
}
