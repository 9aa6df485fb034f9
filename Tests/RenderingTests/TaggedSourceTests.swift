import Diagnostics
import Series
import Testing

@testable import Rendering

@Suite struct TaggedSourceTests {
  private let patches = ["read", "copy", "carry", "mute"]

  private func source(_ text: String) -> TaggedSource {
    TaggedSource(text, file: "templates/a.c", patches: patches)
  }

  /// The file after each patch; nil where there is none.
  private func states(_ text: String) throws -> [String?] {
    let source = source(text)
    #expect(source.problems == [])
    let states = SourceStates(source) { $0 }
    return patches.indices.map { states.text(after: Set(0...$0)) }
  }

  /// The messages about tags, and about the states.
  private func problems(_ text: String) -> [String] {
    let source = source(text)
    guard source.problems.isEmpty else { return source.problems.map(\.description) }
    let states = SourceStates(source) { $0 }
    return StateChecks(states, applied: Array(patches.indices)).problems.map(\.description)
  }

  private func expect(
    _ text: String, _ line: Int, _ message: String, fix: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(
      problems(text) == ["templates/a.c:\(line): error: \(message) (fix: \(fix))"],
      sourceLocation: sourceLocation)
  }

  @Test func aSectionBeginsWithItsPatch() throws {
    #expect(
      try states("//@ read\nint a;\n\n//@ carry\nint b;\n\n//@ read\nint c;\n") == [
        "int a;\n\nint c;\n", "int a;\n\nint c;\n", "int a;\n\nint b;\n\nint c;\n",
        "int a;\n\nint b;\n\nint c;\n",
      ])
  }

  @Test func aStateSaysWhatItHasFromTheTables() throws {
    let source = source(
      """
      //@ read
      {{{pte.defines}}}
      #define PTE_R\t{{{pte.mask.R}}} //- carry
      #define PTE_W\t{{{pte.mask.W}}}\t/* write */ //+ copy
      #define PTE_RW\t({{{pte.mask.R}}} | {{{pte.mask.W}}})
      #define PTE_WORDS\t{{{pte.words}}}
      {{{kernel.free_table}}}(table);
      {{#kernel.old}}
      {{{root.defines}}}
      {{/kernel.old}}
      //@ carry
      {{{pte.validator}}}

      """)
    #expect(source.problems == [])
    let states = SourceStates(source) { text in
      // a section that does not hold
      let start = text.firstRange(of: "{{#")!.lowerBound
      let end = text.firstRange(of: "{{/kernel.old}}\n")!.upperBound
      return String(text[..<start] + text[end...])
    }
    let text = { EmittedTableText(structure: "pte", part: $0) }
    let named = text(.mask(field: "W", macro: "PTE_W"))
    #expect(
      patches.indices.map { states.tableText(after: Set(0...$0)) } == [
        [text(.defines), text(.mask(field: "R", macro: "PTE_R"))],
        [text(.defines), text(.mask(field: "R", macro: "PTE_R")), named],
        [text(.defines), named, text(.validator)], [text(.defines), named, text(.validator)],
      ])
  }

  @Test func aFileMayBeginWithALaterPatch() throws {
    #expect(try states("//@ carry\nint a;\n") == [nil, nil, "int a;\n", "int a;\n"])
  }

  @Test func aLineIsAddedRemovedAndChanged() throws {
    #expect(
      try states(
        """
        //@ read
        a();
        b(); //+ copy
        c(); //- carry
        d(); //~ carry - mute
        e(); //~ mute
        // SPDX and http://x stay

        """
      ) == [
        "a();\nc();\n// SPDX and http://x stay\n", "a();\nb();\nc();\n// SPDX and http://x stay\n",
        "a();\nb();\nd();\n// SPDX and http://x stay\n",
        "a();\nb();\ne();\n// SPDX and http://x stay\n",
      ])
  }

  @Test func blocksNest() throws {
    #expect(
      try states(
        """
        //@ read
        //- carry {
        a();
        b(); //+ copy
        //} ~ carry {
        c();
        //+ mute {
        d();
        //}
        //}
        e();

        """
      ) == ["a();\ne();\n", "a();\nb();\ne();\n", "c();\ne();\n", "c();\nd();\ne();\n"])
  }

  @Test func blankLinesStaySingle() throws {
    #expect(
      try states(
        "//@ read\nif (a) {\n\n\tb(); //+ copy\n\n\tc(); //+ copy\n\n}\n\nd(); //+ mute\n\n")
        == [
          "if (a) {\n}\n", "if (a) {\n\tb();\n\n\tc();\n}\n", "if (a) {\n\tb();\n\n\tc();\n}\n",
          "if (a) {\n\tb();\n\n\tc();\n}\n\nd();\n",
        ])
  }

  @Test func aBlockNeedsWhatIsAroundIt() {
    let states = SourceStates(source("//@ read\n//+ copy {\na();\nb(); //+ carry\n//}\nc();\n")) {
      $0
    }
    #expect(states.text(after: [0, 2]) == "c();\n")
    #expect(states.text(after: [0, 1, 2]) == "a();\nb();\nc();\n")
  }

  @Test func onlyATagIsATag() throws {
    #expect(
      try states("//@ read\na(); /* https://x.org */ //- copy\n{{{b}}}; //~ copy\n")[0...1] == [
        "a(); /* https://x.org */\n", "{{{b}}};\n",
      ])
  }

  @Test func patchesThatAKernelDoesNotGetLeaveNothing() {
    let states = SourceStates(source("//@ read\na(); //- copy\nb(); //~ copy\n")) { $0 }
    #expect(states.text(after: [0, 2]) == "a();\n")
  }

  /// Lines that Mustache adds, removes or joins keep their tags.
  @Test func mustacheWorksWithinTheLines() throws {
    let text = """
      //@ read
      {{#yes}}
      a(); //+ copy
      {{/yes}}
      {{^yes}}
      b();
      {{/yes}}
      {{{block}}}
      c({{#no}}1,
        {{/no}}2); //- mute
      d(); //~ mute

      """
    let library = try TemplateLibrary([:])
    let states = try SourceStates(source(text)) {
      try library.fill($0, of: "a.c", lines: [], ["yes": true, "no": false, "block": "x;\ny;"])
    }
    #expect(states.text(after: [0]) == "x;\ny;\nc(2);\n")
    #expect(states.text(after: [0, 1]) == "a();\nx;\ny;\nc(2);\n")
    #expect(states.text(after: [0, 1, 2, 3]) == "a();\nx;\ny;\nd();\n")
  }

  // One bad example for each diagnostic.

  @Test func tagOnALineThatGoes() {
    expect(
      "//@ read\n{{#kernel.x}} //+ copy\na();\n{{/kernel.x}}\n", 2,
      "Mustache removes this line, and its tag with it", fix: "put a block around what it holds")
  }

  /// The line is that of the source, whose tags Mustache does not see.
  @Test func mustacheErrorsHaveTheirLine() throws {
    let library = try TemplateLibrary([:])
    let source = source("//@ read\na();\n//+ copy {\n{{#x}}\nb();\n//}\n{{/y}}\n")
    let failure = #expect(throws: Failure.self) {
      try SourceStates(source) {
        try library.fill($0, of: source.file, lines: source.lines.map(\.number), [:])
      }
    }
    #expect(failure?.diagnostics.first?.location?.line == 7)
  }

  @Test func unknownPatch() {
    expect(
      "//@ read\na(); //+ cary\n", 2, "no patch is called cary",
      fix: "the nearest is carry; the names are those of the files of the patches")
  }

  @Test func lineWithoutAPatch() {
    expect(
      "int a;\nint b;\n", 1, "the line belongs to no patch",
      fix: "begin the file with //@ and a patch")
  }

  @Test(arguments: [
    "+", "+ copy copy", "- copy + mute - carry", "@", "@ read {", "} x", "+ copy {",
  ])
  func malformedTag(_ tag: String) {
    expect(
      "//@ read\na(); //\(tag)\n", 2, "the tag cannot be read",
      fix: "write //@ patch, or //+, //- or //~ and a patch")
  }

  @Test func aTagForNoLine() {
    expect(
      "//@ read\n//+ copy\n", 2, "the tag cannot be read",
      fix: "write //@ patch, or //+, //- or //~ and a patch")
  }

  @Test func blockThatIsNeverClosed() {
    expect("//@ read\n//+ copy {\na();\n", 2, "the block is never closed", fix: "add //}")
  }

  @Test func blockThatIsNotOpen() {
    expect(
      "//@ read\na();\n//}\n", 3, "no block is open here",
      fix: "drop the tag, or open the block with //+ patch {")
  }

  @Test func sectionWithinABlock() {
    expect(
      "//@ read\n//+ copy {\na();\n//@ carry\nb();\n", 4, "a section begins within a block",
      fix: "close the block of line 2 with //}")
  }

  @Test func changeOfNothing() {
    expect(
      "//@ read\na();\nb(); //~ copy\n", 3,
      "copy changes the line, and nothing above says what it was",
      fix: "put the former line above, with //- copy; write //+ if there was none")
  }

  @Test func changeThatDoesNotSaySo() {
    expect(
      "//@ read\na(); //- copy\nb(); //+ copy\n", 3,
      "copy removes the line above and adds this one",
      fix: "write //~ copy: the patch changes the line")
  }

  @Test func linesBeforeTheirSurroundings() {
    expect(
      "//@ carry\na();\nb(); //+ copy\n", 3,
      "copy is not after carry, which brings what is around it",
      fix: "drop the tag, or name a later patch")
  }

  @Test func linesAfterTheirSurroundings() {
    expect(
      "//@ read\n//- copy {\na(); //- mute\n//}\n", 3,
      "mute is not before copy, which removes what is around it",
      fix: "drop `- mute`, or name an earlier patch")
  }

  @Test func lineThatEndsBeforeItBegins() {
    expect(
      "//@ read\na(); //+ carry - copy\n", 2, "the line ends with copy, and only begins with carry",
      fix: "name a later patch to end it")
  }

  @Test func bracketsThatDoNotBalance() {
    let fix = "tag the line that opens and the one that closes alike, or say what the line was"
    expect(
      "//@ read\nint f(void)\n{\n\tif (a) { //+ copy\n\t\tb();\n\t}\n}\n", 7,
      "after read, the brackets do not balance here", fix: fix)
    expect(
      "//@ read\nint f(void)\n{\n\tif (a) {\n\t\tb();\n\t} //+ copy\n}\n", 3,
      "after read, the brackets do not balance here", fix: fix)
    #expect(problems("//@ read\n/* { */ char *s = \"{\"; //+ copy\n") == [])
  }

  @Test func namesThatAreNotThereYet() {
    for definition in [
      "static int later(int a)\n{\n}", "#define later 1", "static u64 later[4];",
      "static DEFINE_SPINLOCK(later);", "static struct {\n\tint a;\n} later;",
      "struct later {\n\tint a;\n};", "static u64 *later;",
    ] {
      let text = "//@ copy\n\(definition)\n\n//@ read\nint f(void)\n{\n\tuse(later);\n}\n"
      let line = text.prefix(upTo: text.firstRange(of: "use")!.lowerBound).count { $0 == "\n" } + 1
      expect(
        text, line, "after read, later is used and not defined",
        fix: "tag its definition with read or an earlier patch, or this line with a later one")
    }
  }

  @Test func namesThatAreGone() {
    expect(
      "//@ read\nstatic int old; //- copy\nint f(void)\n{\n\treturn old;\n}\n", 5,
      "after copy, old is used and not defined",
      fix: "tag its definition with copy or an earlier patch, or this line with a later one")
  }

  @Test func membersAndCommentsAreNoUses() {
    #expect(
      problems(
        "//@ read\nint f(struct a *a)\n{\n\treturn a->later + a.later; /* later */\n}\n\n"
          + "//@ copy\nstatic int later;\n") == [])
  }

  @Test func everythingIsSaidAtOnce() {
    #expect(problems("//@ reed\na(); //~ copy\n//}\n").count == 3)
  }
}
