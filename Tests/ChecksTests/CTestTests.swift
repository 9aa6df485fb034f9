import Diagnostics
import Platform
import Rendering
import Reporting
import Series
import TestSupport
import Testing

@testable import Checks

@Suite struct CTestOutputTests {
  @Test func listsTests() {
    let output = CTestOutput(
      """
      [==========] Running 2 test(s).
      [ RUN      ] reads
      [       OK ] reads
      [ RUN      ] copies
      [  ERROR   ] --- 0x1 != 0
      [   LINE   ] --- test_copy.c:7: error: Failure!
      [  FAILED  ] copies
      [==========] 2 test(s) run.
      [  PASSED  ] 1 test(s).
      [  FAILED  ] 1 test(s), listed below:
      [  FAILED  ] copies
      """, status: 1)
    #expect(
      output.results == [
        CTestResult(name: "reads", failure: nil),
        CTestResult(name: "copies", failure: "0x1 != 0\ntest_copy.c:7: error: Failure!"),
      ])
  }

  @Test func blamesTheTestThatCrashed() {
    let output = CTestOutput("[ RUN      ] reads\nAddressSanitizer: heap-use-after-free", status: 1)
    #expect(output.results.map(\.name) == ["reads"])
    #expect(output.results[0].failure?.contains("heap-use-after-free") == true)
  }

  @Test func failsATestWhoseTeardownFails() {
    let output = CTestOutput(
      """
      [ RUN      ] maps
      0 is mapped twice
      Could not run test: [   LINE   ] --- fixture.c:7: error: Failure!Test teardown failed
      [  ERROR   ] maps
      [ RUN      ] reads
      [       OK ] reads
      """, status: 1)
    #expect(output.results.map(\.name) == ["maps", "reads"])
    #expect(output.results[0].failure?.hasPrefix("0 is mapped twice\n") == true)
    #expect(output.results[1].failure == nil)
  }

  @Test func blamesTheTestThatDoesNotEnd() {
    #expect(
      CTestOutput("[ RUN      ] walks\n", status: 124).results
        == [CTestResult(name: "walks", failure: "did not end", endedRun: true)])
    #expect(
      CTestOutput("[ RUN      ] walks\n", status: 152).results[0].failure
        == "did not end within 300 s of processor time")
  }

  /// A leak is found when all tests have passed.
  @Test func failsARunThatEndsBadly() {
    let output = CTestOutput(
      "[ RUN      ] reads\n[       OK ] reads\nLeakSanitizer: detected memory leaks", status: 1)
    #expect(output.results.map(\.name) == ["reads", "run"])
    #expect(output.results[1].failure?.contains("LeakSanitizer") == true)
  }

  @Test func failsARunWithoutTests() {
    #expect(CTestOutput("", status: 0).results.contains { $0.failure != nil })
  }
}

@Suite("A failure that is known") struct CTestKnownFailureTests {
  private let known = [
    CTestKnownFailure("test_cost.c", "reads_once", says: "reads", "It reads twice.")
  ]

  private func judged(_ results: CTestResult..., isLast: Bool = true) -> [CTestResult] {
    CTestKnownFailure.setApart(results, of: "test_cost.c", isLast: isLast, known: known)
  }

  @Test func isSetApart() {
    let results = judged(
      CTestResult(name: "reads_once", failure: "585 reads\ntest_cost.c:7"),
      CTestResult(name: "maps_once", failure: "2 reads"))
    #expect(results.map(\.failure) == [nil, "2 reads"])
    #expect(results.map(\.lack) == ["It reads twice. (585 reads)", nil])
  }

  @Test func hidesNoOther() {
    let other = CTestResult(name: "reads_once", failure: "0 != 0xffffffea")
    #expect(judged(other) == [other])
  }

  @Test func mustFailInEachMode() {
    let passes = CTestResult(name: "reads_once", failure: nil)
    let results = judged(passes, CTestResult(name: "reads_once", failure: "585 reads"))
    #expect(
      results.map(\.failure) == ["passes now: drop it from CTestKnownFailures.swift", nil])
    #expect(judged(passes, isLast: false) == [passes])
  }

  @Test func isOfItsFile() {
    let failed = CTestResult(name: "reads_once", failure: "585 reads")
    #expect(
      CTestKnownFailure.setApart(
        [failed], of: "classic/test_cost.c", isLast: true, known: known) == [failed])
  }

  @Test func doesNotEndTheRun() {
    let crash = CTestOutput(
      "[ RUN      ] reads_once\n585 reads\nSegmentation fault", status: 139
    ).results[0]
    #expect(judged(crash) == [crash])
  }

  @Test func hidesNoLeak() {
    let output = CTestOutput(
      "[ RUN      ] reads_once\n[  FAILED  ] reads_once\nLeakSanitizer: leaks", status: 199)
    #expect(output.results.map(\.name) == ["reads_once", "run"])
  }

  /// A test that was renamed would no longer be expected to fail.
  @Test(arguments: CTestKnownFailure.all + CTestKnownFailure.inConfigurations)
  func namesATest(_ failure: CTestKnownFailure) throws {
    let root = #filePath.replacing(/Tests\/.*/, with: "")
    // some tests are made of a table, and have their names from there
    let files = [failure.file, "fixture/topologies.c"]
    let text = try files.map { try #require(try Disk.read("\(root)ctests/\($0)")) }.joined()
    let names = ["static void \(failure.test)(void **state)", "\"\(failure.test)\","]
    #expect(names.contains(where: text.contains))
  }
}

@Suite struct SeriesStageTests {
  private static func patch(_ files: [KernelPath: String]) -> RenderedPatch {
    RenderedPatch(
      name: "muteFaults", message: "iommu/vt-d: Subject\n\nBody.\n", files: files,
      location: .here())
  }

  private static let header: KernelPath = "drivers/iommu/intel/iommu.h"
  private static let pasid: KernelPath = "drivers/iommu/intel/pasid.h"

  private let series = RenderedSeries(
    version: Series.Version(1, date: ""), cover: ("", ""), base: [Self.header: "base"],
    patches: [
      Self.patch([Self.header: "prepared"]),
      Self.patch([CTestSuite.mainline.code: "first"]),
      Self.patch(["drivers/iommu/intel/iommu.c": "caller"]),
      Self.patch([Self.header: "declared"]),
      Self.patch([CTestSuite.mainline.code: "second"]),
    ])

  @Test func areTheCommitsThatTouchTheCodeOrItsHeaders() {
    let stages = SeriesStage.stages(
      of: series, in: .mainline, headers: [Self.header: "base", Self.pasid: "base"])
    #expect(stages.map(\.number) == [2, 4, 5])
    #expect(stages.map(\.code) == ["first", "first", "second"])
    #expect(stages.map { $0.files[Self.header] } == ["prepared", "declared", "declared"])
    #expect(stages.allSatisfy { $0.files[Self.pasid] == "base" })
    #expect(stages[0].subject == "iommu/vt-d: Subject")
  }

  @Test func saysWhichPatchesThereAre() throws {
    let facts = try #require(
      SeriesStage.stages(of: series, in: .mainline).first?.files["kernel_features.h"])
    #expect(facts.contains("#define SERIES_HAS_MUTE_FAULTS 1\n"))
    #expect(facts.contains("#define SERIES_HAS_QUARANTINE 0\n"))
  }

  @Test(arguments: [
    ("checkPASIDTables", "CHECK_PASID_TABLES"), ("reserveIOVAs", "RESERVE_IOVAS"),
    ("quarantine", "QUARANTINE"), ("acceptActiveIOMMU", "ACCEPT_ACTIVE_IOMMU"),
  ])
  func namesMacros(_ name: String, _ macro: String) {
    #expect(SeriesStage.macro(name) == macro)
  }
}

@Suite struct CTestRegistrationTests {
  private func area(_ lines: String...) throws(Diagnostic) -> CTestArea {
    try CTestSuite.mainline.area(
      in: "test_page_tables.c", saying: lines.joined(separator: "\n") + "\n")
  }

  private let license = "// SPDX-License-Identifier: GPL-2.0-only"

  @Test func namesThePatch() throws {
    let area = try area(license, "/* ctest: from checkPageTables */", "/* Page tables */")
    #expect(area.name == "page-tables")
    #expect(area.patch == "checkPageTables")
    #expect(!area.includesCode)
  }

  @Test func mayHaveTraits() throws {
    let area = try area(license, "/* ctest: from muteFaults, includes the code, about layout */")
    #expect(area.traits == [.includesCode, .aboutLayout])
  }

  /// What has threads is compiled for ThreadSanitizer, whatever else is asked for.
  @Test func mayHaveThreads() throws {
    let area = try area(license, "/* ctest: from muteFaults, with threads */")
    #expect(area.includesCode)
    let build = try build(.sanitized)
    #expect(build.flavours(of: area) == (.threads, .plain))
    let other = try self.area(license, "/* ctest: from muteFaults */")
    #expect(build.flavours(of: other) == (.sanitized, .sanitized))
  }

  private func build(_ flavour: CTestFlavour) throws -> CTestBuild {
    CTestBuild(
      tests: "ctests", stage: try .small(),
      directory: "build", flavour: flavour, compiler: ["gcc"], support: [])
  }

  @Test(arguments: [
    ([], "1: error: the tests are not registered"),
    (["/* ctest: from muteFault */"], "2: error: no patch is called muteFault (fix: muteFaults is"),
    (["/* ctest: since muteFaults */"], "2: error: this is no registration"),
    (["", "/* ctest: from muteFaults */"], "3: error: this is no registration (fix: write"),
    (["/* ctest: from muteFaults, twice */"], "2: error: “twice” means nothing here"),
    (
      ["/* ctest: from muteFaults */", "/* ctest: from quarantine */"],
      "3: error: the tests are registered twice"
    ),
  ])
  func isStrict(_ lines: [String], _ message: String) throws {
    let problem = #expect(throws: Diagnostic.self) {
      try CTestSuite.mainline.area(
        in: "test_x.c", saying: ([license] + lines).joined(separator: "\n"))
    }
    #expect(problem?.description.hasPrefix("ctests/test_x.c:\(message)") == true)
  }

  /// A file is found without any list, and everything wrong is told at once.
  @Test func areFound() throws {
    let scratch = try TemporaryDirectory()
    try scratch.write([
      "ctests/test_b.c": "\n/* ctest: from muteFaults */\n",
      "ctests/test_a.c": "\n/* ctest: from quarantine */\n", "ctests/fixture.c": "",
    ])
    let tests = "\(scratch.path)/ctests"
    #expect(try CTestSuite.mainline.areas(in: tests).map(\.name) == ["a", "b"])
    try scratch.write(["ctests/test_c.c": "", "ctests/test_d.c": ""])
    let failure = #expect(throws: Failure.self) { try CTestSuite.mainline.areas(in: tests) }
    #expect(failure?.diagnostics.count == 2)
  }
}

@Suite struct CTestReportTests {
  private func report(_ failure: String?) -> CTestReport {
    CTestReport(commits: [
      CTestReport.Commit(
        number: 1, subject: "First",
        runs: [
          CTestReport.Run(
            area: "read", skipped: nil,
            tests: [
              CTestResult(name: "reads", failure: nil), CTestResult(name: "maps", failure: failure),
            ], seconds: 1),
          CTestReport.Run(area: "copy", skipped: "there is no copy yet", tests: [], seconds: 0),
        ])
    ])
  }

  @Test func closesWithTheCount() {
    #expect(report(nil).text(Style(coloured: false)).hasSuffix("\n\n2 passed, 0 failed\n"))
    #expect(report("leak").text(Style(coloured: false)).hasSuffix("\n\n1 passed, 1 failed\n"))
  }

  @Test func judges() {
    #expect(report(nil).passed)
    #expect(!report("leak").passed)
    #expect(!CTestReport(commits: []).passed)
  }

  @Test func givesJUnitACaseForEachTest() {
    let suites = report("leak\nof 8 bytes").junit.suites
    #expect(suites.map(\.name) == ["ctest.patch-1.read", "ctest.patch-1.copy"])
    #expect(suites[0].cases.map(\.name) == ["reads", "maps"])
    #expect(suites[0].cases[1].outcome == .failed(message: "leak", text: "leak\nof 8 bytes"))
    #expect(suites[1].cases[0].outcome == .skipped(message: "there is no copy yet"))
  }
}

@Suite struct CTestMutantTests {
  @Test func movesWidensAndNarrowsMasks() {
    let code = "#define CTX_TT\t\t\tGENMASK_ULL(3, 2)\n#define CTX_P\t\t\tBIT_ULL(0)\n"
    #expect(
      CTestMutant.ofTables(in: code).map { $0.code.split(separator: "\t").map(String.init) }
        .map { $0.filter { $0.contains("GENMASK") }.joined() } == [
          "GENMASK_ULL(4, 3)\n#define CTX_P", "GENMASK_ULL(3, 1)\n#define CTX_P",
          "GENMASK_ULL(3, 3)\n#define CTX_P", "GENMASK_ULL(3, 2)\n#define CTX_PGENMASK_ULL(1, 1)\n",
          "GENMASK_ULL(3, 2)\n#define CTX_PGENMASK_ULL(1, 0)\n",
        ])
  }

  @Test func mistakesWords() {
    let code = "bool entry_valid(const u64 *entry)\n{\n\treturn entry[0] & entry[1];\n}\n"
    #expect(
      CTestMutant.ofTables(in: code).map(\.code) == [
        code.replacing("entry[0]", with: "entry[1]"), code.replacing("entry[1]", with: "entry[0]"),
      ])
  }

  @Test func reportsDefectsWithoutAPlace() {
    #expect(throws: (any Error).self) { try CTestMutant.planted(in: "int main(void);\n") }
  }

  @Test func passesOnlyWithoutSurvivors() {
    let killed = MutationReport.Mutant(name: "a", killedBy: "read")
    #expect(MutationReport(mutants: [killed]).passed)
    #expect(!MutationReport(mutants: [killed, .init(name: "b", killedBy: nil)]).passed)
    #expect(!MutationReport(mutants: []).passed)
    let broken = MutationReport(mutants: [.init(name: "c", killedBy: nil, complaint: "no `;`")])
    #expect(!broken.passed)
    #expect(broken.text(Style(coloured: false)).contains("does not build: c"))
  }
}
