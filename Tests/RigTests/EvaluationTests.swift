import Judge
import Reporting
import Testing

@testable import Rig

/// Every expectation is seen failing on a planted defect, in an observation that is otherwise good.
@Suite struct EvaluationTests {
  static let crashCase = CrashCase(
    "planted", "For these tests.",
    expectations: [
      .translationStaysOn, .oldTablesUntouched, .sameTranslations, .ownMemoryUnreachable,
      .domainIDsDistinct, .legacyDMALands, .noFaults, .noWriteFaults, .noCorruption, .dumpIsWhole,
      .message("no longer isolated"), .silence(about: "Queue Error"),
    ], vanilla: .pass)

  static var good: Observation {
    var seen = Observation()
    seen.stages = [
      .firstKernelUp: 2, .crash: 4, .crashKernelUp: 7, .attached: 8, .reset: 11, .dumpSaved: 13,
    ]
    seen.handOver = 5
    seen.samples = (0..<60).map { .init(time: 4 + Double($0) / 8, moving: true, landed: 4) }
    seen.checks = [
      Rig.Expectation.translationStaysOn, .oldTablesUntouched, .sameTranslations,
      .ownMemoryUnreachable,
      .domainIDsDistinct, .dumpIsWhole,
    ].map { .init(expectation: $0.title, moment: .crashKernelUp, findings: []) }
    seen.corruptedPages = 0
    seen.messages = ["DMAR: in-flight DMA is no longer isolated"]
    return seen
  }

  static let fault = Observation.Fault(
    time: 8.1, source: SourceID(bus: 0, devfn: 0xd8), reason: 5, address: 0xffff_0000, write: true)

  @Test func goodPasses() {
    #expect(Self.crashCase.evaluate(Self.good).verdict == .pass)
  }

  @Test(arguments: [
    Rig.Expectation.translationStaysOn, .oldTablesUntouched, .sameTranslations,
    .ownMemoryUnreachable,
    .domainIDsDistinct, .dumpIsWhole,
  ])
  func findingOfTheJudge(_ expectation: Rig.Expectation) {
    var seen = Self.good
    seen.checks.append(
      .init(expectation: expectation.title, moment: .attached, findings: ["planted"]))
    expectFailure(of: expectation, in: seen)
  }

  @Test(arguments: [
    Rig.Expectation.oldTablesUntouched, .sameTranslations, .ownMemoryUnreachable,
    .domainIDsDistinct,
    .dumpIsWhole,
  ])
  func notLookedAt(_ expectation: Rig.Expectation) {
    var seen = Self.good
    seen.checks.removeAll { $0.expectation == expectation.title }
    expectFailure(of: expectation, in: seen)
  }

  @Test func translationSwitchedOff() {
    var seen = Self.good
    seen.translationOff = [5.2]
    expectFailure(of: .translationStaysOn, in: seen)
  }

  @Test func faults() {
    var seen = Self.good
    seen.faults = [Self.fault]
    let outcome = Self.crashCase.evaluate(seen)
    #expect(outcome.reasons.map(\.expectation) == ["no faults", "no write faults"])
  }

  /// Muted: at most so many faults of a device, and then silence while it works on.
  @Test func faultsWithoutEnd() {
    let crashCase = CrashCase(
      "planted", "For this test.", expectations: [.muted(after: 32)], vanilla: .fail)
    func verdict(_ adapt: (inout Observation) -> Void) -> CaseVerdict {
      var seen = Self.good
      seen.faults = [Self.fault]
      seen.reports = [0xd8: 32, 0x10: 32]
      adapt(&seen)
      return crashCase.evaluate(seen).verdict
    }
    #expect(verdict { _ in } == .pass)
    #expect(verdict { $0.reports[0xd8] = 33 } == .fail)
    #expect(verdict { $0.handOver = nil } == .invalid)
    #expect(verdict { $0.faults = [] } == .fail)
    #expect(verdict { $0.handOver = 9 } == .fail)
    #expect(verdict { $0.samples.removeAll { $0.time > 9 } } == .fail)
  }

  @Test func corruption() {
    var seen = Self.good
    seen.corruptedPages = 5
    expectFailure(of: .noCorruption, in: seen)
    seen.corruptedPages = nil
    expectFailure(of: .noCorruption, in: seen)
  }

  @Test func silence() {
    var seen = Self.good
    for index in 20..<24 {
      seen.samples[index] = .init(time: seen.samples[index].time, moving: true, landed: 0)
    }
    expectFailure(of: .legacyDMALands, in: seen)
  }

  @Test func unwantedMessage() {
    var seen = Self.good
    seen.messages.append("DMAR: VT-d detected Invalidation Queue Error: Reason f")
    expectFailure(of: .silence(about: "Queue Error"), in: seen)
  }

  @Test func message() {
    var seen = Self.good
    seen.messages += seen.messages
    expectFailure(of: .message("no longer isolated"), in: seen)
    seen.messages = []
    expectFailure(of: .message("no longer isolated"), in: seen)
  }

  @Test func deadDeviceProvesNothing() {
    var seen = Self.good
    seen.samples = seen.samples.map { .init(time: $0.time, moving: $0.time < 7.5, landed: 0) }
    #expect(Self.crashCase.evaluate(seen).verdict == .invalid)
  }

  @Test func brokenEmulatorProvesNothing() {
    var seen = Self.good
    seen.emulatorFault = "qemu-system-x86_64: Assertion `planted' failed."
    #expect(Self.crashCase.evaluate(seen).verdict == .invalid)
  }

  @Test func caseThatNeverCrashedProvesNothing() {
    var seen = Observation()
    seen.loss = "“start_dma” failed in the guest"
    #expect(Self.crashCase.evaluate(seen).verdict == .invalid)
    seen.trouble = ["Kernel panic - not syncing: planted"]
    #expect(Self.crashCase.evaluate(seen).verdict == .fail)
  }

  @Test func hangAndOopsFail() {
    var seen = Self.good
    seen.loss = "the guest did not reach crash-kernel-up within 90 s"
    #expect(Self.crashCase.evaluate(seen).verdict == .fail)
    seen = Self.good
    seen.trouble = ["Oops: general protection fault"]
    #expect(Self.crashCase.evaluate(seen).verdict == .fail)
  }

  @Test func normalBootIsHeldAgainstTheBase() {
    let boot = CrashCase("boot", "For this test.", expectations: [.bootsAsVanilla], vanilla: .pass)
    {
      $0.driver = .normalBoot
    }
    var base = Observation()
    base.devices = ["0000:00:02.0 e1000e"]
    base.messages = ["DMAR: Host address width 39"]
    #expect(boot.evaluate(base, baseline: base).verdict == .pass)
    var other = base
    other.messages.append("DMAR: something new")
    #expect(boot.evaluate(other, baseline: base).verdict == .fail)
    other = base
    other.devices = ["0000:00:02.0 "]
    #expect(boot.evaluate(other, baseline: base).verdict == .fail)
  }

  private func expectFailure(of expectation: Rig.Expectation, in seen: Observation) {
    let outcome = Self.crashCase.evaluate(seen)
    #expect(outcome.verdict == .fail)
    #expect(outcome.reasons.map(\.expectation) == [expectation.title])
  }
}
