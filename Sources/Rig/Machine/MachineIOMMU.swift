internal import Diagnostics
internal import Judge

extension Machine {
  /// The address of QEMU's IOMMU, the usual one since the Q35 chipset.
  private static let registerBase: UInt64 = 0xfed9_0000

  func vtdRegisters() async throws -> VTdRegisters {
    // QEMU implements registers up to here; the rest of the block reads as zero
    let words = try await registers(at: Self.registerBase, count: 0x230 / 8, size: 8)
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    let block = bytes + Array(repeating: 0, count: VTdRegisters.blockSize - bytes.count)
    guard let registers = VTdRegisters(block: block) else {
      throw Failure("the IOMMU's registers cannot be read")
    }
    return registers
  }

  /// Walks the tables that the IOMMU uses now.
  ///
  /// - Parameter hostAddressWidth: of the emulator, in bits.
  func walk(hostAddressWidth: Int) async throws -> Walk {
    Walker(
      memory: memory, registers: try await vtdRegisters(), hostAddressWidth: hostAddressWidth
    ).walk()
  }

  /// Leaves the unit's invalidation queue in error (VT-d 6.5.2), as a crash in the middle of an
  /// invalidation may: the unit meets the first of several descriptors that do not exist, and takes
  /// no more. The machine must be paused.
  func breakInvalidationQueue() async throws {
    let offset: UInt64 = 0x80
    let registers = try await registers(at: Self.registerBase + offset, count: 3, size: 8)
    guard let queue = InvalidationQueue(registers: registers) else {
      throw Failure("the invalidation queue's registers cannot be read")
    }
    for place in queue.nextPlaces {
      try memory.write(InvalidationQueue.unknownDescriptor, at: place)
    }
    try await write(queue.nextTail, at: Self.registerBase + offset + 8)
    guard try await vtdRegisters().isQueueInError else {
      throw Failure("the invalidation queue did not get into error")
    }
  }
}
