import Testing

@testable import Rendering

@Suite struct LexerTests {
  private func words(_ text: String, _ language: SourceText.Language = .c) -> [String] {
    let source = SourceText(text, language)
    return source.tokens.map(source.text(of:))
  }

  @Test func namesNumbersAndOperators() {
    #expect(
      words("a->b<<=0x1fULL+.5e+3 - 1e-2?x:y...;") == [
        "a", "->", "b", "<<=", "0x1fULL", "+", ".5e+3", "-", "1e-2", "?", "x", ":", "y", "...", ";",
      ])
    #expect(words("0xe+1") == ["0xe", "+", "1"])
    #expect(
      words("a- >b!=c!d##e#f") == ["a", "-", ">", "b", "!=", "c", "!", "d", "##", "e", "#", "f"])
  }

  @Test func literalsHideBracesQuotesAndComments() {
    #expect(
      words(#"f("{ /* \" ", '"', '\'');"#) == [
        "f", "(", #""{ /* \" ""#, ",", "'\"'", ",", #"'\''"#, ")", ";",
      ])
    #expect(words("\"a\\\nb\" c") == ["\"a\\\nb\"", "c"])
  }

  @Test func unclosedLiteralEndsWithItsLine() {
    #expect(words("#error don't\nint a;") == ["#", "error", "don", "'t", "int", "a", ";"])
  }

  @Test func commentsAreTokensOfTheirOwn() {
    #expect(
      words("a/* b **/c// d\\\ne\nf/*/ g */") == [
        "a", "/* b **/", "c", "// d\\\ne", "f", "/*/ g */",
      ])
    #expect(words("a /* never closed") == ["a", "/* never closed"])
    #expect(words("/*") == ["/*"])
  }

  @Test func directivesSpanContinuedLines() {
    let source = SourceText("int a;\n  # define X(y) \\\n\ty + 1\nint b;", .c)
    let directive = source.tokens.filter(\.isDirective).map(source.text(of:))
    #expect(directive == ["#", "define", "X", "(", "y", ")", "y", "+", "1"])
    #expect(source.tokens.filter(\.startsLine).map(source.text(of:)) == ["int", "#", "int"])
  }

  @Test func offsetsCoverTheText() {
    let source = Fixture.source
    var at = 0
    for token in source.tokens {
      let gap = source.bytes[at..<token.start]
      #expect(gap.allSatisfy { Byte.isBlank($0) || $0 == Byte.newline || $0 == Byte.backslash })
      #expect(token.start < token.end)
      at = token.end
    }
  }

  @Test func textFilesAreWordsOnLines() {
    let source = SourceText(Fixture.rules, .text)
    let starts = source.tokens.filter(\.startsLine).map(source.text(of:))
    #expect(
      starts == [
        "#", "obj-$(CONFIG_DMAR_TABLE)", "obj-$(CONFIG_INTEL_IOMMU)", "obj-$(CONFIG_DMAR_PERF)",
      ])
    #expect(!words(Fixture.rules, .text).contains("\\"))
  }

  @Test(arguments: ["", "\\", "\"", "'", "#", "/", "a\\", "\u{e9}\u{1F600}", "0x", "."])
  func anyTextIsCut(_ text: String) {
    #expect(words(text).joined().utf8.count <= text.utf8.count)
    #expect(words(text, .text).joined() == text)
  }
}

@Suite("A changed file")
struct ChangedFileTests {
  private let text = """
    /* one
     * two */
    #define LONG(x) \\
    \tf(x) \\
    \t"a\\
    b"
    int a = '"'; // why
    // and \\
    so on
    if (x) { "}" } /* three */

    #ifdef A
    done();
    #endif
    """

  /// Lines that open or close something, put in place of any lines.
  @Test(
    "has the tokens that it would have if it was new",
    arguments: ["", "x;\n", "/*\n", "*/\n", "\"\n", "#if 1 \\\n", "\n", "// \\\n", "'\n/* '\n"])
  func tokens(inserted: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)\n" }
    let old = SourceText(text, .c)
    for start in 0...lines.count {
      for end in start...lines.count {
        let new = lines[..<start].joined() + inserted + lines[end...].joined()
        let changed = old.changed(to: Array(new.utf8))
        #expect(changed.tokens == SourceText(new, .c).tokens, "lines \(start) to \(end)")
      }
    }
  }
}
