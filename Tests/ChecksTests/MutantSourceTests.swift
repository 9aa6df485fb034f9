import Reporting
import Testing

@testable import Checks

@Suite struct MutantSourceTests {
  private let original = "int f(void)\n{\n\tif (x)\n\t\treturn 1;\n\treturn 0;\n}\n"

  @Test func namesTheChange() {
    let mutant = MutantSource.mutant(
      original.replacing("if (x)", with: "if (!x)"), of: original)
    #expect(mutant.name == "line 3: `if (x)` → `if (!x)`")
    #expect(mutant.code == original.replacing("if (x)", with: "if (!x)"))
  }

  /// The lines after it keep their numbers.
  @Test func joinsAStatementThatIsAdded() {
    let mutant = MutantSource.mutant(
      original.replacing("\treturn 0;\n", with: "\treturn 0;\n\tbreak;\n"), of: original)
    #expect(mutant.name.hasSuffix("`return 0;` followed by `break;`"))
    #expect(mutant.code == original.replacing("return 0;", with: "return 0; break;"))
  }

  private func report(_ killed: Int, of count: Int) -> SampleReport {
    SampleReport(
      seed: 7, made: 1000, unbuildable: 3, equivalent: 2,
      mutants: (0..<count).map {
        MutationReport.Mutant(name: "m\($0)", killedBy: $0 < killed ? "read" : nil)
      })
  }

  @Test func passesAtTheGoal() {
    #expect(report(98, of: 100).passed)
    #expect(!report(97, of: 100).passed)
    #expect(!report(0, of: 0).passed)
  }

  /// Wilson's interval for 328 of 342, computed by hand.
  @Test func saysHowSureTheScoreIs() {
    let interval = report(328, of: 342).interval
    #expect(abs(interval.lowerBound - 0.9325) < 0.0005)
    #expect(abs(interval.upperBound - 0.9755) < 0.0005)
    let text = report(328, of: 342).text(Style(coloured: false))
    #expect(text.contains("survived: m328\n"))
    #expect(text.contains("328 of 342 killed, seed 7: 95.9 % (93.2 to 97.5 % of all)"))
  }
}
