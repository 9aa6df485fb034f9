import Series
import Testing

@testable import Rendering

@Suite struct EditTests {
  private let path = Fixture.path
  private let dmars = Edit.Scope.function("init_dmars")

  /// Lines that the edited driver has instead of others, as `-` and `+` lines.
  private func changes(_ edit: Edit, driver: String = Fixture.driver) throws -> String {
    let old = (edit.path == path ? driver : Fixture.rules).split(
      separator: "\n", omittingEmptySubsequences: false)
    let new = try Fixture.edited(edit, driver: driver).split(
      separator: "\n", omittingEmptySubsequences: false)
    let difference = new.difference(from: old)
    return (difference.removals + difference.insertions).map {
      switch $0 {
      case .remove(_, let line, _): "-\(line)\n"
      case .insert(_, let line, _): "+\(line)\n"
      }
    }.joined()
  }

  // MARK: Inserting

  @Test func insertAfterIgnoresWhiteSpaceAndComments() throws {
    let edit = Edit.insert(
      "\tnote(ret);", .after, "if(ret){ pr_err (\"Failed to copy\\n\")\n;", in: path, dmars)
    #expect(try changes(edit) == "+\t\tnote(ret);\n")
    #expect(
      try Fixture.edited(edit).lines(from: "\t\tpr_err", 2)
        == "\t\tpr_err(\"Failed to copy\\n\");\n\t\tnote(ret);")
  }

  @Test func insertBeforePutsLinesAboveTheStatement() throws {
    let text = try Fixture.edited(
      .insert("int more;", .before, "int ret;", in: path, dmars))
    #expect(text.contains("{\n\tint more;\n\tint ret;\n\n"))
  }

  @Test func insertAfterTrailingComment() throws {
    let text = try Fixture.edited(
      .insert("int more;", .after, "int count;", in: path, .structure("dmar_state")))
    #expect(text.contains("\tint count;\t/* of units */\n\tint more;\n"))
  }

  @Test func quotedCommentMustStandThere() throws {
    let text = try Fixture.edited(
      .insert("note();", .before, "/* We\n * failed. */ pr_err", in: path, dmars))
    #expect(text.contains("\tnote();\n\t\t/* We failed. */\n"))
    #expect(
      Fixture.problems(.insert("x", .before, "/* We won. */ pr_err", in: path, dmars)).count == 1)
  }

  @Test func commentAloneIsAnAnchor() throws {
    let edit = Edit.replace("/* We failed. */", with: "/* It failed. */", in: path)
    #expect(try changes(edit) == "-\t\t/* We failed. */\n+\t\t/* It failed. */\n")
  }

  @Test func includeIsAnAnchor() throws {
    let edit = Edit.insert("#include \"kdump.h\"", .after, "#include \"iommu.h\"", in: path)
    #expect(try changes(edit) == "+#include \"kdump.h\"\n")
  }

  @Test func insertedTextIsTidied() throws {
    let text = try Fixture.edited(
      .insert("\nint a;  \n\n\nint b;\t\n\n", .after, "int ret;", in: path, dmars))
    #expect(text.contains("\tint ret;\n\n\tint a;\n\n\tint b;\n\n\tret = copy"))
  }
  @Test func directivesAndLabelsStayAtTheMargin() throws {
    let text = try Fixture.edited(
      .insert(
        "#ifdef A\ndefault:\nout_free:\n\tfree();\n#endif", .before, "return ret;", in: path, dmars)
    )
    #expect(text.contains("\n#ifdef A\n\tdefault:\nout_free:\n\t\tfree();\n#endif\n\treturn ret;"))
    let rules = try Fixture.edited(.insert("# of tables", .after, "pasid.o", in: Fixture.makefile))
    #expect(rules.contains("\tpasid.o\n\t# of tables\n"))
  }

  @Test func replacementWithinALineIndentsItsFurtherLines() throws {
    let edit = Edit.replace(
      "copy_translation_tables(", with: "take_over(this,\n\t  that(", in: path, dmars)
    #expect(try Fixture.edited(edit).contains("\tret = take_over(this,\n\t\t  that(iommu);\n"))
  }

  // MARK: Replacing

  @Test func replaceWithinTheLine() throws {
    let edit = Edit.replace(
      "copy_translation_tables(iommu)", with: "take_over(iommu, ret)", in: path)
    #expect(
      try changes(edit)
        == "-\tret = copy_translation_tables(iommu);\n+\tret = take_over(iommu, ret);\n")
  }

  @Test func replacementIsIndentedAsTheAnchorIs() throws {
    for text in ["ret = a();\nb();\n", "ret = a();\nb();"] {
      let edit = Edit.replace(
        "ret = copy_translation_tables(iommu);", with: .verbatim(text), in: path,
        dmars)
      #expect(
        try changes(edit)
          == "-\tret = copy_translation_tables(iommu);\n+\tret = a();\n+\tb();\n")
    }
  }

  @Test func replaceSpansLinesAndTheirComments() throws {
    let edit = Edit.replace(
      "if (ret) { pr_err(\"Failed to copy\\n\");", with: "if (ret < 0) {", in: path, dmars)
    #expect(
      try changes(edit)
        == "-\tif (ret) {\n-\t\t/* We failed. */\n-\t\tpr_err(\"Failed to copy\\n\");\n+\tif (ret < 0) {\n"
    )
  }

  @Test func replaceByNothingRemovesTheLine() throws {
    let edit = Edit.replace("ret = copy_translation_tables(iommu);", with: "", in: path)
    #expect(try changes(edit) == "-\tret = copy_translation_tables(iommu);\n")
  }

  // MARK: Removing

  @Test func removeSwallowsTheSecondBlankLine() throws {
    let edit = Edit.remove("static int init_dmars(void);", in: path)
    #expect(try changes(edit) == "-static int init_dmars(void);\n-\n")
  }

  @Test func removeLeavesNoBlankLineAtABrace() throws {
    #expect(try Fixture.edited(.remove("int ret;", in: path, dmars)).contains("{\n\tret = copy"))
    let driver = "int f(void)\n{\n\ta();\n\n\tb();\n}\n"
    #expect(
      try Fixture.edited(.remove("b();", in: path), driver: driver) == "int f(void)\n{\n\ta();\n}\n"
    )
  }

  @Test func removeKeepsTheOneBlankLine() throws {
    let driver = "int a;\n\nint b;\nint c;\n"
    #expect(try Fixture.edited(.remove("int b;", in: path), driver: driver) == "int a;\n\nint c;\n")
    #expect(try Fixture.edited(.remove("int c;", in: path), driver: driver) == "int a;\n\nint b;\n")
    #expect(try Fixture.edited(.remove("int a;", in: path), driver: driver) == "int b;\nint c;\n")
  }

  @Test func removeFunctionWithItsCommentAndExport() throws {
    let text = try Fixture.edited(.remove(in: path, .function("report")))
    #expect(text.contains("\treturn NULL;\n}\n\n#ifdef CONFIG_INTEL_IOMMU_SVM\n"))
    let rest = try Fixture.edited(.remove(in: path, dmars))
    #expect(rest.contains("#endif\n\nstatic void tail(void)\n"))
    #expect(!rest.contains("Sets up every unit"))
  }

  @Test func removeLeavesNoBlankLineAfterADirective() throws {
    let driver = "int z;\n#else\nint a;\n\nint b;\n#endif\n"
    #expect(
      try Fixture.edited(.remove("int a;", in: path), driver: driver)
        == "int z;\n#else\nint b;\n#endif\n")
  }

  // MARK: Placing

  @Test func placeKeepsOneBlankLine() throws {
    let text = "static int a(void)\n{\n}"
    let before = try Fixture.edited(.place(.verbatim(text), .before, in: path, dmars))
    #expect(before.contains("#endif\n\n\(text)\n\n/*\n * Sets up"))
    let after = try Fixture.edited(.place(.verbatim(text), .after, in: path, dmars))
    #expect(after.contains("\treturn ret;\n}\n\n\(text)\n\nstatic void tail"))
    let last = try Fixture.edited(.place("\n\(text)\n", .after, in: path, .function("tail")))
    #expect(last.hasSuffix("\treport(\"x\");\n}\n\n\(text)\n"))
    let structure = try Fixture.edited(
      .place(.verbatim(text), .after, in: path, .structure("dmar_state")))
    #expect(structure.contains("} __packed;\n\n\(text)\n\nstatic int init_dmars(void);"))
  }

  @Test func placeBeforeCodeWithoutABlankLine() throws {
    let driver = "int f(void)\n{\n}\nint b;\n"
    #expect(
      try Fixture.edited(.place("int a;", .after, in: path, .function("f")), driver: driver)
        == "int f(void)\n{\n}\n\nint a;\n\nint b;\n")
  }

  @Test func placeInTheFile() throws {
    let driver = "int b;\n"
    #expect(
      try Fixture.edited(.place("int a;", .before, in: path, .file), driver: driver)
        == "int a;\n\nint b;\n")
    #expect(
      try Fixture.edited(.place("int c;", .after, in: path, .file), driver: driver)
        == "int b;\n\nint c;\n")
  }

  // MARK: Text files

  @Test func makefileLines() throws {
    let makefile = Fixture.makefile
    let edit = Edit.insert(
      "obj-$(CONFIG_CRASH_DUMP) += kdump.o", .after, "obj-$(CONFIG_DMAR_PERF)  +=\tperf.o",
      in: makefile)
    #expect(try changes(edit) == "+obj-$(CONFIG_CRASH_DUMP) += kdump.o\n")
    #expect(
      try changes(.replace("pasid.o", with: "pasid.o kdump.o", in: makefile)).contains(
        "+\tpasid.o kdump.o\n"))
    #expect(Fixture.problems(.remove("dmar.o obj-$(CONFIG_INTEL_IOMMU)", in: makefile)).count == 1)
    #expect(
      Fixture.problems(.remove("perf.o", in: makefile)).first?.contains(
        "also hold `obj-$(CONFIG_DMAR_PERF)`") == true)
  }

  // MARK: Properties

  @Test func oppositeEditsGiveTheOldText() throws {
    let text = "static int extra(void)\n{\n\treturn 0;\n}"
    for side in [Edit.Side.before, .after] {
      for scope in [dmars, .function("report"), .function("tail"), .structure("dmar_state")] {
        let grown = try Fixture.edited(.place(.verbatim(text), side, in: path, scope))
        let back = try Fixture.edited(.remove(in: path, .function("extra")), driver: grown)
        #expect(back == Fixture.driver)
      }
      let grown = try Fixture.edited(
        .insert("extra();", side, "iommu_disable_translation(iommu);", in: path))
      #expect(try Fixture.edited(.remove("extra();", in: path), driver: grown) == Fixture.driver)
    }
    let there = try Fixture.edited(.replace("ret = 0;", with: "ret = 12;", in: path))
    #expect(
      try Fixture.edited(.replace("ret = 12;", with: "ret = 0;", in: path), driver: there)
        == Fixture.driver)
  }

  @Test func anyRemovedStatementLeavesTidyText() throws {
    for line in Fixture.driver.split(separator: "\n") where line.hasSuffix(";") {
      guard let text = try? Fixture.edited(.remove(String(line), in: path)) else { continue }
      #expect(!text.contains("\n\n\n") && !text.contains(")\n{\n\n") && text.hasSuffix("}\n"))
    }
  }

  @Test func missingLineBreakAtTheEndIsAdded() throws {
    #expect(try Fixture.edited(.remove("int a;", in: path), driver: "int a;\nint b;") == "int b;\n")
    #expect(
      try Fixture.edited(.place("int c;", .after, in: path, .file), driver: "int b;")
        == "int b;\n\nint c;\n")
  }
}
