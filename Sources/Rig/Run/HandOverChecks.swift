internal import Diagnostics
internal import Judge
internal import Reporting

/// Compares the tables at each stage of a case with those of the crashed kernel.
final class HandOverChecks {
  let before: Walk
  /// The same with a page that was made to lead into the crash kernel's memory; nil if none was.
  var redirected: Walk?
  let ram: RangeSet
  let crashRegion: RangeSet
  private var tables: TableSnapshot?

  /// - Parameters:
  ///   - before: the crashed kernel's tables before the crash.
  ///   - ram: the crashed kernel's RAM.
  init(before: Walk, ram: [AddressRange], crashRegion: [AddressRange]) {
    self.ram = RangeSet(ram)
    self.before = before
    self.crashRegion = RangeSet(crashRegion)
  }

  /// The physical address to which a device's IOVA was mapped before the crash.
  func translate(_ device: PCIAddress, _ iova: UInt64) -> UInt64? {
    before.translation(of: device.source)?.mapping(at: iova)?.translate(iova)
  }

  /// The number of contiguous ranges that a device had mapped before the crash.
  func mappings(of device: PCIAddress) -> Int {
    before.translation(of: device.source)?.mappings.count ?? 0
  }

  /// Takes a copy of the tables at the time of the crash.
  func keepTables(of memory: GuestMemory) throws {
    tables = try TableSnapshot(of: before, in: memory)
  }

  /// What has changed in the tables since the copy was taken.
  func changes(in memory: GuestMemory) throws -> [Discrepancy] {
    Comparison.tables(try kept, in: memory)
  }

  /// Checks the tables of the crash kernel.
  func check(
    _ walk: Walk, _ registers: VTdRegisters, _ memory: GuestMemory,
    at moment: Observation.Stage, in crashCase: CrashCase
  ) throws -> [Observation.Check] {
    let attached = crashCase.attachedDevices(at: moment)
    // nothing uses these devices' old mappings any more
    let idle =
      crashCase.driver == .lateReset
      ? attached.subtracting(crashCase.attached.flatMap(\.sources)) : attached
    let running = Set(before.translations.map(\.source)).subtracting(idle)
    let old = redirected ?? before
    let reaching = Comparison.crashRegion(
      before: old, after: walk, crashRegion: crashRegion, attached: attached
    ).filter { !isBeyondMemory($0) }
    let isReuse = { (finding: Discrepancy) in
      finding.kind == .reachesCrashRegion && finding.source.map(idle.contains) ?? false
    }
    // whether a kernel spares it or not, kexec saved what is there
    let sparable = RangeSet(crashRegion.ranges + [AddressRange(first: 0, last: 0x9efff)])
    return [
      result(
        .translationStaysOn, moment,
        Comparison.translationEnabled([.init(moment: moment.rawValue, registers: registers)])),
      result(.oldTablesUntouched, moment, try changes(in: memory)),
      result(
        .sameTranslations, moment,
        Comparison.translations(
          before: before, after: walk, crashRegion: sparable, sources: running
        ).filter { !isBeyondMemory($0) }),
      result(.ownMemoryUnreachable, moment, reaching.filter { !isReuse($0) }),
      result(.oldAddressesKept, moment, reaching.filter(isReuse)),
      result(
        .domainIDsDistinct, moment,
        Comparison.domainIDs(before: old, after: walk, crashRegion: sparable)
          + Comparison.reservedDomainIDs(
            before: old, after: walk, crashRegion: sparable, hidden: hidden(by: crashCase))),
      result(
        .deviceTLBsKept, moment,
        Comparison.deviceTLBs(before: before, after: walk, sources: running)),
      result(.fewPagesToShadow, moment, Comparison.pagesToShadow(walk)),
    ]
  }

  /// The devices whose domain-ids the damage hides from the crash kernel.
  private func hidden(by crashCase: CrashCase) -> Set<SourceID> {
    switch crashCase.corruption {
    case .rootGarbage: Set(before.translations.map(\.source))
    case .pasidDirectoryPointerBeyondHostWidth, .pasidDirectoryPointerIntoCrashRegion:
      [crashCase.address(of: crashCase.damaged).source]
    // the way to the PASID table leads through the entry
    case .contextReservedBit where before.mode == .scalable:
      [crashCase.address(of: crashCase.damaged).source]
    default: []
    }
  }

  /// Whether a finding is about addresses outside RAM, which pass-through always reaches.
  private func isBeyondMemory(_ finding: Discrepancy) -> Bool {
    guard let source = finding.source, before.translation(of: source)?.type == .passThrough else {
      return false
    }
    return !finding.ranges.isEmpty && !finding.ranges.contains(where: ram.intersects)
  }

  /// Checks the saved dump.
  func check(dump path: String, size: Int) throws -> Observation.Check {
    result(
      .dumpIsWhole, .dumpSaved,
      Comparison.core(file: try DumpFile(path: path), size: UInt64(size), holds: try kept))
  }

  /// The writes to memory that corrupt a device's tables.
  ///
  /// - Parameter target: where pointers into the crash kernel's memory lead; nil for its own part.
  func plan(
    _ corruption: Injection.Corruption, of device: PCIAddress, address: UInt64?,
    into target: AddressRange?,
    hostAddressWidth: Int, _ memory: GuestMemory
  ) throws -> [Injection.Write] {
    try Injection.plan(
      corruption, source: device.source, walk: before, memory: memory,
      hostAddressWidth: hostAddressWidth, crashRegion: target ?? crashRegion.ranges.last!,
      address: corruption.isInPageTable ? address : nil
    ).writes
  }

  private var kept: TableSnapshot {
    get throws {
      guard let tables else { throw Failure("the crashed kernel's tables were not kept") }
      return tables
    }
  }

  private func result(
    _ expectation: Expectation, _ moment: Observation.Stage, _ findings: [Discrepancy]
  )
    -> Observation.Check
  {
    Observation.Check(
      expectation: expectation.title, moment: moment, findings: findings.map(\.description))
  }
}

extension CrashCase {
  /// The devices that have a driver in the crash kernel at that stage.
  func attachedDevices(at moment: Observation.Stage) -> Set<SourceID> {
    var devices = [MachineSpec.disk]
    if driver == .ordinary { devices += [machine.sound, MachineSpec.network] }
    if driver == .lateReset, moment != .crashKernelUp { devices += attached }
    return Set(devices.flatMap(\.sources))
  }
}

extension Injection.Corruption {
  fileprivate var isInPageTable: Bool {
    switch self {
    case .pageTableReservedBit, .pageTablePointerIntoCrashRegion, .pageTableCycle,
      .pageTableCleared, .pageIntoCrashRegion:
      true
    default: false
    }
  }
}
