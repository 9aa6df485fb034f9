/// Reads a unit's tables out of memory.
public struct Walker: Sendable {
  let memory: any PhysicalMemory
  let registers: VTdRegisters
  let limits: Limits
  let bound: Int

  /// - Parameters:
  ///   - hostAddressWidth: in bits, as in ACPI's DMAR table.
  ///   - bound: the most page tables, and the most mappings of a translation, that are looked at.
  public init(
    memory: any PhysicalMemory, registers: VTdRegisters, hostAddressWidth: Int,
    bound: Int = 1 << 18
  ) {
    self.memory = memory
    self.registers = registers
    self.bound = bound
    limits = Limits(
      capability: registers.capability, extendedCapability: registers.extendedCapability,
      hostAddressWidth: hostAddressWidth)
  }

  var rootTable: UInt64 { registers.rootTableAddress.pageAddress }

  /// What forbids to look at any table.
  func modeProblem() -> Problem? {
    switch registers.tableMode {
    case .legacy, .abort: nil
    case .scalable where limits.scalableMode: nil
    case .scalable:
      Problem(kind: .tableMode, detail: "the unit has no scalable mode")
    case .reserved: Problem(kind: .tableMode, detail: "the table mode is reserved")
    }
  }

  public func walk() -> Walk {
    var state = WalkState(
      pageTables: PageTables(memory: memory, limits: limits, bound: bound))
    if let problem = modeProblem() {
      state.violations.append(
        Violation(problem.kind, entry: 0, value: registers.rootTableAddress, problem.detail))
    } else if registers.tableMode != .abort {
      walkRoot(&state)
    }
    let pages = state.pages.merging(state.pageTables.pages) { first, _ in first }
    return Walk(
      isTranslationEnabled: registers.isTranslationEnabled, mode: registers.tableMode,
      rootTable: rootTable, contexts: state.contexts, translations: state.translations,
      violations: state.violations, tablePages: pages.values.sorted { $0.address < $1.address })
  }

  private func walkRoot(_ state: inout WalkState) {
    guard let words = state.read(rootTable, .root, from: memory) else {
      state.violations.append(
        Violation(
          .unreadable, entry: 0, value: registers.rootTableAddress,
          "the root table is outside of memory"))
      return
    }
    let isScalable = registers.tableMode == .scalable
    for index in stride(from: 0, to: words.count, by: isScalable ? 1 : 2) {
      let half = RootHalf(word: words[index])
      guard half.isPresent else { continue }
      let place = rootTable + UInt64(index * 8)
      var problems = half.problems(limits)
      if !isScalable, let high = Problem.reserved(words[index + 1], .max, "root entry's high word")
      {
        problems.append(high)
      }
      state.violations += problems.map {
        Violation($0.kind, entry: place, value: half.word, $0.detail)
      }
      guard problems.isEmpty else { continue }
      guard let context = state.read(half.contextTable, .context, from: memory) else {
        state.violations.append(
          Violation(
            .unreadable, entry: place, value: half.word, "the context table is outside of memory"))
        continue
      }
      let bus = UInt8(index / 2)
      if isScalable {
        walkScalable(
          context, at: half.contextTable, bus: bus, firstDevfn: index % 2 * 128, &state)
      } else {
        walkLegacy(context, at: half.contextTable, bus: bus, &state)
      }
    }
  }

  private func walkLegacy(_ words: [UInt64], at table: UInt64, bus: UInt8, _ state: inout WalkState)
  {
    for devfn in 0..<256 {
      let entry = LegacyContext(low: words[devfn * 2], high: words[devfn * 2 + 1])
      guard entry.low | entry.high != 0 else { continue }
      let source = SourceID(bus: bus, devfn: UInt8(devfn))
      let place = table + UInt64(devfn * LegacyContext.size)
      state.contexts.append(
        Context(
          source: source, isPresent: entry.isPresent, faultsDisabled: entry.faultsDisabled,
          hasDeviceTLB: entry.type == .secondStageWithDeviceTLB, ridPASID: nil, violations: [],
          entry: place, directoryEntry: 0))
      guard entry.isPresent else { continue }
      translate(
        Source(source: source, pasid: nil, entry: place, faultsDisabled: entry.faultsDisabled),
        entry.recipe(limits), value: entry.low, &state)
    }
  }
}

/// What a walk has found so far.
struct WalkState {
  let pageTables: PageTables
  var contexts: [Context] = []
  var translations: [Translation] = []
  var violations: [Violation] = []
  var pages: [UInt64: TablePage] = [:]

  /// Reads a table that is no page table, and notes that it is one.
  mutating func read(
    _ address: UInt64, _ kind: TablePage.Kind, count: Int = 4096, from memory: any PhysicalMemory
  ) -> [UInt64]? {
    guard let words = try? memory.table(at: address, count: count) else { return nil }
    pages[address] = TablePage(kind: kind, address: address, count: count)
    return words
  }
}

/// Whose requests a translation is for, and where its entry lies.
struct Source {
  let source: SourceID
  let pasid: UInt32?
  let entry: UInt64
  let faultsDisabled: Bool
}

/// What an entry asks of hardware, the same for both modes.
struct Recipe {
  let type: TranslationType
  let domainID: UInt16
  let addressWidth: Int
  let levels: Int
  let pageTable: UInt64
  let format: PageTableFormat
  let problems: [Problem]
}
