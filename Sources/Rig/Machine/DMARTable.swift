internal import Judge

/// The firmware's table of QEMU's VT-d unit, with a reserved memory region (RMRR) that QEMU cannot
/// be told of. A kernel takes it from its initramfs, in place of QEMU's own, because its revision is
/// higher (VT-d specification, chapter 8).
struct DMARTable {
  /// The region, which the spare device may always reach.
  let region: AddressRange
  /// In bits.
  let hostAddressWidth: Int

  private static let unit: UInt64 = 0xfed9_0000
  /// The I/O APIC's source-id in QEMU: the number of a bus that does not exist.
  private static let interruptBus: UInt8 = 0xff
  private enum Scope { static let endpoint: UInt8 = 1, ioAPIC: UInt8 = 3 }

  var bytes: [UInt8] {
    let flags: UInt8 = 1  // interrupts can be remapped
    let body =
      [UInt8(hostAddressWidth - 1), flags] + [UInt8](repeating: 0, count: 10)
      + structure(
        type: 0,
        [1, 0, 0, 0] + Self.unit.littleEndianBytes
          + scope(Scope.ioAPIC, bus: Self.interruptBus, slot: 0))
      + structure(
        type: 1,
        [0, 0, 0, 0] + region.first.littleEndianBytes + region.last.littleEndianBytes
          + scope(Scope.endpoint, bus: 0, slot: MachineSpec.spare.slot))
    let length = UInt32(36 + body.count).littleEndianBytes
    var table =
      Array("DMAR".utf8) + length + [1, 0] + Array("BOCHS BXPC    ".utf8)
      + UInt32(2).littleEndianBytes + Array("BXPC".utf8) + UInt32(1).littleEndianBytes + body
    table[9] = 0 &- table.reduce(0, &+)
    return table
  }

  private func structure(type: UInt16, _ content: [UInt8]) -> [UInt8] {
    type.littleEndianBytes + UInt16(content.count + 4).littleEndianBytes + content
  }

  private func scope(_ type: UInt8, bus: UInt8, slot: UInt8) -> [UInt8] {
    [type, 8, 0, 0, 0, bus, slot, 0]
  }
}

extension FixedWidthInteger {
  fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian, Array.init) }
}
