/// What happens to one DMA request.
public enum Resolution: Hashable, Sendable {
  /// The physical address, and how the page that holds it was found.
  case reaches(UInt64, pageSize: UInt64)
  /// Passed on untranslated.
  case passesThrough
  /// A write to the interrupt address range: an interrupt, no DMA.
  case interrupt
  case faults(Fault)

  public enum Fault: String, Sendable, Codable {
    case blocked, rootNotPresent, contextNotPresent, pasidNotPresent, beyondAddressWidth
    case notPermitted, invalidEntry, unreadable, notJudged
  }
}

/// Interrupt requests: never remapped as DMA, whatever the tables say.
public let interruptAddressRange = AddressRange(first: 0xfee0_0000, last: 0xfeef_ffff)

extension Walker {
  /// Follows one request through the tables, entry by entry and independently of ``walk()``.
  /// With translation off every request passes through.
  public func translate(
    source: SourceID, pasid: UInt32? = nil, address: UInt64, write: Bool
  ) -> Resolution {
    if interruptAddressRange.contains(address) && pasid == nil {
      return write ? .interrupt : .faults(.notPermitted)
    }
    guard registers.isTranslationEnabled else { return .passesThrough }
    guard registers.tableMode != .abort else { return .faults(.blocked) }
    guard modeProblem() == nil else { return .faults(.invalidEntry) }
    do {
      let recipe = try recipe(for: source, pasid: pasid)
      guard recipe.problems.isEmpty else { throw Stop(.invalidEntry) }
      return try follow(recipe, address, write ? .write : .read)
    } catch let stop as Stop {
      return .faults(stop.fault)
    } catch {
      return .faults(.unreadable)
    }
  }

  private struct Stop: Error {
    let fault: Resolution.Fault
    init(_ fault: Resolution.Fault) { self.fault = fault }
  }

  private func recipe(for source: SourceID, pasid: UInt32?) throws -> Recipe {
    let isScalable = registers.tableMode == .scalable
    let isUpper = isScalable && source.devfn >= 128
    let words = try memory.table(at: rootTable + UInt64(source.bus) * 16, count: 16)
    let root = RootHalf(word: words[isUpper ? 1 : 0])
    guard root.isPresent else { throw Stop(.rootNotPresent) }
    guard root.problems(limits).isEmpty, isScalable || words[1] == 0 else {
      throw Stop(.invalidEntry)
    }
    if isScalable {
      return try scalableRecipe(root.contextTable, Int(source.devfn) % 128, pasid)
    }
    let place = root.contextTable + UInt64(Int(source.devfn) * LegacyContext.size)
    let pair = try memory.table(at: place, count: LegacyContext.size)
    let context = LegacyContext(low: pair[0], high: pair[1])
    guard context.isPresent else { throw Stop(.contextNotPresent) }
    guard pasid == nil else { throw Stop(.blocked) }
    return context.recipe(limits)
  }

  private func scalableRecipe(_ table: UInt64, _ index: Int, _ pasid: UInt32?) throws -> Recipe {
    let context = ScalableContext(
      words: try memory.table(
        at: table + UInt64(index * ScalableContext.size), count: ScalableContext.size))
    guard context.isPresent else { throw Stop(.contextNotPresent) }
    guard context.problems(limits).isEmpty else { throw Stop(.invalidEntry) }
    guard pasid == nil || context.isPASIDEnabled else { throw Stop(.blocked) }
    let number = pasid ?? context.ridPASID
    guard Int(number) / PASIDEntry.perTable < context.directoryEntries else {
      throw Stop(.pasidNotPresent)
    }
    let directory = PASIDDirectoryEntry(
      word: try memory.table(at: context.directoryEntryAddress(of: number), count: 8)[0])
    guard directory.isPresent else { throw Stop(.pasidNotPresent) }
    guard directory.problems(limits).isEmpty else { throw Stop(.invalidEntry) }
    let place = directory.table + UInt64(Int(number) % PASIDEntry.perTable * PASIDEntry.size)
    let entry = PASIDEntry(words: try memory.table(at: place, count: PASIDEntry.size))
    guard entry.isPresent else { throw Stop(.pasidNotPresent) }
    let isRID = number == context.ridPASID
    return entry.recipe(limits, supervisor: isRID && context.ridIsPrivileged)
  }

  private func follow(_ recipe: Recipe, _ address: UInt64, _ wanted: Permissions) throws
    -> Resolution
  {
    let isFirst = recipe.type == .firstStage
    let width = recipe.addressWidth
    let top = address >> UInt64(isFirst ? width - 1 : width)
    let isCanonical = top == 0 || (isFirst && top == UInt64.max >> UInt64(width - 1))
    switch recipe.type {
    case .passThrough:
      let limit = min(width, limits.hostAddressWidth)
      return address >> UInt64(limit) == 0 ? .passesThrough : .faults(.beyondAddressWidth)
    case .nested, .reserved: throw Stop(.notJudged)
    case .firstStage, .secondStage, .secondStageWithDeviceTLB:
      guard isCanonical else { throw Stop(.beyondAddressWidth) }
    }
    var table = recipe.pageTable
    for level in stride(from: recipe.levels, through: 1, by: -1) {
      let shift = UInt64(PageTableFormat.shift(level))
      let word = try memory.table(at: table + (address >> shift & 511) * 8, count: 8)[0]
      switch recipe.format.decode(word, level: level, limits) {
      case .notPresent: throw Stop(.notPermitted)
      case .invalid: throw Stop(.invalidEntry)
      case .table(let lower, let permissions):
        guard permissions.contains(wanted) else { throw Stop(.notPermitted) }
        table = lower
      case .page(let physical, let permissions):
        guard permissions.contains(wanted) else { throw Stop(.notPermitted) }
        let size = UInt64(1) << shift
        return .reaches(physical | (address & (size - 1)), pageSize: size)
      }
    }
    throw Stop(.notPermitted)
  }
}
