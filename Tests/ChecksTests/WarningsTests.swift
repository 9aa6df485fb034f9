import Diagnostics
import Reporting
import Testing

@testable import Checks

private func warnings(_ log: String) -> Warnings { Warnings(log: log, prefixes: ["/w/tree"]) }

private let base = warnings(
  """
  /w/tree/drivers/a.c: In function 'f':
  /w/tree/drivers/a.c:10:5: warning: unused variable 'x' [-Wunused-variable]
     10 |  int x;
  /w/tree/drivers/a.c:44:1: note: declared here
  drivers/a.o: warning: objtool: f+0x1c: unreachable instruction
  """)

@Test func warningsAreRead() {
  #expect(
    base.findings.map(\.description) == [
      "drivers/a.c:10: warning: -Wunused-variable: unused variable 'x'",
      "drivers/a.o:1: warning: build: objtool: f+0x1c: unreachable instruction",
    ])
}

@Test func movedLinesAreNotNew() {
  let moved = warnings(
    """
    drivers/a.c:99:5: warning: unused variable 'x' [-Wunused-variable]
    drivers/a.o: warning: objtool: f+0x2f: unreachable instruction
    """)
  #expect(moved.new(since: base).isEmpty)
}

@Test func aSecondOneOfTheSameIsNew() {
  let second = warnings(
    """
    drivers/a.c:10:5: warning: unused variable 'x' [-Wunused-variable]
    drivers/a.c:30:5: warning: unused variable 'x' [-Wunused-variable]
    """)
  #expect(second.new(since: base).map(\.source?.line) == [30])
}

@Test func aHeaderWarningIsCountedOnce() {
  let line = "include/a.h:3:5: warning: unused variable 'h' [-Wunused-variable]\n"
  #expect(warnings(line + line).findings.count == 1)
}

@Test func otherToolsAreHeard() {
  let found = warnings(
    """
    drivers/a.c:7:9: error: undefined identifier 'q'
    drivers/a.c:12: warning: Function parameter or member 'p' not described in 'g'
    drivers/a.c:3:10: fatal error: x.h: No such file or directory
    make[3]: *** [scripts/Makefile.build:229: drivers/a.o] Error 1
    ld: warning: missing .note.GNU-stack section
    """
  ).findings
  #expect(found.map(\.severity) == [.error, .warning, .error, .error, .warning])
}
