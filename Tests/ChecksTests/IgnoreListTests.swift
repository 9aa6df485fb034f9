import Diagnostics
import Reporting
import Testing

@testable import Checks

private let types: Set<String> = ["LONG_LINE", "TYPO_SPELLING"]
private let long = Finding(
  .warning, "LONG_LINE", "…", source: Diagnostics.SourceLocation(file: "a.c", line: 3))
private let typo = Finding(
  .warning, "TYPO_SPELLING", "…", patch: Diagnostics.SourceLocation(file: "0001", line: 5))

private func list(_ text: String) -> IgnoreList { IgnoreList(text, file: "ignore") }

private func faults(_ text: String) -> [String] {
  list(text).apply(to: [long, typo], types: types).list.map(\.description)
}

@Test func entriesCoverTypeAndPath() {
  let list = list(
    """
    # accepted
    LONG_LINE | a.c | a URL cannot be cut | 2026-11-23

    TYPO_SPELLING | message | a name | 2026-11-23
    """)
  let result = list.apply(to: [long, typo], types: types)
  #expect(result.remaining.isEmpty)
  #expect(result.list.isEmpty)
}

@Test func onlyTheWholeSeriesNeedsEachEntry() {
  let list = list("LONG_LINE | b.c | a URL cannot be cut | 2026-11-23\nLONG_LINE")
  func faults(isWhole: Bool) -> Int {
    CheckpatchReport([], ignoreList: list, types: types, isWhole: isWhole).findings.count
  }
  #expect(faults(isWhole: true) == 2)
  #expect(faults(isWhole: false) == 1)
}

@Test func anotherPathIsNotCovered() {
  let list = list("LONG_LINE | b.c | a URL cannot be cut | 2026-11-23")
  #expect(list.apply(to: [long], types: types).remaining == [long])
}

@Test(arguments: [
  (
    "LONG_LIN | a.c | why | 2026-11-23",
    "ignore:1: error: IGNORE_LIST: checkpatch has no type LONG_LIN"
  ),
  (
    "\nLONG_LINE | b.c | why | 2026-11-23",
    "ignore:2: error: IGNORE_LIST: nothing in the series is LONG_LINE in b.c: remove the entry"
  ),
  ("LONG_LINE | a.c |  | 2026-11-23", "ignore:1: error: IGNORE_LIST: the entry has no reason"),
  (
    "LONG_LINE | a.c | why | today",
    "ignore:1: error: IGNORE_LIST: `today` is no date like 2026-11-23"
  ),
  (
    "LONG_LINE | a.c | why",
    "ignore:1: error: IGNORE_LIST: expected `TYPE | path | reason | added`, found `LONG_LINE | a.c | why`"
  ),
])
func faultsOfTheList(text: String, fault: String) {
  #expect(faults(text) == [fault])
}
