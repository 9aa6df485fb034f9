import Diagnostics
import Series
import Testing

@testable import Rendering

/// Bases that almost fit, and what is said about each edit that does not.
@Suite struct DiagnosticTests {
  private let path = Fixture.path
  private let statement = "ret = copy_translation_tables(iommu);"
  private var edit: Edit {
    .insert(
      "note();", .after, statement, in: path, .function("init_dmars"),
      file: "/src/Sources/Series/Mainline/Note.swift", line: 12)
  }

  private func base(_ old: String, _ new: String) -> String {
    let driver = Fixture.driver.replacing(old, with: new)
    #expect(driver != Fixture.driver)
    return driver
  }

  @Test func theWholeMessage() {
    let driver = base(statement, "ret = copy_translation_tables(iommu, true);")
    #expect(
      Fixture.problems(edit, driver: driver) == [
        "Sources/Series/Mainline/Note.swift:12: error: patch 1 \"Change the driver\": "
          + "drivers/iommu/intel/iommu.c: init_dmars(): no statement reads "
          + "`ret = copy_translation_tables(iommu);`; nearest is line 59: "
          + "`ret = copy_translation_tables(iommu, true);` (fix: quote it as this kernel has it, "
          + "or limit the edit with `unless:` and add one for this kernel)"
      ])
  }

  @Test func aMissingFunctionIsReportedOnce() {
    let scope = Edit.Scope.function("no_such_function")
    let problems = Fixture.problems(
      .insert("a();", .after, "b();", in: path, scope),
      .insert("c();", .after, "d();", in: path, scope),
      .insert("e();", .after, "f();", in: path, scope))
    #expect(problems.count == 1)
    #expect(problems[0].contains("no definition of no_such_function()"))
    #expect(problems[0].contains("; 2 other edits want it, too"))
  }

  @Test func whatIsAppliedAlreadyIsCalledSo() {
    let text = "ret = take_over(iommu, true);"
    let replacing = Edit.replace(
      statement, with: .verbatim(text), in: path, .function("init_dmars"))
    let problems = Fixture.problems(replacing, driver: base(statement, text))
    #expect(problems.count == 1)
    #expect(problems[0].contains("; the text that the edit brings is there already (fix: use the"))
  }

  /// A function that edits do not fit is shown beside that of a kernel that they fit, once.
  @Test func aFunctionIsComparedWithOneThatFits() throws {
    let other = Edit.insert(
      "note();", .after, "copy_translation_tables(iommu)", in: path, .function("init_dmars"))
    let series = Fixture.series(Patch("Change it", changelog: "Why.", edits: [edit, other]))
    let driver = base(statement, "ret = copy_tables(iommu);")
    let failure = #expect(throws: Failure.self) {
      try render(
        series, kernel: Fixture.kernel, templates: TemplateLibrary([:], sources: [:]),
        fitting: FittingKernel("6.12.1", [path: Fixture.driver])
      ) { [Fixture.path: driver][$0] }
    }
    let details = failure?.diagnostics.map(\.details) ?? []
    #expect(details.count == 2 && details[1].isEmpty)
    #expect(details[0].first == "init_dmars(), from 6.12.1 to this kernel:")
    #expect(details[0].contains("-\t\(statement)"))
    #expect(details[0].contains("+\tret = copy_tables(iommu);"))
  }

  @Test func aDifferenceIsShownWithWhatIsAroundIt() {
    let old = (1...9).map(String.init)
    #expect(
      FittingKernel.difference(old, old.map { $0 == "5" ? "five" : $0 }) == [
        "…", " 3", " 4", "-5", "+five", " 6", " 7",
      ])
    #expect(FittingKernel.difference(old, old).isEmpty)
  }

  @Test func removedAnchor() {
    let problems = Fixture.problems(edit, driver: base("\t\(statement)\n", ""))
    #expect(problems.count == 1)
    #expect(problems[0].contains("no statement reads `\(statement)`"))
    #expect(!problems[0].contains("nearest is line 59"))
  }

  @Test func renamedCall() {
    let problems = Fixture.problems(
      edit, driver: base("copy_translation_tables", "copy_old_tables"))
    #expect(
      problems.count == 1
        && problems[0].contains("nearest is line 59: `ret = copy_old_tables(iommu);`"))
  }

  @Test func movedAnchor() {
    let driver = base("\t\(statement)\n", "").replacing(
      "\tinit_dmars();\n", with: "\t\(statement)\n")
    let problems = Fixture.problems(edit, driver: driver)
    #expect(problems.count == 1)
    #expect(problems[0].contains("nearest is line 77, outside of init_dmars(): `\(statement)`"))
  }

  @Test func nearTextInTheFunctionBeatsNearerTextElsewhere() {
    let driver = base(statement, "ret = copy_them(iommu);")
      .replacing("\tinit_dmars();\n", with: "\tret = copy_translation_table(iommu);\n")
    let problems = Fixture.problems(edit, driver: driver)
    #expect(problems.count == 1)
    #expect(problems[0].contains("nearest is line 59: `ret = copy_them(iommu);`"))
  }

  @Test func changedLineOfAMakefile() {
    let line = "obj-$(CONFIG_DMAR_PERF) += "
    let problems = Fixture.problems(.remove("\(line)speed.o", in: Fixture.makefile))
    #expect(problems.count == 1)
    #expect(
      problems[0].contains("no line reads `\(line)speed.o`; nearest is line 5: `\(line)perf.o`"))
  }

  @Test func doubledAnchor() {
    let problems = Fixture.problems(edit, driver: base(statement, "\(statement)\n\t\(statement)"))
    #expect(problems.count == 1)
    #expect(
      problems[0].contains("init_dmars(): `\(statement)` stands 2 times, in line 59 and line 60"))
  }

  @Test func renamedFunction() {
    let problems = Fixture.problems(edit, driver: base("\ninit_dmars(", "\ninit_all_dmars("))
    #expect(problems.count == 1)
    #expect(
      problems[0].contains(
        "no definition of init_dmars(); nearest is line 52: `static int __init init_all_dmars`"))
  }

  @Test func doubledFunction() {
    let problems = Fixture.problems(.remove(in: path, .function("svm_enabled")))
    #expect(
      problems.count == 1
        && problems[0].contains("svm_enabled() is defined 2 times, in line 38 and line 43"))
  }

  @Test func unlikeAnything() {
    let problems = Fixture.problems(
      .remove("zap_everything_else(quickly)", in: path), .remove(in: path, .structure("zzz")))
    #expect(problems.count == 2)
    #expect(problems.allSatisfy { $0.contains("; nothing comes near it (fix: ") })
    #expect(problems[1].contains("no definition of struct zzz"))
  }

  @Test func otherFaultsOfEdits() {
    let problems = Fixture.problems(
      .insert("x", .after, "/", in: "drivers/iommu/gone.c"),
      .insert("x", .after, " \n", in: path),
      .remove(in: path, .file),
      .remove("report(\"x\")", in: path),
      .replace("init_dmars();", with: "init_dmars();", in: path),
      .insert(.template("kdump/gone"), .after, "init_dmars();", in: path))
    #expect(problems.count == 6)
    let parts = [
      "drivers/iommu/gone.c: the tree has no such file", "the anchor is empty",
      "the whole file cannot be removed", "the lines of `report(\"x\")` also hold `;`",
      "the edit changes nothing", "kdump/gone",
    ]
    for (problem, part) in zip(problems, parts) { #expect(problem.contains(part)) }
  }

  @Test func editsForOtherKernelsAreNotTried() {
    let gone = Edit.remove("gone();", in: path, when: .absent)
    let here = Edit.remove("init_dmars();", in: path, when: .present, unless: .absent)
    #expect(Fixture.problems(gone, here) == [])
  }

  @Test func editsThatNeedAFailedOneAreCountedWithIt() {
    let series = Fixture.series(
      Fixture.patch(
        "Add a helper",
        .insert("helper(ret);", .after, "gone();", in: path),
        .place("static int added(void)\n{\n\treturn 1;\n}", .after, in: path, .function("gone"))),
      Fixture.patch(
        "Use the helper",
        .insert("more();", .after, "helper(ret);", in: path),
        .replace("return 1;", with: "return 2;", in: path, .function("added"))),
      Fixture.patch("Use it more", .remove("more();", in: path)))
    let problems = Fixture.problems(series)
    #expect(problems.count == 2)
    #expect(problems[0].contains("2 later edits need this one and were not tried"))
    #expect(problems[1].contains("1 later edit needs this one and was not tried"))
  }

  @Test func failedRemovalExplainsWhatStaysDoubled() {
    let series = Fixture.series(
      Fixture.patch("Move it", .replace("report(\"x\"); gone();", with: "", in: path)),
      Fixture.patch(
        "Use it", .place("static void report(void)\n{\n}", .before, in: path, .function("tail"))))
    #expect(Fixture.problems(series).count == 1)
  }

  @Test func linesOfTheSeriesHaveNoNumberInTheBase() {
    let series = Fixture.series(
      Fixture.patch(
        "Add a call",
        .insert("brand_new_call(12);\nbrand_new_call(12);", .before, "init_dmars();", in: path)),
      Fixture.patch(
        "Change the call", .remove("brand_new_call(13);", in: path),
        .remove("report(\"y\");", in: path)))
    let problems = Fixture.problems(series)
    #expect(problems.count == 2)
    #expect(problems[0].contains("nearest is a line that the series adds: `brand_new_call(12);`"))
    #expect(problems[1].contains("nearest is line 79: `report(\"x\");`"))
  }
}
