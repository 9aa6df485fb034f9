import TestSupport
import Testing

@testable import Checks

@Suite("A kernel configuration of the C tests") struct CTestConfigurationTests {
  private func named(_ name: String) throws -> KernelConfiguration {
    try #require(KernelConfiguration.tested.first { $0.name == name })
  }

  private func header(_ name: String) throws -> Set<String> {
    Set(try named(name).header.split(separator: "\n").map(String.init))
  }

  @Test func differsFromTheUsualOneInWhatItIsAbout() throws {
    let usual = Set(KernelConfiguration.usual.header.split(separator: "\n").map(String.init))
    #expect(
      usual.subtracting(try header("no-vmcore")) == ["#define CONFIG_PROC_VMCORE 1"])
    #expect(usual.subtracting(try header("no-smp")) == ["#define CONFIG_SMP 1"])
    #expect(usual.subtracting(try header("no-ats")) == ["#define CONFIG_PCI_ATS 1"])
    #expect(usual.contains("#define CONFIG_X86_64 1"))
  }

  /// Physical addresses are as with PAE.
  @Test func mayHave32Bits() throws {
    let header = try header("i386")
    #expect(header.contains("#define CONFIG_X86_32 1"))
    #expect(header.contains("#define CONFIG_PHYS_ADDR_T_64BIT 1"))
    #expect(header.isDisjoint(with: ["#define CONFIG_64BIT 1", "#define CONFIG_X86_64 1"]))
    #expect(try named("i386").compilerFlags == ["-m32"])
    #expect(try named("i386").packages.contains("libcmocka-dev:i386"))
    #expect(try named("no-smp").compilerFlags.isEmpty)
  }

  @Test func leavesOutWhatMakesNoSenseInIt() throws {
    let area = CTestArea(
      name: "races", patch: "p", source: "test_races.c", traits: [.withThreads])
    #expect(try named("i386").leavesOut(area) == "ThreadSanitizer has no 32-bit version")
    #expect(try named("no-smp").leavesOut(area) == "there is one CPU")
    #expect(try named("no-ats").leavesOut(area) == nil)
    let other = CTestArea(name: "read", patch: "p", source: "test_read.c", traits: [])
    #expect(try named("i386").leavesOut(other) == nil)
  }

  /// An executable that another configuration has built, too, says the same.
  @Test func runsTheSameExecutableOnce() async throws {
    let scratch = try TemporaryDirectory()
    try scratch.write(["a": "one", "b": "one", "c": "other"])
    let others = CTestConfigurations(directories: [])
    var said: [[CTestResult]] = []
    for name in ["a", "b", "c"] {
      said.append(
        try await others.results(of: "\(scratch.path)/\(name)") { path in
          [CTestResult(name: String(path.suffix(1)), failure: nil)]
        })
    }
    #expect(said.map { $0.map(\.name) } == [["a"], ["a"], ["c"]])
  }
}

@Suite("A failure that is known in a configuration") struct CTestKnownInConfigurationTests {
  @Test func isOfItsConfiguration() {
    func properties(_ name: String?) -> Int {
      let configuration = KernelConfiguration.tested.first { $0.name == name }
      return CTestKnownFailure.all(in: configuration).count { $0.test == "property_holds" }
    }
    #expect(properties("i386") > properties(nil))
    #expect(properties("no-smp") > properties(nil))
  }

  @Test func isAnyOfSeveralReasons() {
    let known = ["one", "other"].map { CTestKnownFailure("a.c", "t", says: $0, "\($0) is lacking") }
    let lacks = ["an other", "a one", "a third"].map {
      CTestKnownFailure.setApart(
        [CTestResult(name: "t", failure: $0)], of: "a.c", isLast: true, known: known)[0].lack
    }
    #expect(lacks == ["other is lacking (an other)", "one is lacking (a one)", nil])
  }

  @Test func namesAConfiguration() {
    let names = KernelConfiguration.tested.map(\.name)
    #expect(
      CTestKnownFailure.inConfigurations.allSatisfy { names.contains($0.configuration ?? "") })
  }
}
