public import Judge

/// Everything that was seen of one case on one kernel. Times are seconds since the machine
/// started.
public struct Observation: Sendable, Codable {
  /// A step of the case that was reached.
  public enum Stage: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    case firstKernelUp = "first kernel"
    case crash
    case crashKernelUp = "crash kernel"
    case attached
    case reset
    case dumpSaved = "dump saved"
  }

  /// DMA that the IOMMU refused: all of one kind within some milliseconds, because a flood has
  /// tens of thousands.
  public struct Fault: Sendable, Codable, Hashable {
    public let time: Double
    public var count = 1
    public let source: SourceID
    public let reason: Int
    public let address: UInt64
    public let write: Bool
  }

  /// A look at the crashed kernel's DMA: `moving` means that the device went on working since
  /// the look before, `landed` how many of the marks in the old buffers it had overwritten.
  public struct Sample: Sendable, Codable, Hashable {
    public let time: Double
    public let moving: Bool
    public let landed: Int
  }

  /// What the judge says about an expectation at a moment.
  public struct Check: Sendable, Codable, Hashable {
    public let expectation: String
    public let moment: Stage
    public let findings: [String]
  }

  /// The late-resetting driver's first DMA allocation, which attaches its device to a domain.
  public struct Attach: Sendable, Codable, Hashable {
    /// Runs of addresses that the crashed kernel had mapped for the device.
    public let mappings: Int
    /// By the guest's own clock.
    public let seconds: Double
  }

  /// How often the case was run until it was seen whole.
  public var attempts = 1
  public var stages: [Stage: Double] = [:]
  public var faults: [Fault] = []
  /// How many faults of each source-id the crash kernel was told of.
  public var reports: [UInt16: Int] = [:]
  /// When translation was switched off, after the crash.
  public var translationOff: [Double] = []
  /// When the crash kernel gave the IOMMU a root table of its own.
  public var handOver: Double?
  public var samples: [Sample] = []
  public var attach: Attach?
  public var checks: [Check] = []
  /// Pages of the late-resetting driver's buffers that something else wrote to.
  public var corruptedPages: Int?
  public var watchedPages: Int?
  /// Bytes of the saved dump.
  public var dumpSize: Int?
  /// The PCI devices and their drivers, of a normal boot.
  public var devices: [String] = []
  /// What the kernels of a normal boot say about the IOMMU, without times.
  public var messages: [String] = []
  /// Signs of a broken kernel on the console.
  public var trouble: [String] = []
  /// Why the case came to an end too early: a hang, a panic, a command that failed.
  public var loss: String?
  /// How QEMU itself broke down, if it did.
  public var emulatorFault: String?
  public var console: [String] = []
  public var seconds = 0.0

  public init() {}

  /// How long it took, for people.
  public var effort: String {
    "\(Int(seconds.rounded())) s"
      + (attempts > 1 ? ", attempt \(attempts), the one before was invalid" : "")
  }

  /// What the hand-over took: the boot from the crash on, and the first DMA allocation.
  public var handOverTimes: String {
    var times: [String] = []
    if let crash = stages[.crash], let up = stages[.crashKernelUp] {
      times.append("boot \((up - crash).rounded(to: 2)) s")
    }
    if let attach, attach.mappings > 0 {
      let each = attach.seconds / Double(attach.mappings)
      times.append(
        "first DMA allocation \((attach.seconds * 1e3).rounded(to: 1)) ms, for \(attach.mappings) "
          + "old mappings (\((each * 1e6).rounded(to: 2)) µs each)")
    }
    return times.joined(separator: ", ")
  }

  func findings(_ expectation: Expectation) -> [String] {
    checks.filter { $0.expectation == expectation.title }.flatMap { check in
      check.findings.map { "\(check.moment.rawValue): \($0)" }
    }
  }

  func isChecked(_ expectation: Expectation) -> Bool {
    checks.contains { $0.expectation == expectation.title }
  }
}
