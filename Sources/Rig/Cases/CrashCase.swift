public import Judge
internal import Reporting
public import Series

/// A crash, or a normal boot, and what is expected of it.
public struct CrashCase: Sendable {
  /// What the crash kernel does with the device that is still running.
  public enum Driver: String, Sendable, Codable {
    /// Nothing: no driver for it, nor for any other device but the disk.
    case none
    /// The device's own driver, which resets it before it maps memory for it.
    case ordinary
    /// A driver that maps memory first and resets the device last.
    case lateReset
    /// There is no crash; only the first kernel is observed.
    case normalBoot
    /// There is no crash: the first kernel shuts its devices down and starts another one.
    case plainKexec

    var isCrash: Bool { self != .normalBoot && self != .plainKexec }
  }

  /// A short name, which is also that of the directory with the case's files.
  public internal(set) var name: String
  /// What happens, in a sentence.
  public let purpose: String
  public var machine = MachineSpec()
  /// Added to the first kernel's command line.
  public var first = ""
  /// Added to the crash kernel's command line.
  public var crash = ""
  public var crashKernelMiB = 128
  /// Where the crash kernel's memory is, in MiB; nil leaves it to the kernel.
  public var crashKernelAtMiB: Int?
  /// Separate mappings that the first kernel makes for the spare device.
  public var fragments = 64
  /// Whether part of the crash kernel's memory is lent to the first kernel, whose devices use it:
  /// `crashkernel=…,cma`.
  public var lendsMemory = false
  /// What is done to a device's tables just before the crash.
  public var corruption: Injection.Corruption?
  /// The device whose tables are damaged.
  public var damaged = Target.sound
  /// Whether the damage is done later: after the crash kernel has taken over the IOMMU, and before a
  /// driver attaches.
  public var isDamagedLate = false
  /// What else goes wrong.
  public var mishap: Mishap?
  /// Memory that both kernels are told is reserved, as a firmware's is.
  public var reserved: AddressRange?
  /// Whether the firmware's tables give that memory to the spare device, as a reserved memory region.
  public var isReservedForDevice = false
  public var driver = Driver.lateReset
  /// What the late-resetting driver binds to, one after another. The last one is watched.
  public var targets = [Target.sound]
  public var expectations: [Expectation]
  /// The expected verdict on the base kernel.
  public var vanilla: CaseVerdict
  /// The first base kernel that passes, if ``vanilla`` says so and an older one is known to fail.
  public var vanillaPassesSince: KernelVersion?
  /// The kernels that the case is for.
  public var family = Family.mainline
  /// The stage of the series from which on the case passes.
  public internal(set) var stage: Part.Name
  /// Part of the short set.
  public var core = false

  public enum Target: Sendable { case sound, companion, spare, spareFunction, card }

  func address(of target: Target) -> PCIAddress {
    switch target {
    case .sound: machine.sound
    case .companion: machine.companion
    case .spare: MachineSpec.spare
    case .card: PCIAddress(bus: 1, slot: 0)
    case .spareFunction: PCIAddress(slot: MachineSpec.spare.slot, function: 1)
    }
  }

  /// Low memory (below 640 KiB) counts as the crash kernel's where the series builds the tables: on
  /// mainline, for pass-through in hardware or by identity map. Kexec saved its contents.
  func ownLowMemory(_ before: Walk) -> [AddressRange] {
    switch family {
    case .classic: return [AddressRange(first: 0x1000, last: 0x9efff)]
    case .mainline:
      let low: UInt64 = 0x1000
      let old = before.translation(of: machine.sound.source)
      let isPassThrough = old?.mapping(at: low)?.translate(low) == low
      return isPassThrough ? [AddressRange(first: 0, last: 0x9efff)] : []
    }
  }

  /// Whether a kernel can do what the case needs.
  public func isPossible(on version: KernelVersion) -> Bool {
    !lendsMemory || version >= KernelVersion(6, 17)
  }

  /// The same case with what is expected of a kernel.
  public func expected(on version: KernelVersion) -> CrashCase {
    guard let first = vanillaPassesSince, version < first else { return self }
    var crashCase = self
    crashCase.vanilla = .fail
    return crashCase
  }

  /// The devices that the late-resetting driver binds to, in this order.
  var attached: [PCIAddress] { targets.map(address) }

  init(
    _ name: String, _ purpose: String, from stage: Part.Name? = nil,
    expectations: [Expectation], vanilla: CaseVerdict,
    _ adapt: (inout CrashCase) -> Void = { _ in }
  ) {
    self.name = name
    self.purpose = purpose
    self.expectations = expectations
    self.stage = stage ?? (vanilla == .pass ? .fixes : .containment)
    self.vanilla = vanilla
    adapt(&self)
  }
}

/// The verdict on a case.
public enum CaseVerdict: String, Sendable, Codable {
  /// Every expectation is met.
  case pass
  /// An expectation is not met, or a kernel hung or broke.
  case fail
  /// Nothing was proven: the crashed kernel's DMA did not continue, or QEMU failed.
  case invalid
}

/// Something that must be true of a hand-over.
public enum Expectation: Hashable, Sendable {
  case translationStaysOn
  case oldTablesUntouched
  case sameTranslations
  case ownMemoryUnreachable
  case domainIDsDistinct
  /// No driver gets an address that the crashed kernel had mapped for its device, even if it resets
  /// the device first.
  case oldAddressesKept
  /// The crashed kernel's DMA keeps arriving in its buffers until the device is reset.
  case legacyDMALands
  /// No DMA is refused from the crash until the device is reset.
  case noFaults
  /// After the hand-over, no write is refused; it may go to a scratch page.
  case noWriteFaults
  /// A device that keeps faulting is muted: after the hand-over, no more than this number of its
  /// faults are reported, although the device continues.
  case muted(after: Int)
  /// Nothing overwrites the crash kernel's own buffers.
  case noCorruption
  case dumpIsWhole
  /// An idle device of the crashed kernel still reads and writes its old buffers.
  case idleDeviceGoesOn
  /// A device whose tables are damaged reads nothing but zeros.
  case nothingRevealed
  /// A device that reached reserved memory before still does.
  case reservedMemoryReached
  /// A device-TLB stays enabled: the device may go on using what it holds.
  case deviceTLBsKept
  /// No device's tables lead from more pages than a hypervisor can shadow in a moment.
  case fewPagesToShadow
  /// The crash kernel's console holds this text exactly once.
  case message(String)
  /// The crash kernel's console does not hold this text.
  case silence(about: String)
  /// A normal boot shows the same messages and devices as without the series.
  case bootsAsVanilla

  public var title: String {
    switch self {
    case .translationStaysOn: "translation stays on"
    case .oldTablesUntouched: "old tables untouched"
    case .sameTranslations: "same translations"
    case .ownMemoryUnreachable: "crash kernel's memory out of reach"
    case .domainIDsDistinct: "domain-ids distinct"
    case .oldAddressesKept: "old addresses not handed out"
    case .legacyDMALands: "in-flight DMA lands"
    case .noFaults: "no faults"
    case .noWriteFaults: "no write faults"
    case .muted(let limit): "muted after \(limit) faults"
    case .noCorruption: "no corruption"
    case .dumpIsWhole: "dump is whole"
    case .idleDeviceGoesOn: "idle device's DMA goes on"
    case .nothingRevealed: "nothing is revealed"
    case .reservedMemoryReached: "reserved memory in reach"
    case .deviceTLBsKept: "device-TLBs stay enabled"
    case .fewPagesToShadow: "few pages to shadow"
    case .message(let text): "says “\(text)” once"
    case .silence(let text): "does not say “\(text)”"
    case .bootsAsVanilla: "boots as without the series"
    }
  }
}
