internal import Judge
internal import Series

extension CrashCase {
  /// What real servers have, and the smallest machine has not: groups, bridges, device-TLBs, virtual
  /// functions, hypervisors, memory that only the firmware knows.
  static let server: [CrashCase] = inLegacyMode + inScalableMode

  private static let inLegacyMode = groups + hypervisor + deviceTLBs + firmware + others
  /// A bridge is not among them: kernels give its alias no context in scalable mode, so that already
  /// the first kernel's DMA is refused.
  private static let inScalableMode = inLegacyMode.filter {
    [
      "group", "caching-mode", "device-tlb", "device-tlb-damaged", "page-into-crash-region",
      "damaged-late", "damaged-idle", "queue-in-error",
    ].contains($0.name)
  }.map { $0.withScalableMode }

  /// Those that say something of the classic driver: a device has no device-TLB there before its
  /// driver attaches, and a quarantined device does not reach its reserved memory region.
  static let classicServer = inLegacyMode.filter {
    [
      "group", "group-of-four", "bridge", "caching-mode", "page-into-crash-region", "damaged-late",
      "damaged-idle", "one-processor", "x2apic", "reserved-memory", "reserved-region",
      "plain-kexec",
    ].contains($0.name)
  }

  private var withScalableMode: CrashCase {
    var twin = self
    twin.name = "scalable-\(name)"
    twin.useScalableMode()
    // of vanilla kernels, those that pass in legacy mode look at nothing but the device-TLB
    return twin
  }

  private static let groups: [CrashCase] = [
    CrashCase(
      "group", "Two functions are one group; the running one attaches last.",
      from: .carryOver, expectations: lateReset, vanilla: .fail
    ) {
      $0.machine.soundHasCompanion = true
      $0.targets = [.companion, .sound]
    },
    CrashCase(
      "group-of-four", "Four functions share 100,000 mappings, and two of them attach.",
      from: .carryOver, expectations: lateReset, vanilla: .fail
    ) {
      $0.machine.spareFunctions = 4
      $0.fragments = 100_000
      $0.crashKernelMiB = 64
      $0.targets = [.spareFunction, .spare]
    },
    CrashCase(
      "bridge", "The running device is behind a PCIe-to-PCI bridge, whose alias it uses.",
      from: .carryOver, expectations: lateReset, vanilla: .fail
    ) { $0.machine.sound = PCIAddress(bus: 1, slot: 1, isBehindBridge: true) },
  ]

  private static let hypervisor: [CrashCase] = [
    CrashCase(
      "caching-mode", "A hypervisor shadows the tables.",
      from: .carryOver, expectations: lateReset + [.fewPagesToShadow], vanilla: .fail
    ) { $0.machine.cachingMode = true },
    CrashCase(
      "caching-mode-damaged", "A hypervisor shadows the tables, and a context entry is corrupt.",
      // the device is blocked: a page behind every address would be a page to shadow
      expectations: contained.filter { $0 != .noWriteFaults }
        + [.muted(after: 64), .fewPagesToShadow], vanilla: .fail
    ) {
      $0.machine.cachingMode = true
      $0.corruption = .contextReservedBit
    },
    CrashCase(
      "caching-mode-pass-through", "A hypervisor shadows the tables that replace pass-through.",
      expectations: lateReset + [.fewPagesToShadow], vanilla: .fail
    ) {
      $0.machine.cachingMode = true
      $0.first = "iommu=pt"
    },
  ]

  private static let deviceTLBs: [CrashCase] = [
    CrashCase(
      "device-tlb", "A card has a device-TLB and no driver.",
      from: .carryOver, expectations: lateReset + [.deviceTLBsKept], vanilla: .fail
    ) { $0.machine.deviceTLB = true },
    CrashCase(
      "device-tlb-damaged", "The context entry of a card with a device-TLB is corrupt.",
      // before the quarantine, the entry is dropped, which blocks the card as the damage does
      from: .containment,
      expectations: [
        .translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .deviceTLBsKept,
        .legacyDMALands, .dumpIsWhole,
      ], vanilla: .pass
    ) {
      $0.machine.deviceTLB = true
      $0.damaged = .card
      $0.corruption = .contextReservedBit
      $0.driver = .none
    },
    CrashCase(
      "virtual-functions", "A card has virtual functions that the crash kernel does not enable.",
      expectations: handOver, vanilla: .pass
    ) {
      $0.machine.virtualFunctions = true
      $0.driver = .none
    },
  ]

  private static let firmware: [CrashCase] = [
    CrashCase(
      "reserved-memory", "Both kernels use pass-through, to memory that only the firmware knows.",
      expectations: [.translationStaysOn, .reservedMemoryReached, .noFaults, .dumpIsWhole],
      vanilla: .pass
    ) {
      $0.first = "iommu=pt"
      $0.crash = "iommu=pt"
      $0.reserved = AddressRange(start: 0x800_0000, count: 0x1_0000)
      $0.targets = [.spare]
    },
    CrashCase(
      "reserved-region", "A device owns a reserved memory region, and its driver attaches.",
      expectations: [.translationStaysOn, .reservedMemoryReached, .noCorruption, .dumpIsWhole],
      vanilla: .pass
    ) {
      $0.reserveRegion(at: 0x800_0000)
      $0.targets = [.spare]
    },
    CrashCase(
      "reserved-region-damaged", "The context entry of such a device is corrupt.",
      expectations: [.translationStaysOn, .reservedMemoryReached, .dumpIsWhole], vanilla: .fail
    ) {
      $0.reserveRegion(at: 0x800_0000)
      $0.corruption = .contextReservedBit
      $0.damaged = .spare
      $0.driver = .none
    },
    CrashCase(
      "reserved-region-beside", "Such a region is 1 MiB above the crash kernel's memory.",
      expectations: [.translationStaysOn, .reservedMemoryReached, .dumpIsWhole], vanilla: .pass
    ) {
      // a kernel at a random place may be where the crash kernel's memory should be
      $0.first = "iommu=pt nokaslr"
      $0.crashKernelMiB = 120
      $0.crashKernelAtMiB = 256
      $0.reserveRegion(at: 0x1790_0000)
      $0.driver = .none
      // 6.1 loses the disk: its first command times out
      $0.vanillaPassesSince = KernelVersion(6, 12)
    },
  ]

  private mutating func reserveRegion(at address: UInt64) {
    reserved = AddressRange(start: address, count: 0x1_0000)
    isReservedForDevice = true
  }

  private static let others: [CrashCase] = [
    CrashCase(
      "page-into-crash-region", "A page of a buffer is the crash kernel's memory; no driver.",
      expectations: contained.filter { $0 != .noCorruption }, vanilla: .fail
    ) {
      $0.corruption = .pageIntoCrashRegion
      $0.driver = .none
    },
    CrashCase(
      "page-into-lent-memory",
      "A page of a buffer is memory that the crash kernel lends; no driver.",
      expectations: contained.filter { $0 != .noCorruption }, vanilla: .fail
    ) {
      // as if the first kernel had put the buffer there: the tables are sound
      $0.lendsMemory = true
      $0.corruption = .pageIntoCrashRegion
      $0.driver = .none
    },
    CrashCase(
      "damaged-late", "Page tables are damaged after the hand-over, before a driver attaches.",
      from: .carryOver,
      expectations: [
        .translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .noCorruption,
        .dumpIsWhole,
      ], vanilla: .fail
    ) {
      $0.corruption = .pageTablePointerIntoCrashRegion
      $0.isDamagedLate = true
    },
    CrashCase(
      "damaged-idle", "The damaged device reads; its driver then shows what it got.",
      expectations: contained.filter { $0 != .noCorruption } + [.nothingRevealed],
      vanilla: .fail
    ) {
      $0.corruption = .contextReservedBit
      $0.damaged = .spare
      $0.targets = [.spare]
    },
    CrashCase(
      "one-processor", "The crash kernel starts one of two processors.",
      from: .carryOver, expectations: lateReset, vanilla: .fail
    ) {
      $0.machine.processors = 2
      $0.crash = "nr_cpus=1"
    },
    CrashCase(
      "x2apic", "Interrupts are remapped for 32-bit APIC-ids.",
      from: .carryOver, expectations: lateReset, vanilla: .fail
    ) { $0.machine.extendedInterruptMode = true },
    CrashCase(
      "queue-in-error", "The crash leaves the invalidation queue in error.",
      from: .fixes, expectations: handOver + [.silence(about: "Invalidation Queue Error")],
      vanilla: .fail
    ) {
      $0.mishap = .queueInError
      $0.driver = .none
    },
    CrashCase(
      "no-fault-interrupt", "The crash kernel cannot set the fault interrupt up.",
      from: .fixes,
      expectations: [
        .translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .dumpIsWhole,
      ], vanilla: .fail
    ) {
      $0.mishap = .noFaultInterrupt
      // the debugger takes the function to be where it was linked
      $0.crash = "nokaslr"
      $0.driver = .none
    },
    CrashCase(
      "plain-kexec", "No crash: the kernel shuts its devices down and starts another one.",
      expectations: [.bootsAsVanilla], vanilla: .pass
    ) { $0.driver = .plainKexec },
  ]
}
