internal import Judge
public import Series

extension CrashCase {
  /// What every hand-over must fulfil.
  static let handOver: [Expectation] = [
    .translationStaysOn, .oldTablesUntouched, .sameTranslations, .ownMemoryUnreachable,
    .domainIDsDistinct, .legacyDMALands, .idleDeviceGoesOn, .noFaults, .dumpIsWhole,
  ]
  /// Without `noFaults`: the sound driver maps memory a few milliseconds before it resets its
  /// device, and a fault may happen in between or not.
  private static let ordinary = handOver.filter { $0 != .noFaults }
  static let lateReset = handOver + [.oldAddressesKept, .noCorruption]
  /// What is still expected if a table of the running device is corrupt.
  static let contained: [Expectation] = [
    .translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .domainIDsDistinct,
    .noWriteFaults, .noCorruption, .dumpIsWhole,
  ]
  private static let keepsFaulting: [Expectation] = [
    .translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .domainIDsDistinct,
    .muted(after: 64), .message("are no longer reported"), .dumpIsWhole,
  ]

  /// Every case, in the order of the report.
  public static let all: [CrashCase] = secondStage + firstStage + server

  /// What every machine can show.
  private static let secondStage: [CrashCase] =
    [
      CrashCase(
        "none", "The crash kernel drives nothing but the disk, which it resets first.",
        expectations: handOver, vanilla: .pass
      ) { $0.driver = .none },
      CrashCase(
        "ordinary", "All drivers as usual: they reset their devices at once.",
        expectations: ordinary, vanilla: .pass
      ) {
        $0.driver = .ordinary
        $0.core = true
      },
      CrashCase(
        "late-reset", "A driver maps memory before it resets its running device.",
        from: .carryOver, expectations: lateReset, vanilla: .fail
      ) { $0.core = true },
      CrashCase(
        "scalable-none", "Scalable mode, no driver for what is running.",
        from: .takeOver, expectations: handOver, vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.driver = .none
      },
      CrashCase(
        "scalable-ordinary", "Scalable mode, all drivers as usual.",
        from: .takeOver, expectations: ordinary, vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.driver = .ordinary
      },
      CrashCase(
        "scalable-late-reset", "Scalable mode, a driver that resets late.",
        expectations: lateReset + [.message("put 0 source-ids in quarantine")], vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.core = true
      },
      CrashCase(
        "legacy-to-scalable", "The crash kernel would rather use scalable mode.",
        from: .carryOver, expectations: lateReset, vanilla: .fail
      ) {
        $0.machine.scalableMode = true
        $0.crash = "intel_iommu=sm_on"
        $0.core = true
      },
      CrashCase(
        "scalable-to-legacy", "The crash kernel would rather use legacy mode.",
        from: .carryOver, expectations: lateReset, vanilla: .fail
      ) {
        $0.machine.scalableMode = true
        $0.first = "intel_iommu=sm_on"
      },
      CrashCase(
        "upper-half", "Scalable mode, a bus with nothing below devfn 0x80.",
        from: .takeOver, expectations: handOver, vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.machine.sound = PCIAddress(bus: 1, slot: 0x1b)
        $0.first += " pci=pcie_scan_all"
        $0.crash += " pci=pcie_scan_all"
        $0.driver = .none
      },
      CrashCase(
        "pass-through-first", "The crashed kernel used pass-through.",
        expectations: lateReset, vanilla: .fail
      ) { $0.first = "iommu=pt" },
      CrashCase(
        "software-pass-through", "The crashed kernel would rather have used pass-through.",
        expectations: lateReset, vanilla: .fail
      ) {
        $0.machine.passThrough = false
        $0.first = "iommu=pt"
      },
      CrashCase(
        "pass-through-crash", "The crash kernel is told to use pass-through.",
        expectations: lateReset, vanilla: .fail
      ) { $0.crash = "iommu=pt" },
      CrashCase(
        "many-mappings", "A small crash kernel takes over a large, fragmented mapping.",
        from: .carryOver, expectations: lateReset, vanilla: .fail
      ) {
        $0.fragments = 100_000
        $0.crashKernelMiB = 64
        $0.targets = [.spare]
      },
      CrashCase(
        "faulting-device", "Nothing is mapped any more where a device goes on writing.",
        expectations: keepsFaulting, vanilla: .fail
      ) {
        $0.corruption = .pageTableCleared
        $0.driver = .none
      },
      CrashCase(
        "scalable-faulting-device", "Scalable mode, a device that goes on faulting.",
        expectations: keepsFaulting, vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.corruption = .pageTableCleared
        $0.driver = .none
      },
      CrashCase(
        "iommu-off", "The crash kernel's user turns the IOMMU off.",
        from: .takeOver,
        expectations: [.message("in-flight DMA is no longer isolated"), .dumpIsWhole],
        vanilla: .fail
      ) {
        $0.crash = "intel_iommu=off"
        $0.driver = .none
      },
      CrashCase(
        "normal-boot", "No crash: the same messages and the same devices.",
        expectations: [.bootsAsVanilla], vanilla: .pass
      ) {
        $0.driver = .normalBoot
        $0.core = true
      },
    ] + corrupt

  /// What the crash kernel's first stage changes: each case of scalable mode on a machine that has
  /// nothing else.
  private static let firstStage: [CrashCase] =
    ((secondStage + server).filter(\.machine.scalableMode) + [
      CrashCase(
        "scalable-pass-through", "Scalable mode, both kernels use pass-through.",
        expectations: lateReset, vanilla: .fail
      ) {
        $0.useScalableMode()
        $0.first += " iommu=pt"
      }
    ]).map { $0.withFirstStage }

  private var withFirstStage: CrashCase {
    var twin = self
    twin.name = "first-stage-\(name.replacing("scalable-", with: ""))"
    twin.machine.firstStage = true
    twin.core = false
    return twin
  }

  /// The cases of a family of kernels. The classic driver does not support scalable mode, always
  /// disables translation when it starts, and mutes no device.
  public static func all(of family: Family) -> [CrashCase] {
    guard family == .classic else { return all }
    return (secondStage + classicServer).filter {
      !$0.machine.scalableMode && $0.machine.passThrough && $0.crash != "intel_iommu=off"
        && $0.expectations != keepsFaulting
    }.map {
      var crashCase = $0
      crashCase.family = family
      // the copy leaves a page of the crash kernel's memory out, so that writes to the page fault
      if crashCase.corruption == .pageIntoCrashRegion {
        crashCase.expectations.removeAll { $0 == .noWriteFaults }
      }
      // without translation, DMA to memory that only the firmware knows arrives
      if $0.driver.isCrash, $0.reserved == nil { crashCase.vanilla = .fail }
      return crashCase
    }
  }

  /// What every commit of the series must pass: boot, crash, boot again and save a dump, without
  /// harm to the crashed kernel's tables or its own memory.
  public static let everyCommit = CrashCase(
    "every-commit", "A crash and a dump, all drivers as usual.",
    expectations: [.translationStaysOn, .oldTablesUntouched, .ownMemoryUnreachable, .dumpIsWhole],
    vanilla: .pass
  ) { $0.driver = .ordinary }

  private static let corrupt: [CrashCase] = [
    corrupt("context-reserved-bit", .contextReservedBit),
    corrupt("context-address-width", .contextAddressWidth),
    corrupt("context-translation-type", .contextTranslationType),
    corrupt("context-beyond-host-width", .contextPointerBeyondHostWidth),
    corrupt("context-into-crash-region", .contextPointerIntoCrashRegion),
    corrupt("page-table-reserved-bit", .pageTableReservedBit),
    corrupt("page-table-into-crash-region", .pageTablePointerIntoCrashRegion),
    corrupt("page-table-cycle", .pageTableCycle),
    corrupt("pasid-beyond-host-width", .pasidDirectoryPointerBeyondHostWidth) {
      $0.useScalableMode()
    },
    corrupt("pasid-into-crash-region", .pasidDirectoryPointerIntoCrashRegion) {
      $0.useScalableMode()
    },
    corrupt("root-garbage", .rootGarbage),
  ]

  private static func corrupt(
    _ name: String, _ corruption: Injection.Corruption,
    _ adapt: (inout CrashCase) -> Void = { _ in }
  ) -> CrashCase {
    CrashCase(
      name, "A corrupt table: \(corruption.rawValue).", expectations: contained, vanilla: .fail
    ) {
      $0.corruption = corruption
      adapt(&$0)
    }
  }

  mutating func useScalableMode() {
    // the domain-ids of the crashed kernel are reserved from then on
    if stage == .fixes, expectations.contains(.domainIDsDistinct) { stage = .takeOver }
    machine.scalableMode = true
    first += " intel_iommu=sm_on"
    crash += " intel_iommu=sm_on"
  }
}
