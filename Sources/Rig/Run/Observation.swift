public import Judge

/// Everything that was observed of one case on one kernel. Times are in seconds since the machine
/// started.
public struct Observation: Sendable, Codable {
  /// A step of the case that was reached.
  public enum Stage: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    case firstKernelUp = "first kernel"
    case crash
    case crashKernelUp = "crash kernel"
    case nextKernelUp = "next kernel"
    case attached
    case reset
    case dumpSaved = "dump saved"
  }

  /// Refused DMA. Faults of the same kind within milliseconds are counted together, because there
  /// may be tens of thousands.
  public struct Fault: Sendable, Codable, Hashable {
    public let time: Double
    public var count = 1
    public let source: SourceID
    public let reason: Int
    public let address: UInt64
    public let write: Bool
  }

  /// The state of the crashed kernel's DMA: `moving` tells whether the device has progressed since
  /// the sample before, `landed` how many marks in the old buffers it has overwritten.
  public struct Sample: Sendable, Codable, Hashable {
    public let time: Double
    public let moving: Bool
    public let landed: Int
  }

  /// What was found about an expectation at a stage.
  public struct Check: Sendable, Codable, Hashable {
    public let expectation: String
    public let moment: Stage
    public let findings: [String]
  }

  /// The late-resetting driver's first DMA allocation, which attaches its device to a domain.
  public struct Attach: Sendable, Codable, Hashable {
    /// Contiguous ranges that the crashed kernel had mapped for the device.
    public let mappings: Int
    /// By the guest's own clock.
    public let seconds: Double
  }

  /// How often the case was run until its outcome was valid.
  public var attempts = 1
  public var stages: [Stage: Double] = [:]
  public var faults: [Fault] = []
  /// How many faults of each source-id were reported to the crash kernel.
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
  /// Why the case ended too early: a hang, a panic, a failed command.
  public var loss: String?
  /// How QEMU itself failed, if it did.
  public var emulatorFault: String?
  public var console: [String] = []
  public var seconds = 0.0

  public init() {}

  mutating func addEmulatorFault(_ text: String) {
    emulatorFault = emulatorFault.map { "\($0); \(text)" } ?? text
  }

  /// How long it took, for people.
  public var effort: String {
    "\(Int(seconds.rounded())) s"
      + (attempts > 1 ? ", attempt \(attempts), the one before was invalid" : "")
  }

  /// How long the boot took from the crash on, and how long the first DMA allocation.
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
