/// How a request is translated; `reserved` stands for every code that the specification leaves out.
public enum TranslationType: String, Sendable, Codable {
  case secondStage, secondStageWithDeviceTLB, firstStage, nested, passThrough, reserved
}

/// What one unit does with the DMA of one device, for requests without PASID or with one.
public struct Translation: Hashable, Sendable, Codable {
  public let source: SourceID
  /// `nil` for requests without PASID, whichever PASID the scalable mode puts in its place.
  public let pasid: UInt32?
  public let type: TranslationType
  public let domainID: UInt16
  /// Of an input address, in bits; 0 where the entry's code means nothing.
  public let addressWidth: Int
  /// FPD in this entry or in one that leads to it: faults are not recorded.
  public let faultsDisabled: Bool
  /// The top of the page tables; 0 for pass-through.
  @Hex public var pageTable: UInt64
  /// Where the entry lies that holds type, domain-id and pointer: a context or a PASID entry.
  @Hex public var entry: UInt64
  /// Hardware refuses the entry itself: every request faults.
  public let isBlocked: Bool
  /// Sorted by address, without overlap. Pass-through is one identity run.
  public let mappings: [Mapping]
  /// In this entry and in the page tables under it.
  public let violations: [Violation]

  /// The physical addresses that the device can reach.
  public var reach: RangeSet { RangeSet(mappings.map(\.reach)) }

  /// The run that `address` lies in.
  public func mapping(at address: UInt64) -> Mapping? {
    var low = 0
    var high = mappings.count
    while low < high {
      let middle = (low + high) / 2
      if mappings[middle].iova.last < address { low = middle + 1 } else { high = middle }
    }
    return low < mappings.count && mappings[low].iova.first <= address ? mappings[low] : nil
  }

  /// Nothing but writes into one page: a quarantine. Also true for a device that can do nothing.
  public var isQuarantined: Bool {
    mappings.allSatisfy { $0.permissions == .write && $0.repeatedPage != nil }
      && Set(mappings.map(\.physical)).count <= 1
  }
}

/// A context entry that is not all zero.
public struct Context: Hashable, Sendable, Codable {
  public let source: SourceID
  public let isPresent: Bool
  public let faultsDisabled: Bool
  /// The device may ask for translations and cache them: legacy mode's translation type 01b, scalable
  /// mode's DTE.
  public let hasDeviceTLB: Bool
  /// Scalable mode: the PASID that stands for none.
  public let ridPASID: UInt32?
  public let violations: [Violation]
  /// Where the context entry lies.
  @Hex public var entry: UInt64
  /// Scalable mode: where the PASID directory's entry for ``ridPASID`` lies; else 0.
  @Hex public var directoryEntry: UInt64
}

/// A piece of the tables in memory.
public struct TablePage: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    case root, context, directory, pasid, page
  }

  public let kind: Kind
  @Hex public var address: UInt64
  public let count: Int
  /// Of a page table, counted from 1 at the bottom.
  public let level: Int?
  /// Bits of each 64-bit word that hardware may set on its own (accessed and dirty flags).
  @Hex public var hardwareSetBits: UInt64

  init(
    kind: Kind, address: UInt64, count: Int = 4096, level: Int? = nil, hardwareSetBits: UInt64 = 0
  ) {
    self.kind = kind
    self.count = count
    self.level = level
    self.address = address
    self.hardwareSetBits = hardwareSetBits
  }
}

/// Everything that one unit's tables say at one moment.
public struct Walk: Hashable, Sendable, Codable {
  public let isTranslationEnabled: Bool
  public let mode: TableMode
  @Hex public var rootTable: UInt64
  public let contexts: [Context]
  public let translations: [Translation]
  /// In the root pointer and the root entries; the others stand with their context or translation.
  public let violations: [Violation]
  /// Sorted by address.
  public let tablePages: [TablePage]

  public func translation(of source: SourceID, pasid: UInt32? = nil) -> Translation? {
    translations.first { $0.source == source && $0.pasid == pasid }
  }

  /// Where the DMA of a device goes; with translation off, to the very address that it names.
  func mappings(of source: SourceID, pasid: UInt32?) -> [Mapping] {
    isTranslationEnabled
      ? translation(of: source, pasid: pasid)?.mappings ?? [] : [.identity(bits: 64)]
  }

  public var allViolations: [Violation] {
    violations + contexts.flatMap(\.violations) + translations.flatMap(\.violations)
  }
}
