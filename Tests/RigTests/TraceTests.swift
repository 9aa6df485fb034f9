import Judge
import Testing

@testable import Rig

@Suite struct TraceTests {
  /// What happened before the crash is no news; a flood is counted, not listed.
  @Test func traceIsReadFromTheCrashOn() {
    var seen = Rig.Observation()
    seen.stages = [.crash: 5]
    func fault(_ time: Double, _ source: String) -> String {
      "7@\(1000 + time):vtd_dmar_fault sid \(source) fault 5 addr 0xffff0000 write 1"
    }
    func report(_ time: Double) -> String {
      "7@\(1000 + time):vtd_frr_new index 0 high 0xffff05000000d8 low 0xffff3000"
    }
    let trace = [
      fault(4, "0xd8"), report(4), "7@1004.5:vtd_dmar_enable enable 0",
      report(5.5), "7@1006.0:vtd_reg_dmar_root addr 0x1000 scalable 0", fault(6.5, "0xd8"),
      report(6.5),
      fault(6.501, "0x10"), fault(6.502, "0xd8"), fault(7.5, "0xd8"),
      "7@1008.0:vtd_dmar_enable enable 0", "7@1008.5:vtd_dmar_enable enable 1",
      "7@1009.0:vtd_dmar_ena",
    ].joined(separator: "\n")
    seen.read(trace: trace, started: 1000)
    #expect(seen.emulatorFault == nil, "the last line is unfinished")
    #expect(seen.handOver == 6)
    #expect(seen.translationOff == [8])
    #expect(seen.reports == [0xd8: 1])
    #expect(seen.faults.map(\.count) == [2, 1, 1])
    #expect(seen.faults.map(\.source.devfn) == [0xd8, 0x10, 0xd8])
  }

  /// From 10.1 on.
  @Test func aLineMayBeginWithATimeStamp() throws {
    let (time, event) = try #require(
      IOMMUEvent.parse("2026-11-28T14:58:02.411929Z vtd_reg_dmar_root addr 0x4af000 scalable 1"))
    #expect(abs(time - 1_795_877_882.411929) < 0.001)
    #expect(event == .rootTable(address: 0x4af000, scalable: true))
    #expect(IOMMUEvent.parse("2026-11-28 vtd_dmar_enable enable 1") == nil)
  }

  /// A trace that is empty or cannot be read must not let a case pass.
  @Test(
    arguments: CrashCase.all.filter { $0.driver.isCrash },
    [
      "": "a hand-over",
      "11/28/26 14:58:02 vtd_reg_dmar_root addr 0x4af000 scalable 1\n": "QEMU sound",
    ])
  func aBlindRunProvesNothing(_ crashCase: CrashCase, trace: (key: String, value: String)) {
    var seen = EvaluationTests.good
    seen.handOver = nil
    seen.read(trace: trace.key, started: 0)
    let outcome = crashCase.evaluate(seen)
    #expect(outcome.verdict == .invalid)
    #expect(outcome.reasons.map(\.expectation) == [trace.value])
  }

  /// A fault whose words have changed must not be passed over.
  @Test func aLineThatCannotBeReadProvesNothing() {
    var seen = EvaluationTests.good
    seen.read(trace: "7@9000.5:vtd_dmar_fault source 0xd8 reason 5\n", started: 0)
    #expect(seen.emulatorFault?.contains("vtd_dmar_fault source") == true)
    #expect(EvaluationTests.crashCase.evaluate(seen).verdict == .invalid)
  }

  @Test func aRunWithoutACrashProvesNothing() {
    var seen = EvaluationTests.good
    seen.stages[.crash] = nil
    #expect(EvaluationTests.crashCase.evaluate(seen).verdict == .invalid)
  }
}
