internal import Diagnostics
internal import Judge

/// DMA of the spare device, fired from outside at chosen moments: reads and writes that an endless
/// stream of writes cannot show.
struct DMAOnCommand {
  /// What the device holds before the crash.
  private static let mark = Array("COMMAND!".utf8)
  private static let other = Array("GOES ON?".utf8)
  private static let secret = Array("A SECRET".utf8)
  private static let page: UInt64 = 4096

  private let device: CommandedDevice
  private let memory: GuestMemory
  /// An old buffer of two pages: its IOVA, and the pages' physical addresses.
  private let buffer: UInt64
  private let pages: [UInt64]

  /// Has the device read a mark out of a buffer that the crashed kernel mapped for it.
  ///
  /// - Parameter translate: from an IOVA of the device to a physical address.
  init(_ machine: Machine, buffer: UInt64, translate: (UInt64) throws -> UInt64?) async throws {
    pages = try [buffer, buffer + Self.page].map { iova in
      guard let page = try translate(iova) else {
        throw Failure("the spare device's buffer 0x\(iova.hex()) is not mapped")
      }
      return page
    }
    device = try await CommandedDevice(at: MachineSpec.spare, of: machine)
    memory = machine.memory
    self.buffer = buffer
    try memory.write(Self.mark, at: pages[0])
    try await device.read(at: buffer)
    guard try await reaches(buffer + Self.page, at: pages[1]).isEmpty else {
      throw Failure("the spare device's DMA does not arrive before the crash")
    }
  }

  /// Has the device copy from one old page to another. It holds the mark again afterwards.
  func goesOn() async throws -> [String] {
    try memory.write(Self.other, at: pages[0])
    try memory.write(Self.mark, at: pages[1])
    try await device.read(at: buffer)
    try await device.write(at: buffer + Self.page)
    let arrived = try memory.read(address: pages[1], count: Self.mark.count)
    try memory.write(Self.mark, at: pages[0])
    try await device.read(at: buffer)
    return arrived == Self.other ? [] : ["a read and a write of old buffers did not arrive"]
  }

  /// Has the device write the mark.
  func reaches(_ iova: UInt64, at place: UInt64) async throws -> [String] {
    try memory.write(Self.other, at: place)
    try await device.write(at: iova)
    return try memory.read(address: place, count: Self.mark.count) == Self.mark
      ? [] : ["a write to 0x\(iova.hex()) did not arrive"]
  }

  /// Has the device read its old buffer, which holds something else now. What the device got shows
  /// in ``revealed(at:place:)``.
  func readOldAddress() async throws {
    try memory.write(Self.secret, at: pages[0])
    try await device.read(at: buffer)
  }

  /// Looks at what the device last read, through a buffer that it may write to by now.
  func revealed(at iova: UInt64, place: UInt64) async throws -> [String] {
    try memory.write(Self.other, at: place)
    try await device.write(at: iova)
    let held = try memory.read(address: place, count: Self.mark.count)
    if held == Self.other { return ["the device's buffer could not be looked at"] }
    // a read that was refused leaves the mark, or zeros
    return held == Self.mark || held.allSatisfy { $0 == 0 }
      ? [] : ["it read \(held.map { $0.hex(2) }.joined(separator: " "))"]
  }
}
