import Reporting
import Series
import Testing

@testable import Rig

@Suite struct CaseTests {
  @Test func namesAreUnique() {
    let names = CrashCase.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func knownFailuresNameCases() {
    let names = Set(CrashCase.all.map(\.name))
    #expect(KnownFailure.all.allSatisfy { names.contains($0.caseName) && !$0.waitsFor.isEmpty })
    #expect(Set(KnownFailure.all.map(\.caseName)).count == KnownFailure.all.count)
  }

  /// A listed case that passes is as unexpected as an unlisted one that fails.
  @Test func listIsExact() {
    let (listed, other) = (CrashCase.all[0], CrashCase.all[1])
    let known = [KnownFailure(caseName: listed.name, waitsFor: "a table")]
    func result(_ crashCase: CrashCase, _ verdict: CaseVerdict) -> CaseResult {
      CaseResult(
        crashCase, on: .series, CaseOutcome(verdict: verdict, reasons: []), Observation(),
        known: known)
    }
    #expect(!result(listed, .pass).isExpected)
    #expect(result(listed, .fail).isExpected)
    #expect(!result(listed, .invalid).isExpected)
    #expect(result(other, .pass).isExpected)
    #expect(!result(other, .fail).isExpected)
  }

  @Test func oldKernelsLendNoMemory() {
    let lending = CrashCase.all.filter(\.lendsMemory)
    #expect(!lending.isEmpty && lending.allSatisfy { !$0.isPossible(on: KernelVersion(6, 16)) })
    #expect(CrashCase.all.allSatisfy { $0.isPossible(on: KernelVersion(6, 17)) })
  }

  @Test func twinsDifferInTheTableFormatOnly() throws {
    let names = ["group", "scalable-group", "first-stage-group"]
    let twins = try names.map { name in try #require(CrashCase.all.first { $0.name == name }) }
    #expect(twins.map(\.machine.scalableMode) == [false, true, true])
    #expect(twins.map(\.machine.firstStage) == [false, false, true])
    #expect(Set(twins.map(\.expectations)).count == 1)
  }

  /// The fixes alone are of use, and so is each stage on those before it.
  @Test func everyStagePassesCasesThatTheOneBeforeFails() {
    for stage in Part.Name.allCases {
      #expect(CrashCase.all.contains { $0.stage == stage && $0.vanilla == .fail })
    }
    // the fixes do nothing for scalable mode
    #expect(
      CrashCase.all.allSatisfy {
        !$0.machine.scalableMode || !$0.expectations.contains(.domainIDsDistinct)
          || $0.stage != .fixes
      })
    // a stage must not harm what the base does well, unless a table is damaged
    #expect(
      CrashCase.all.allSatisfy {
        $0.vanilla == .fail || $0.corruption != nil || $0.stage == .fixes
      })
  }

  @Test func casesOfTheClassicFamily() {
    let cases = CrashCase.all(of: .classic)
    #expect(cases.count == 28)
    #expect(cases.allSatisfy { !$0.machine.scalableMode && $0.family == .classic })
    #expect(
      cases.filter { $0.vanilla == .pass }.map(\.name)
        == ["normal-boot", "reserved-memory", "reserved-region", "plain-kexec"])
    #expect(CrashCase.all(of: .mainline).map(\.name) == CrashCase.all.map(\.name))
  }
}
