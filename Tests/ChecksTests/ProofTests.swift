import Diagnostics
import Reporting
import Testing

@testable import Checks

@Suite struct ProofTests {
  private let text = """
    /* proof: nothing leaks */
    /* assumes: one page; loops: 3 */
    /* broken by: free(page);\\n\\treturn 0; => return 0; */

    void proof(void) {}
    """

  @Test func readsWhatAFileProves() throws {
    let proof = try Proof("leaks", saying: text)
    #expect(proof.claim == "nothing leaks")
    #expect(proof.assumption == "one page")
    #expect(proof.loops == 3)
    #expect(proof.defects.map(\.original) == ["free(page);\n\treturn 0;"])
    #expect(proof.defects.map(\.planted) == ["return 0;"])
  }

  @Test(arguments: ["/* proof", "/* assumes", "loops: 3", "/* broken by"])
  func refusesAFileThatLeavesSomethingOut(_ part: String) {
    #expect(throws: Failure.self) {
      try Proof("leaks", saying: text.replacing(part, with: "/* nothing"))
    }
  }

  private func report(failures: [String] = [], unseen: [String] = [], properties: Int = 5)
    -> ProofReport
  {
    ProofReport(results: [
      ProofReport.Result(
        name: "leaks", claim: "nothing leaks", assumption: "one page", properties: properties,
        failures: failures, unseen: unseen, defects: 2)
    ])
  }

  @Test func failsWhenAnythingDoes() {
    #expect(report().passed)
    #expect(!report(failures: ["[proof.assertion.1] FAILURE"]).passed)
    #expect(!report(unseen: ["free(page); =>"]).passed)
    #expect(!report(properties: 0).passed)
    #expect(!ProofReport(results: []).passed)
    let text = report(unseen: ["free(page); =>"]).text(Style(coloured: false))
    #expect(text.contains("1 of 2 planted defects break it"))
    #expect(text.contains("not broken by free(page); =>"))
  }
}
