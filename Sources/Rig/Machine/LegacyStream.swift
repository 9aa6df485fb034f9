internal import Diagnostics
internal import Foundation
internal import Judge

/// The sound controller's capture stream, which the crashed kernel left running. All of it is read
/// from the device's registers, and nothing from the guest.
struct LegacyStream {
  /// Offsets in a stream's descriptor (Intel HD Audio 1.0a, section 3.3).
  private enum Register {
    static let control: UInt64 = 0x0
    static let position: UInt64 = 0x4
    static let entries: UInt64 = 0xc
    static let bufferList: UInt64 = 0x18
  }
  /// Offsets of the input streams' descriptors. A kernel may use any of them.
  private static let descriptors: [UInt64] = [0x80, 0xa0, 0xc0, 0xe0]
  private static let run: UInt64 = 1 << 1
  /// What the rig writes to buffers. The device writes silence, which is zero.
  private static let mark: [UInt8] = Array("LEGACY?!".utf8)

  /// The running stream's descriptor in the controller's registers.
  let base: UInt64
  /// The IOVAs of the periods' buffers.
  let buffers: [AddressRange]

  /// Reads the running stream of the controller.
  ///
  /// - Parameter translate: from an IOVA of the controller to a physical address.
  init(of machine: Machine, at device: PCIAddress, translate: (UInt64) throws -> UInt64?)
    async throws
  {
    guard let base = try await machine.region(of: device) else {
      throw Failure("the sound controller has no registers")
    }
    var running: UInt64?
    for descriptor in Self.descriptors.map({ base + $0 }) where running == nil {
      let control = try await machine.registers(
        at: descriptor + Register.control, count: 1, size: 4)[0]
      if control & Self.run != 0 { running = descriptor }
    }
    guard let running else { throw Failure("no capture stream is running") }
    self.base = running
    let entries = try await machine.registers(at: running + Register.entries, count: 1, size: 4)[0]
    let list = try await machine.registers(at: running + Register.bufferList, count: 2, size: 4)
    guard let start = try translate(list[0] | list[1] << 32) else {
      throw Failure("the capture stream's buffer list is not mapped")
    }
    buffers = try (0...(entries & 0xff)).map { index in
      let entry = try machine.memory.read(address: start + index * 16, count: 16)
      let address = entry[0..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      let length = entry[8..<12].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      return AddressRange(start: address, count: length)
    }
  }

  /// The stream's position in bytes. It moves while the device runs, even if its DMA is refused.
  /// Nil while its registers cannot be read.
  func position(_ machine: Machine) async throws -> UInt64? {
    try await machine.registers(at: base + Register.position, count: 1, size: 4).first
  }

  /// Writes marks to the old buffers (physical addresses), which DMA overwrites.
  static func mark(_ places: [UInt64], in memory: GuestMemory) throws {
    for place in places { try memory.write(mark, at: place) }
  }

  /// How many marks have been overwritten.
  static func overwritten(_ places: [UInt64], in memory: GuestMemory) throws -> Int {
    try places.count { try memory.read(address: $0, count: mark.count) != mark }
  }
}
