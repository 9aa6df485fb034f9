import Testing

@testable import Rendering

@Suite struct DefinitionTests {
  private func definitions(_ name: String, in text: String) -> [(text: String, bytes: String)] {
    let source = SourceText(text, .c)
    return DefinitionFinder(source).definitions(of: name).map {
      let code =
        source.tokens[$0.tokens.lowerBound].start..<source.tokens[$0.tokens.upperBound - 1].end
      return (
        String(decoding: source.bytes[code], as: UTF8.self),
        String(decoding: source.bytes[$0.bytes], as: UTF8.self)
      )
    }
  }

  @Test func everyDefinitionOfTheFixture() {
    let source = Fixture.source
    let names = DefinitionFinder(source).definitions().map {
      source.text(of: source.tokens[$0.name])
    }
    #expect(
      names == [
        "dmar_state", "find_state", "report", "svm_enabled", "svm_enabled", "init_dmars", "tail",
      ])
  }

  @Test func signatureOnSeveralLinesWithAttributesAndComments() throws {
    let found = definitions("init_dmars", in: Fixture.driver)
    #expect(found.count == 1)
    let found1 = try #require(found.first)
    #expect(found1.text.hasPrefix("static int __init\ninit_dmars(void)"))
    #expect(found1.text.hasSuffix("return ret;\n}"))
    #expect(found1.bytes.hasPrefix("/*\n * Sets up every unit."))
  }

  @Test func exportBelongsToItsFunction() throws {
    let report = try #require(definitions("report", in: Fixture.driver).first)
    #expect(report.bytes.hasPrefix("/* One brace { in a comment */\nstatic void"))
    #expect(report.bytes.hasSuffix("}\nEXPORT_SYMBOL_GPL(report);\n"))
    #expect(report.text.hasSuffix("}"))
  }

  @Test func structuresEndWithTheirSemicolon() throws {
    let state = try #require(definitions("dmar_state", in: Fixture.driver).first)
    #expect(state.text.hasSuffix("} __packed;"))
    #expect(state.bytes.hasPrefix("/* What the driver knows. */"))
  }

  @Test(arguments: [
    ("int f(void);", 0), ("int a = f(1);", 0), ("#define f(x) { x }\n", 0),
    ("static void g(void)\n{\n\tf();\n\tif (f(1)) { }\n}\n", 0), ("f", 0), ("f(", 0),
    ("int f(void) {", 0),
    ("int f(void) {}", 1), ("int *(f)(void) {}", 0),
    ("module_init(x)\nint f(int (*g)(int)) { }", 1),
    ("__printf(1, 2) static int f(const char *s, ...) __must_hold(&a) __cold { }", 1),
    ("#if A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n}\n", 2),
    ("struct f { int a; };\nstruct f x = { 1 };\nstruct f *g(void) { }\n", 1),
    ("struct __packed f { int a; };\nstruct f __g(int a) { }\n", 1),
    ("int f(int a\n#ifdef B\n\t, int b\n#endif\n) { }", 1),
  ])
  func counts(_ text: String, _ count: Int) {
    #expect(definitions("f", in: text).count == count)
  }

  @Test func bodyThatClosesInEachHalf() throws {
    let text =
      "int f(void)\n{\n#if A\n\treturn 1;\n}\n#else\n\treturn 0;\n}\n#endif\n\nint g(void) { }\n"
    let found = try #require(definitions("f", in: text).first)
    #expect(found.text.hasSuffix("#endif"))
    #expect(definitions("g", in: text).count == 1)
  }

  @Test func commentBelongsOnlyWhenItIsDirectlyAbove() throws {
    let text =
      "int a; /* of a */\nint f(void) { }\n\n/* apart */\n\nint g(void) { }\n\n// one\n// two\nint h(void) { } // end\n"
    #expect(definitions("f", in: text).first?.bytes == "int f(void) { }\n")
    #expect(definitions("g", in: text).first?.bytes == "int g(void) { }\n")
    #expect(definitions("h", in: text).first?.bytes == "// one\n// two\nint h(void) { } // end\n")
  }
}
