import Diagnostics

/// Writes to physical memory that make one device's tables wrong in one way.
public struct Injection: Hashable, Sendable, Codable {
  public enum Corruption: String, Sendable, Codable, CaseIterable {
    case contextReservedBit, contextAddressWidth, contextTranslationType
    case contextPointerBeyondHostWidth, contextPointerIntoCrashRegion
    case pageTableReservedBit, pageTablePointerIntoCrashRegion, pageTableCycle
    /// Nothing is mapped around the address any more: each DMA there faults.
    case pageTableCleared
    /// The page itself is the crash kernel's memory: the tables are sound, and hardware obeys them.
    case pageIntoCrashRegion
    case pasidDirectoryPointerBeyondHostWidth, pasidDirectoryPointerIntoCrashRegion
    /// The whole root table is overwritten: to the reader, as if the pointer led to anything.
    case rootGarbage
  }

  public struct Write: Hashable, Sendable, Codable {
    @Hex public var address: UInt64
    /// As many as the new ones, to undo the write or to see that memory is still as planned.
    public let oldBytes: [UInt8]
    public let newBytes: [UInt8]
  }

  public let corruption: Corruption
  public let source: SourceID
  public let writes: [Write]

  /// - Parameters:
  ///   - walk: of `memory`'s tables, as they are now.
  ///   - hostAddressWidth: in bits, as in ACPI's DMAR table.
  ///   - crashRegion: the crash kernel's memory; the pointers into it lead to its middle.
  ///   - address: the page-table entries on the way to this mapped address are taken; `nil` for the
  ///     device's lowest one.
  /// - Throws: `Failure` when the device has no such entry, or no wrong value exists for it.
  public static func plan(
    _ corruption: Corruption, source: SourceID, walk: Walk, memory: any PhysicalMemory,
    hostAddressWidth: Int, crashRegion: AddressRange, address: UInt64? = nil
  ) throws -> Injection {
    let planner = Planner(
      walk: walk, memory: memory, source: source, hostAddressWidth: hostAddressWidth,
      crashPage: (crashRegion.first + crashRegion.count / 2).pageAddress, address: address)
    return Injection(
      corruption: corruption, source: source, writes: [try planner.write(for: corruption)])
  }
}
