import Diagnostics
import Judge

/// A machine made of nothing but memory and VT-d tables. Words are written out by hand, so that a wrong
/// bit position in the judge does not agree with itself.
struct Guest {
  static let sound = SourceID("00:1b.0")!
  static let network = SourceID("00:02.0")!
  static let crashRegion = AddressRange(start: 0x3000_0000, count: 0x0c00_0000)

  /// 48-bit addresses, 39 and 48 bits supported, 2 MiB and 1 GiB pages in both stages.
  static let capability: UInt64 = 0x0100_000c_002f_0600
  /// Device TLB, pass-through, PASID, scalable mode, both stages, accessed and dirty flags.
  static let extendedCapability: UInt64 = 0x0000_e900_0000_0044

  var memory = SparseMemory()
  var isScalable = false
  var isEnabled = true
  var root: UInt64 = 0
  private var free: UInt64

  /// - Parameter tables: where the tables begin; by default in the crashed kernel's memory.
  init(scalable: Bool = false, tables: UInt64 = 0x10_0000) {
    free = tables
    isScalable = scalable
    root = page()
  }

  mutating func page() -> UInt64 {
    defer { free += 0x1000 }
    memory.write([UInt8](repeating: 0, count: 4096), at: free)
    return free
  }

  func word(_ address: UInt64) -> UInt64 {
    let bytes = (try? memory.read(address: address, count: 8)) ?? []
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func set(_ address: UInt64, _ words: UInt64...) {
    memory.write(qwords: words, at: address)
  }

  /// The address of the context entry; its table is made when there is none.
  mutating func contextEntry(_ source: SourceID) -> UInt64 {
    let isUpper = isScalable && source.devfn >= 0x80
    let half = root + UInt64(source.bus) * 16 + (isUpper ? 8 : 0)
    if word(half) == 0 { set(half, page() | 1) }
    let table = word(half) & ~0xfff
    let index = isScalable ? UInt64(source.devfn & 0x7f) * 32 : UInt64(source.devfn) * 16
    return table + index
  }

  /// A second-stage domain of 4 levels; returns its page table.
  @discardableResult
  mutating func attach(_ source: SourceID, domainID: UInt64, table: UInt64? = nil) -> UInt64 {
    let table = table ?? page()
    if isScalable {
      setPASID(source, table | 2 << 6 | 2 << 2 | 1, domainID)
    } else {
      set(contextEntry(source), table | 1, domainID << 8 | 2)
    }
    return table
  }

  @discardableResult
  mutating func attachFirstStage(_ source: SourceID, domainID: UInt64) -> UInt64 {
    let table = page()
    setPASID(source, 1 << 6 | 1, domainID, table)
    return table
  }

  mutating func passThrough(_ source: SourceID, domainID: UInt64) {
    if isScalable {
      setPASID(source, 4 << 6 | 2 << 2 | 1, domainID)
    } else {
      set(contextEntry(source), 2 << 2 | 1, domainID << 8 | 2)
    }
  }

  /// PASID 0 stands for none; the directory has 512 entries.
  mutating func setPASID(_ source: SourceID, _ words: UInt64..., pasid: UInt64 = 0) {
    let context = contextEntry(source)
    if word(context) == 0 { set(context, page() | 2 << 9 | 1 << 3 | 1, 0, 0, 0) }
    let entry = (word(context) & ~0xfff) + pasid / 64 * 8
    if word(entry) == 0 { set(entry, page() | 1) }
    memory.write(qwords: words, at: (word(entry) & ~0xfff) + pasid % 64 * 64)
  }

  /// Maps one page of 4 KiB (`level` 1), 2 MiB (2) or 1 GiB (3).
  mutating func map(
    _ table: UInt64, _ iova: UInt64, to physical: UInt64, flags: UInt64 = 3, level: UInt64 = 1,
    top: UInt64 = 4, tableFlags: UInt64 = 3
  ) {
    var table = table
    for step in stride(from: top, to: level, by: -1) {
      let place = table + (iova >> (3 + 9 * step) & 511) * 8
      if word(place) == 0 { set(place, page() | tableFlags) }
      table = word(place) & 0x000f_ffff_ffff_f000
    }
    set(table + (iova >> (3 + 9 * level) & 511) * 8, physical | flags | (level > 1 ? 0x80 : 0))
  }

  /// A table of each level whose entries all lead to the next, and at last to one page.
  mutating func quarantine(_ source: SourceID, domainID: UInt64, scratch: UInt64) {
    var lower = scratch
    for _ in 1...4 {
      let table = page()
      for index in 0..<UInt64(512) { set(table + index * 8, lower | 2) }
      lower = table
    }
    attach(source, domainID: domainID, table: lower)
  }

  /// What a crash kernel does: root and context tables copied into its own memory, page tables in place.
  mutating func handOver() {
    free = Self.crashRegion.first + 0x10_0000
    let old = root
    root = page()
    for half in stride(from: UInt64(0), to: 4096, by: 8) where word(old + half) != 0 {
      let copy = page()
      memory.copyPage(from: word(old + half) & ~0xfff, to: copy)
      set(root + half, copy | 1)
    }
  }

  var registers: VTdRegisters {
    VTdRegisters(
      capability: Self.capability, extendedCapability: Self.extendedCapability,
      globalStatus: isEnabled ? 0xc000_0000 : 0x4000_0000,
      rootTableAddress: root | (isScalable ? 0x400 : 0))
  }

  func walker(bound: Int = 1 << 18) -> Walker {
    Walker(memory: memory, registers: registers, hostAddressWidth: 39, bound: bound)
  }

  func walk() -> Walk { walker().walk() }
}

extension Walk {
  var kinds: [Violation.Kind] { allViolations.map(\.kind) }
}

extension SparseMemory {
  mutating func copyPage(from source: UInt64, to target: UInt64) {
    write((try? read(address: source, count: 4096)) ?? [], at: target)
  }
}

extension [Discrepancy] {
  var kinds: [Discrepancy.Kind] { map(\.kind) }
}
