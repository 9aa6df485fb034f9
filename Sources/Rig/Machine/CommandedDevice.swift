internal import Diagnostics

/// QEMU's `edu`, a device that does DMA when its registers say so. The rig writes them from outside
/// the guest, at any moment: the device needs no driver.
struct CommandedDevice {
  private enum Register {
    static let source: UInt64 = 0x80
    static let destination: UInt64 = 0x88
    static let count: UInt64 = 0x90
    static let command: UInt64 = 0x98
  }
  /// The device's own buffer, as its registers know it.
  private static let buffer: UInt64 = 0x40000
  private static let run: UInt64 = 1 << 0
  private static let fromDevice: UInt64 = 1 << 1
  /// How many bytes a transfer has.
  static let size = 8

  private let machine: Machine
  private let base: UInt64

  init(at device: PCIAddress, of machine: Machine) async throws {
    guard let base = try await machine.region(of: device) else {
      throw Failure("the device at \(device) has no registers")
    }
    self.machine = machine
    self.base = base
  }

  /// Has the device read 8 bytes at an IOVA into its buffer. If the IOMMU refuses, the buffer holds
  /// what it held, or zeros.
  func read(at iova: UInt64) async throws {
    try await transfer(from: iova, to: Self.buffer, Self.run)
  }

  /// Has the device write its buffer to an IOVA.
  func write(at iova: UInt64) async throws {
    try await transfer(from: Self.buffer, to: iova, Self.run | Self.fromDevice)
  }

  private func transfer(from source: UInt64, to destination: UInt64, _ command: UInt64) async throws
  {
    try await machine.write(source, at: base + Register.source)
    try await machine.write(destination, at: base + Register.destination)
    try await machine.write(UInt64(Self.size), at: base + Register.count)
    try await machine.write(command, at: base + Register.command)
    // the device takes 100 ms of the guest's time
    for _ in 0..<200 {
      try await machine.sleep(.milliseconds(25))
      let now = try await machine.registers(at: base + Register.command, count: 1, size: 8)
      if let now = now.first, now & Self.run == 0 { return }
    }
    throw Failure("the device did not finish its transfer")
  }
}
