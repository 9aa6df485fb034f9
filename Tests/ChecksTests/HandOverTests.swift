import Diagnostics
import Testing

@testable import Checks

@Suite struct HandOverTests {
  @Test func takesTheMedianOfTheRoundsRatios() throws {
    let results = try HandOverResults(
      """
      time\tin a row\t1000\t100\t500\t800\t1000
      time\tin a row\t1000\t200\t800\t800\t1000
      time\tin a row\t1000\t100\t900\t800\t1000
      memory\t1 GiB\t100\t515\t6\t3
      """)
    #expect(results.times.count == 3)
    #expect(results.times[0].ratio == 5)
    #expect(results.times[0].mappings == 1000)
    #expect(results.memory[0].newPages == 3)
    #expect(results.memory[0].ratio < results.memory[0].bound)
  }

  @Test(arguments: ["", "time\tin a row\t1000\t100", "memory\tx\t1\t2\tthree\t4", "Aborted"])
  func refusesWhatIsNoResult(_ output: String) {
    #expect(throws: Failure.self) { try HandOverResults(output) }
  }
}
