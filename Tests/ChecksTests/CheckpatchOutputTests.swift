import Diagnostics
import Reporting
import Testing

@testable import Checks

private let patch = PatchFile(
  """
  From 0 Mon Sep 17 00:00:00 2001
  Subject: [PATCH] x

  ---
  diff --git a/a.c b/a.c
  new file mode 100644
  --- a/a.c
  +++ b/a.c
  @@ -10,3 +20,4 @@ int f(void)
   context
  -old
  +new
  +newer
   context
  """, name: "0001-x.patch")

@Test func patchLinesMapToTheKernelTree() {
  #expect(patch[2] == nil)
  #expect(patch[6] == Diagnostics.SourceLocation(file: "a.c", line: 1))
  #expect(patch[10] == Diagnostics.SourceLocation(file: "a.c", line: 20))
  #expect(patch[12] == Diagnostics.SourceLocation(file: "a.c", line: 21))
  #expect(patch[13] == Diagnostics.SourceLocation(file: "a.c", line: 22))
  #expect(patch[14] == Diagnostics.SourceLocation(file: "a.c", line: 23))
  #expect(patch[99] == nil)
}

@Test func terseOutputIsRead() throws {
  let found = try findings(
    ofCheckpatch: """
      /s/0001-x.patch:2: WARNING:TYPO_SPELLING: 'teh' may be misspelled: perhaps 'the'?
      /s/0001-x.patch:13: CHECK:SPACING: space preferred
      ERROR:MISSING_SIGN_OFF: Missing Signed-off-by: line(s)
      """, patch: patch)
  #expect(found.map(\.type) == ["TYPO_SPELLING", "SPACING", "MISSING_SIGN_OFF"])
  #expect(found.map(\.severity) == [.warning, .check, .error])
  #expect(found[0].source == nil)
  #expect(found[1].source == Diagnostics.SourceLocation(file: "a.c", line: 22))
  #expect(found[1].patch == Diagnostics.SourceLocation(file: "0001-x.patch", line: 13))
}

@Test func unknownOutputIsRefused() {
  #expect(throws: Failure.self) {
    try findings(ofCheckpatch: "Global symbol requires package name", patch: patch)
  }
}

@Test func typesAreListed() {
  let list = "#\tMessage type\n\n1\tALLOC_ARRAY_ARGS\n2\tSPACING (ERROR,WARN)\n"
  #expect(types(ofCheckpatch: list) == ["ALLOC_ARRAY_ARGS", "SPACING"])
}

private func coverTypes(_ text: String) -> [String] {
  findings(ofCoverLetter: text, name: "0000-cover-letter.patch").map(\.type)
}

@Test func coverLetters() {
  let long = String(repeating: "word ", count: 16)
  let good = "Subject: [PATCH v2 0/3] iommu/vt-d: Title\n\nText.\n\n a.c | 2 \(long)\n"
  #expect(coverTypes(good).isEmpty)
  #expect(coverTypes("Subject: [PATCH 0/3] \n\nText.\n") == ["COVER_SUBJECT"])
  #expect(
    coverTypes("Subject: [PATCH 0/3] *** SUBJECT HERE ***\n\nText.\n") == ["COVER_TEMPLATE"])
  #expect(coverTypes("Subject: [PATCH 0/3] x\n\n\(long)\n") == ["COVER_LONG_LINE"])
  #expect(coverTypes("Subject: [PATCH 0/3] x\n\n\n") == ["COVER_EMPTY"])
}
