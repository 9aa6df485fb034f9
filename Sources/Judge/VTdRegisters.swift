/// What a remapping unit's registers say (VT-d 11.4), as read once.
public struct VTdRegisters: Hashable, Sendable, Codable {
  /// The bytes of a unit's first register page; a shorter block will do where the rest holds nothing.
  public static let blockSize = 0x1000

  @Hex public var capability: UInt64
  @Hex public var extendedCapability: UInt64
  @Hex public var globalStatus: UInt64
  @Hex public var rootTableAddress: UInt64
  @Hex public var faultStatus: UInt64
  public var faults: [FaultRecord]

  public init(
    capability: UInt64, extendedCapability: UInt64, globalStatus: UInt32, rootTableAddress: UInt64,
    faultStatus: UInt32 = 0, faults: [FaultRecord] = []
  ) {
    self.capability = capability
    self.extendedCapability = extendedCapability
    self.globalStatus = UInt64(globalStatus)
    self.rootTableAddress = rootTableAddress
    self.faultStatus = UInt64(faultStatus)
    self.faults = faults
  }

  /// Reads the registers out of the bytes at the unit's base address, 0x38 at the least. Fault records
  /// that lie beyond `block` are left out: how many a unit has, and where, stands in its capabilities,
  /// and emulators make no more bytes readable than they need.
  public init?(block: [UInt8]) {
    guard block.count >= 0x38 else { return nil }
    self.init(
      capability: block.integer(at: 0x08), extendedCapability: block.integer(at: 0x10),
      globalStatus: block.integer(at: 0x1c), rootTableAddress: block.integer(at: 0x20),
      faultStatus: block.integer(at: 0x34))
    let first = Int(capability.bits(24...33)) * 16  // CAP.FRO
    let number = Int(capability.bits(40...47)) + 1  // CAP.NFR
    faults = (0..<number).map { first + $0 * 16 }.filter { $0 + 16 <= block.count }.compactMap {
      FaultRecord(low: block.integer(at: $0), high: block.integer(at: $0 + 8))
    }
  }

  /// GSTS.TES: translation is on.
  public var isTranslationEnabled: Bool { globalStatus.bit(31) }

  /// RTADDR.TTM.
  public var tableMode: TableMode {
    switch rootTableAddress.bits(10...11) {
    case 0: .legacy
    case 1: .scalable
    case 3: .abort
    default: .reserved
    }
  }

  /// FSTS.IQE: the unit takes no more descriptors from its invalidation queue.
  public var isQueueInError: Bool { faultStatus.bit(4) }

  /// FSTS.PFO: faults were lost for want of a free record.
  public var hasFaultOverflow: Bool { faultStatus.bit(0) }
}

/// RTADDR.TTM, the table that the root pointer points to.
public enum TableMode: String, Sendable, Codable {
  case legacy, scalable, reserved
  /// All DMA is blocked, without a look at any table.
  case abort
}

/// One fault recording register with its F field set (VT-d 11.4).
public struct FaultRecord: Hashable, Sendable, Codable {
  public let source: SourceID
  /// `nil` for a request without PASID.
  public let pasid: UInt32?
  /// The page of the input address.
  @Hex public var address: UInt64
  public let isRead: Bool
  /// The fault reason, as in the specification's appendix.
  public let reason: UInt8

  /// `nil` when the register holds no fault.
  public init?(low: UInt64, high: UInt64) {
    guard high.bit(63) else { return nil }  // F
    source = SourceID(rawValue: UInt16(high.bits(0...15)))
    pasid = high.bit(31) ? UInt32(high.bits(40...59)) : nil
    address = low.pageAddress
    // T2 (bit 28) with T1 clear is a page request, which no driver here makes.
    isRead = high.bit(62)
    reason = UInt8(high.bits(32...39))
  }
}

/// What the registers and the platform allow; decides which bits are reserved.
struct Limits: Sendable {
  let capability: UInt64
  let extendedCapability: UInt64
  /// From ACPI's DMAR table; no register tells it.
  let hostAddressWidth: Int

  /// Address bits of an entry (51:HAW) that hardware demands to be zero.
  var beyondHostWidth: UInt64 {
    hostAddressWidth >= 52 ? 0 : .mask(hostAddressWidth...51)
  }
  /// The same in a pointer whose field reaches bit 63.
  var pointerBeyondHostWidth: UInt64 {
    hostAddressWidth >= 64 ? 0 : .mask(hostAddressWidth...63)
  }

  /// CAP.MGAW: the width of an input address that hardware accepts.
  var inputAddressWidth: Int { Int(capability.bits(16...21)) + 1 }
  /// CAP.SAGAW: an address-width code is supported when the bit of its number is set.
  func supports(addressWidthCode code: UInt64) -> Bool {
    (1...3).contains(code) && capability.bit(8 + Int(code))
  }
  var secondStage2M: Bool { capability.bit(34) }
  var secondStage1G: Bool { capability.bit(35) }
  var firstStage1G: Bool { capability.bit(56) }
  var firstStage5Levels: Bool { capability.bit(60) }

  var deviceTLB: Bool { extendedCapability.bit(2) }
  var passThrough: Bool { extendedCapability.bit(6) }
  var snoopControl: Bool { extendedCapability.bit(7) }
  var nested: Bool { extendedCapability.bit(26) }
  var pageRequest: Bool { extendedCapability.bit(29) }
  var supervisorRequest: Bool { extendedCapability.bit(31) }
  var pasid: Bool { extendedCapability.bit(40) }
  var scalableMode: Bool { extendedCapability.bit(43) }
  var secondStageAccessedDirty: Bool { extendedCapability.bit(45) }
  var secondStage: Bool { extendedCapability.bit(46) }
  var firstStage: Bool { extendedCapability.bit(47) }
}
