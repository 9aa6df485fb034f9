internal import Diagnostics
internal import Foundation
internal import Judge

/// The machine's RAM, mapped into this process. QEMU keeps it in a shared memory file, so that the
/// rig can read and corrupt it at the addresses that the guest uses.
final class GuestMemory: PhysicalMemory, @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  let size: Int

  /// - Parameter process: QEMU, started with a `memory-backend-memfd` of `size` bytes.
  init(process: pid_t, size: Int) throws {
    let directory = "/proc/\(process)/fd"
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
    let memory = files.first {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)")
      return target?.hasPrefix("/memfd:memory-backend-memfd") ?? false
    }
    guard let memory else { throw Failure("QEMU has no shared memory file") }
    let file = open("\(directory)/\(memory)", O_RDWR)
    guard file >= 0 else { throw Failure("cannot open the machine's memory") }
    defer { close(file) }
    guard let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      mapped != MAP_FAILED
    else { throw Failure("cannot map the machine's memory") }
    base = mapped
    self.size = size
  }

  deinit { munmap(base, size) }

  func read(address: UInt64, count: Int) throws -> [UInt8] {
    try check(address, count)
    return Array(UnsafeRawBufferPointer(start: base + Int(address), count: count))
  }

  func write(_ bytes: [UInt8], at address: UInt64) throws {
    try check(address, bytes.count)
    bytes.withUnsafeBytes {
      (base + Int(address)).copyMemory(from: $0.baseAddress!, byteCount: $0.count)
    }
  }

  private func check(_ address: UInt64, _ count: Int) throws {
    guard address <= UInt64(size), UInt64(count) <= UInt64(size) - address else {
      throw Failure("0x\(address.hex()) is outside the machine's memory")
    }
  }
}
