import Diagnostics

/// Finds the entry for each corruption, and its new value.
struct Planner {
  let walk: Walk
  let memory: any PhysicalMemory
  let source: SourceID
  let hostAddressWidth: Int
  let crashPage: UInt64
  let address: UInt64?

  private var isScalable: Bool { walk.mode == .scalable }

  func write(for corruption: Injection.Corruption) throws -> Injection.Write {
    switch corruption {
    case .contextReservedBit:
      // Bits 11:4 in legacy mode, 8:5 in scalable mode.
      return try change(context().entry) { $0 | 1 << 5 }
    case .contextAddressWidth:
      // In scalable mode width and type stand in the PASID entry.
      let entry = try translation().entry
      return isScalable
        ? try change(entry) { $0.replacing(2...4, with: 7) }
        : try change(entry + 8) { $0.replacing(0...2, with: 7) }
    case .contextTranslationType:
      let entry = try translation().entry
      return try change(entry) { $0.replacing(isScalable ? 6...8 : 2...3, with: 7) }
    case .contextPointerBeyondHostWidth:
      return try change(pointingContext()) { try beyondHostWidth($0) }
    case .contextPointerIntoCrashRegion:
      return try change(pointingContext()) { pointer($0, to: crashPage) }
    case .pageTableReservedBit:
      return try change(path().last!.entry) { try reservedAddressBit($0) }
    case .pageTablePointerIntoCrashRegion:
      return try change(lowestPointer()) { pointer($0, to: crashPage) }
    case .pageTableCycle:
      let root = try translation().pageTable
      return try change(lowestPointer()) { pointer($0, to: root) }
    case .pageTableCleared:
      return try change(lowestPointer()) { _ in 0 }
    case .pageIntoCrashRegion:
      return try change(path().last!.entry) { pointer($0, to: crashPage) }
    case .pasidDirectoryPointerBeyondHostWidth:
      return try change(directoryEntry()) { try beyondHostWidth($0) }
    case .pasidDirectoryPointerIntoCrashRegion:
      return try change(directoryEntry()) { pointer($0, to: crashPage) }
    case .rootGarbage:
      let old = try memory.read(address: walk.rootTable, count: 4096)
      return Injection.Write(
        address: walk.rootTable, oldBytes: old, newBytes: [UInt8](qwords: Self.garbage()))
    }
  }

  /// 4 KiB without any structure, the same in every run.
  private static func garbage() -> [UInt64] {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    return (0..<512).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  private func change(_ place: UInt64, _ new: (UInt64) throws -> UInt64) throws -> Injection.Write {
    let old = try memory.table(at: place, count: 8)[0]
    return Injection.Write(
      address: place, oldBytes: [UInt8](qwords: [old]), newBytes: [UInt8](qwords: [try new(old)]))
  }

  private func pointer(_ word: UInt64, to page: UInt64) -> UInt64 {
    (word & ~PageTableFormat.entryAddress) | page
  }

  private func beyondHostWidth(_ word: UInt64) throws -> UInt64 {
    guard hostAddressWidth < 52 else { throw Failure("no pointer exceeds the host address width") }
    return word | 1 << UInt64(hostAddressWidth)
  }

  /// The one bit that hardware demands to be zero in every page-table entry.
  private func reservedAddressBit(_ word: UInt64) throws -> UInt64 {
    guard hostAddressWidth < 52 else {
      throw Failure("no address bit of a page-table entry is reserved")
    }
    return word | 1 << 51
  }

  private func context() throws -> Context {
    guard let context = walk.contexts.first(where: { $0.source == source && $0.isPresent }) else {
      throw Failure("\(source) has no context entry")
    }
    return context
  }

  /// The context entry, when hardware looks at its pointer.
  private func pointingContext() throws -> UInt64 {
    if !isScalable, try translation().type == .passThrough {
      throw Failure("\(source) passes through: hardware ignores its pointer")
    }
    return try context().entry
  }

  private func translation() throws -> Translation {
    guard let translation = walk.translation(of: source) else {
      throw Failure("\(source) has no translation")
    }
    return translation
  }

  private func directoryEntry() throws -> UInt64 {
    let entry = try context().directoryEntry
    guard entry != 0 else { throw Failure("\(source) has no PASID directory: legacy mode") }
    return entry
  }

  /// The entry that points to the lowest table on the way to the address.
  private func lowestPointer() throws -> UInt64 {
    guard let pointer = try path().last(where: { !$0.isPage }) else {
      throw Failure("\(source)'s mapping at the address needs only one table")
    }
    return pointer.entry
  }

  /// Every page-table entry on the way to the address, the topmost first.
  private func path() throws -> [(entry: UInt64, isPage: Bool)] {
    let translation = try translation()
    guard translation.pageTable != 0, let lowest = translation.mappings.first?.iova.first else {
      throw Failure("\(source) has no page tables with a mapping")
    }
    let wanted = address ?? lowest
    guard translation.mapping(at: wanted) != nil else {
      throw Failure("\(source) does not map \(wanted.hex)")
    }
    var path: [(entry: UInt64, isPage: Bool)] = []
    var table = translation.pageTable
    var level = try topLevel(of: translation)
    while true {
      let place = table + (wanted >> UInt64(PageTableFormat.shift(level)) & 511) * 8
      let word = try memory.table(at: place, count: 8)[0]
      let isPage = level == 1 || word.bit(7)
      path.append((place, isPage))
      if isPage { return path }
      table = word & PageTableFormat.entryAddress
      level -= 1
    }
  }

  private func topLevel(of translation: Translation) throws -> Int {
    let top = walk.tablePages.first { $0.address == translation.pageTable }
    guard let level = top?.level else { throw Failure("\(source)'s page tables were not walked") }
    return level
  }
}
