public import Judge
internal import Reporting
public import Series

/// One crash (or normal boot) and what must be true of it.
public struct CrashCase: Sendable {
  /// What the crash kernel does with the device that is still running.
  public enum Driver: String, Sendable, Codable {
    /// Nothing: no driver for it, nor for any other device but the disk.
    case none
    /// The device's own driver, which resets it before it maps memory for it.
    case ordinary
    /// A driver that maps memory first and resets the device at last.
    case lateReset
    /// There is no crash: the first kernel is looked at.
    case normalBoot
  }

  /// A short name, also of the directory that holds what the case leaves.
  public let name: String
  /// What is seen to happen, in a sentence.
  public let purpose: String
  public var machine = MachineSpec()
  /// Added to the first kernel's command line.
  public var first = ""
  /// Added to the crash kernel's command line.
  public var crash = ""
  public var crashKernelMiB = 128
  /// Separate mappings that the first kernel makes for the spare device.
  public var fragments = 64
  /// What is done to the sound controller's tables just before the crash.
  public var corruption: Injection.Corruption?
  public var driver = Driver.lateReset
  /// What the late-resetting driver binds to.
  public var target = Target.sound
  public let expectations: [Expectation]
  /// Whether the base kernel meets the expectations.
  public var vanilla: CaseVerdict
  /// What kernels it is for.
  public var family = Family.mainline
  /// Part of the short set.
  public var core = false

  public enum Target: Sendable { case sound, spare }

  /// Low memory is the crash kernel's from the start, which legacy DMA is held out of where the
  /// series writes its page tables: on mainline, for pass-through, be it in hardware or not. What
  /// was there is saved by kexec.
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

  /// The device that the late-resetting driver binds to.
  public var attached: PCIAddress { target == .sound ? machine.sound : MachineSpec.spare }

  init(
    _ name: String, _ purpose: String, expectations: [Expectation], vanilla: CaseVerdict,
    _ adapt: (inout CrashCase) -> Void = { _ in }
  ) {
    self.name = name
    self.purpose = purpose
    self.expectations = expectations
    self.vanilla = vanilla
    adapt(&self)
  }
}

/// What the outcome of a case is.
public enum CaseVerdict: String, Sendable, Codable {
  /// Every expectation is met.
  case pass
  /// An expectation is not met, or a kernel hung or broke.
  case fail
  /// Nothing was proven: the crashed kernel's DMA was not going on, or QEMU broke down.
  case invalid
}

/// Something that must be true of a hand-over; `title` says it in the report.
public enum Expectation: Hashable, Sendable {
  case translationStaysOn
  case oldTablesUntouched
  case sameTranslations
  case ownMemoryUnreachable
  case domainIDsDistinct
  /// No driver is given an address that the crashed kernel had mapped for its device, not even
  /// one that resets its device first.
  case oldAddressesKept
  /// Legacy DMA goes on landing in the crashed kernel's buffers until its device is reset.
  case legacyDMALands
  /// No DMA is refused from the crash until the device is reset.
  case noFaults
  /// Once the crash kernel has taken over, no write is refused: it lands, be it in a scratch page.
  case noWriteFaults
  /// A device that goes on faulting is muted: from the hand-over on the crash kernel is told of no
  /// more than so many of its faults, and then there are none, while it works on.
  case muted(after: Int)
  /// The crash kernel's own buffers stay as they were filled.
  case noCorruption
  case dumpIsWhole
  /// The crash kernel's console holds this text exactly once.
  case message(String)
  /// The console and the devices of a normal boot are as without the series.
  case bootsAsVanilla

  public var title: String {
    switch self {
    case .translationStaysOn: "translation stays on"
    case .oldTablesUntouched: "old tables untouched"
    case .sameTranslations: "same translations"
    case .ownMemoryUnreachable: "crash kernel's memory out of reach"
    case .domainIDsDistinct: "domain-ids distinct"
    case .oldAddressesKept: "old addresses not handed out"
    case .legacyDMALands: "legacy DMA lands"
    case .noFaults: "no faults"
    case .noWriteFaults: "no write faults"
    case .muted(let limit): "muted after \(limit) faults"
    case .noCorruption: "no corruption"
    case .dumpIsWhole: "dump is whole"
    case .message(let text): "says “\(text)” once"
    case .bootsAsVanilla: "boots as without the series"
    }
  }
}
