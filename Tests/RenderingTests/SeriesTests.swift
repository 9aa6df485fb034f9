import Diagnostics
import Series
import Testing

@testable import Rendering

@Suite struct SeriesTests {
  private let path = Fixture.path
  private let new: KernelPath = "drivers/iommu/intel/kdump.c"

  private func problems(
    subject: String = "Change it", changelog: String = "Because.", edits: [Edit]? = nil
  ) -> [String] {
    let edits = edits ?? [.remove("init_dmars();", in: path)]
    return Fixture.problems(Fixture.series(Patch(subject, changelog: changelog, edits: edits)))
  }

  @Test func aFileGrowsPatchByPatch() throws {
    let series = Fixture.series(
      adding: [new: "kdump.c"], Fixture.patch("Add a file", name: "First"),
      Fixture.patch("Extend the file", name: "Second"),
      Fixture.patch("Use the file", name: "Third", .remove("init_dmars();", in: path)))
    let rendered = try Fixture.rendered(
      series,
      sources: [
        "kdump.c": """
        //@ first
        #include "a.h"
        #include "b.h" //+ second

        /* {{{kernel.branch}}} & <{{{kernel.version}}}> */
        int a;

        //@ second
        int b;

        """
      ])
    #expect(rendered.patches.map(\.name) == ["first", "second", "third"])
    #expect(rendered.patches.map { $0.files.keys.count } == [1, 1, 1])
    #expect(rendered.tree(after: 0) == [path: Fixture.driver])
    let first = "#include \"a.h\"\n\n/* 6.12 & <6.12.117> */\nint a;\n"
    #expect(rendered.tree(after: 1) == [path: Fixture.driver, new: first])
    let second = "#include \"a.h\"\n#include \"b.h\"\n\n/* 6.12 & <6.12.117> */\nint a;\n\nint b;\n"
    #expect(rendered.tree(after: 2)[new] == second)
    #expect(
      rendered.tree(after: 3)[path] == Fixture.driver.replacing("\tinit_dmars();\n", with: ""))
    #expect(rendered.patches[0].message == "iommu/vt-d: Add a file\n\nBecause.\n")
  }

  @Test func twoFeaturesThatOneTextShowsAreOne() {
    let one = KernelFeature("one", "It calls.", shownBy: "init_dmars();", in: path)
    func problems(_ other: KernelFeature) -> [String] {
      Fixture.problems(
        .remove("init_dmars();", in: path, when: one), .remove("absent();", in: path, when: other))
    }
    let twin = KernelFeature("twin", "It calls, too.", shownBy: "init_dmars();", in: path)
    #expect(problems(twin).contains { $0.contains("the features one and twin are shown by") })
    let narrow = KernelFeature(
      "narrow", "It calls here.", shownBy: "init_dmars();", in: path, .function("absent"))
    #expect(problems(narrow) == [])
    let vendors = KernelFeature(
      "vendors", "It calls.", shownBy: "init_dmars();", in: path, only: .kabi)
    #expect(problems(vendors) == [])
  }

  /// The small driver is where a kernel before the move has it.
  @Test func aFileThatHasMovedSinceIsChangedWhereItIs() throws {
    let moved: KernelPath = "drivers/iommu/intel/moved.c"
    let series = Fixture.series(
      formerly: [moved: path], Fixture.patch("Use it", .remove("init_dmars();", in: moved)))
    let rendered = try Fixture.rendered(series)
    #expect(rendered.tree(after: 0) == [path: Fixture.driver])
    #expect(rendered.patches[0].files.keys.map(\.description) == [path.description])

    let wrong = Fixture.series(
      formerly: [moved: path], Fixture.patch("Use it", .remove("nothing();", in: moved)))
    let problems = Fixture.problems(wrong)
    #expect(problems.count == 1 && problems[0].contains("\(path): no statement reads"))
    #expect(!problems[0].contains("moved.c"))
  }

  @Test func anAddedFileGoesWhereItsNeighboursAre() throws {
    let added: KernelPath = "drivers/iommu/vtd/kdump.c"
    let former: KernelPath = "drivers/iommu/vtd-kdump.c"
    func files(driver: KernelPath, in places: [KernelPath: KernelPath]) throws -> Set<KernelPath> {
      let series = Fixture.series(
        adding: [added: "kdump.c"], formerly: places.merging([added: former]) { $1 },
        Fixture.patch("Use it", .remove("init_dmars();", in: driver)))
      let rendered = try Fixture.rendered(series, sources: ["kdump.c": "//@ fixture\nint a;\n"])
      return Set(rendered.patches[0].files.keys)
    }
    let moved: KernelPath = "drivers/iommu/vtd/iommu.c"
    #expect(try files(driver: moved, in: [moved: path]) == [path, former])
    #expect(try files(driver: path, in: [:]) == [path, added])
  }

  @Test func aTreeThatHasTheFileIsRefused() {
    let series = Fixture.series(adding: [path: "kdump.c"], Fixture.patch("Add a file"))
    let problems = Fixture.problems(series, sources: ["kdump.c": "//@ fixture\nint a;\n"])
    #expect(problems.count == 1 && problems[0].contains("the series is already applied"))
  }

  @Test func aMissingSourceIsNamed() {
    let series = Fixture.series(adding: [new: "kdump.c"], Fixture.patch("Add a file"))
    let problems = Fixture.problems(series)
    #expect(problems.count == 1 && problems[0].contains("add templates/kdump.c"))
  }

  @Test func factsReachTheTemplates() throws {
    let series = Series(
      family: .mainline, subsystem: "a", title: "b", blurb: "c", versions: [.init(1, date: "")],
      features: [
        KernelFeature(
          "fresh", "It reports.", shownBy: "report(\"x\");", in: path, .function("tail")),
        KernelFeature(
          "old", "It does not.", shownBy: "report(\"x\");", in: path, .function("svm_enabled")),
        KernelFeature("gone", "There is none.", shownBy: "x", in: "gone.c"),
      ],
      spellings: [
        KernelSpelling("word", "A word.", (.absent, "old"), (.present, "<fresh>"))
      ],
      patches: [
        Fixture.patch("Change it", .insert(.template("t"), .after, "init_dmars();", in: path))
      ])
    let rendered = try Fixture.rendered(
      series,
      templates: [
        "t":
          "{{#kernel.old}}old{{/kernel.old}}{{#kernel.fresh}}fresh{{/kernel.fresh}} {{{kernel.word}}}"
          + "{{#kernel.gone}}gone{{/kernel.gone}}"
      ])
    #expect(rendered.tree(after: 1)[path]?.contains("\tfresh <fresh>\n") == true)
  }

  /// Modules built before may use the structures of headers.
  @Test func theKABIProfileChangesNoStructure() throws {
    let header: KernelPath = "drivers/iommu/intel/iommu.h"
    let tree = [header: "struct intel_iommu {\n\tint a; /* first */\n};\n\nint f(void);\n"]
    let side = KernelFeature("side", "Aside.", shownBy: "int a;", in: header, only: .kabi)
    func rendered(_ profile: Profile, _ edits: Edit...) throws -> String {
      let series = Fixture.series(
        Patch("Change it", changelog: "Because.", edits: edits))
      let library = try TemplateLibrary([:], sources: [:])
      return try render(
        series, kernel: Fixture.kernel, templates: library, profile: profile
      ) { tree[$0] }.tree(after: 1)[header] ?? ""
    }
    let member = Edit.insert("int b;", .after, "int a;", in: header, unless: side)
    let table = Edit.insert("extern int b[];", .before, "int f(void);", in: header, when: side)
    #expect(try rendered(.upstream, member, table).contains("\tint b;\n};"))
    #expect(try rendered(.kabi, member, table).contains("};\n\nextern int b[];\nint f(void);"))
    let always = Edit.insert("int b;", .after, "int a;", in: header)
    let error = #expect(throws: Failure.self) { try rendered(.kabi, always) }
    #expect(
      error?.diagnostics.map(\.message).joined().contains("changes struct intel_iommu") == true)
    let comment = Edit.replace("/* first */", with: "/* 1st */", in: header)
    #expect(try rendered(.kabi, comment).contains("1st"))
  }

  @Test func trailersStandBelowTheMessage() throws {
    let edit = Edit.remove("init_dmars();", in: path)
    let series = Fixture.series(
      Patch("One", changelog: "Because.", stable: KernelVersion(4, 2), edits: [edit]))
    let rendered = try Fixture.rendered(series)
    let text = try rendered.adding(trailers: ["Bugzilla: 123", "Upstream: no"]).patches[0].message
    #expect(
      text.hasSuffix(
        "Because.\n\nCc: stable@vger.kernel.org # v4.2+\nBugzilla: 123\nUpstream: no\n"))
    let plain = Fixture.series(Patch("One", changelog: "Because.", edits: [edit]))
    let other = try Fixture.rendered(plain).adding(trailers: ["Bug: 1"]).patches[0].message
    #expect(other.hasSuffix("Because.\n\nBug: 1\n"))
    #expect(throws: Failure.self) { try rendered.adding(trailers: ["Bug 1"]) }
  }

  @Test func aKernelWithoutAWordIsRefused() {
    let series = Series(
      family: .mainline, subsystem: "a", title: "b", blurb: "c", versions: [.init(1, date: "")],
      spellings: [KernelSpelling("word", "A word.", (.absent, "old"))],
      patches: [Fixture.patch("Change it", .remove("init_dmars();", in: path))])
    let problems = Fixture.problems(series)
    #expect(problems.count == 1)
    #expect(problems[0].contains("word: A word. No \(path) reads `gone();`"))
  }

  @Test func templatesAskForNoUnknownFact() {
    let series = Fixture.series(
      Fixture.patch("Change it", .insert(.template("t"), .after, "init_dmars();", in: path)))
    for tag in [
      "{{#kernel.feature}}{{/kernel.feature}}", "{{^kernel.feature}}{{/kernel.feature}}",
      "{{{kernel.feature}}}",
    ] {
      let problems = Fixture.problems(series, templates: ["t": "int a;\n\(tag)"])
      #expect(problems.count == 1 && problems[0].contains("asks for kernel.feature"), "\(tag)")
    }
  }

  @Test func patchesForOtherKernelsAreLeftOut() throws {
    let other = Patch(
      "Do more", changelog: "Because.", when: .absent,
      edits: [.remove("gone();", in: path)])
    let series = Fixture.series(
      other, Fixture.patch("Change it", .remove("init_dmars();", in: path)))
    #expect(try Fixture.rendered(series).patches.count == 1)
  }

  @Test func coverLetterTellsWhatChanged() throws {
    let long = Array(repeating: "word", count: 20).joined(separator: " ")
    let series = Series(
      family: .mainline, subsystem: "iommu/vt-d", title: "Take over",
      blurb: "\nThe story.\n\nIts end.\n",
      versions: [
        .init(3, date: "d", changes: ["One.", long]), .init(2, date: "d", changes: ["Two."]),
        .init(1, date: "d"),
      ], patches: [Fixture.patch("Change it", .remove("init_dmars();", in: path))])
    let rendered = try Fixture.rendered(series)
    #expect(rendered.version.number == 3)
    #expect(rendered.cover.subject == "iommu/vt-d: Take over")
    let start = "The story.\n\nIts end.\n\nChanges since v2:\n- One.\n- word"
    #expect(rendered.cover.body.hasPrefix(start))
    #expect(
      rendered.cover.body.hasSuffix(
        "\n  word word word word word word\n\nChanges since v1:\n- Two.\n"))
    #expect(rendered.cover.body.split(separator: "\n").allSatisfy { $0.count <= 75 })
  }

  private func table(_ records: [RigRecord]) -> ResultTable {
    let rows = [
      ResultRow("one", "a"), ResultRow("two of a kind, in a label\n  of two lines", "b", "c"),
    ]
    return ResultTable(rows, of: records, at: SourceLocation(file: "S.swift", line: 1))
  }

  private func record(_ base: String, _ verdicts: [String: Bool]) -> RigRecord {
    RigRecord(
      base: base, kernel: "v\(base)",
      cases: verdicts.mapValues { RigRecord.Verdicts(vanilla: $0, series: true) })
  }

  @Test func resultsMakeTheTableOfTheCoverLetter() {
    let cases = ["a": true, "b": false, "c": false]
    let table = table([record("6.1", cases), record("6.12", cases), record("7.3", cases)])
    #expect(table.problems == [])
    #expect(
      table.text == """
          a machine that crashes, be it 6.1, 6.12 or 7.3   vanilla  series
          one                                              pass     pass
          two of a kind, in a label
            of two lines                                   FAIL     pass
        """)
  }

  @Test func resultsThatDoNotFitTheTableAreRefused() {
    func messages(_ records: RigRecord...) -> [String] { table(records).problems.map(\.message) }
    let cases = ["a": true, "b": false, "c": false]
    #expect(messages() == ["cover letter: nothing is recorded of the crash-boot rig"])
    #expect(
      messages(record("6.1", ["a": true, "b": false])) == ["cover letter: c has no verdict on 6.1"])
    #expect(
      messages(record("6.1", cases), record("7.3", cases.merging(["a": false]) { $1 }))
        == ["cover letter: in ‘one’ a on 7.3 differs from a on 6.1"])
    #expect(
      messages(record("6.1", cases.merging(["d": true]) { $1 }))
        == ["cover letter: the table has no row for d"])
  }

  @Test func subjects() {
    #expect(problems() == [])
    let long = "Change " + String(repeating: "x", count: 57)
    #expect(problems(subject: long).count == 1)
    #expect(problems(subject: String(long.dropLast())) == [])
    for subject in [
      "change it", "Changed it", "Changing it", "Changes it", "Adds it", "Added it", "Adding it",
      "The change", "Change it.",
      "Change\nit", " Change it", "",
    ] {
      #expect(!problems(subject: subject).isEmpty, "\(subject)")
    }
    for subject in [
      "Pass it", "Feed it", "Bypass it", "Sub-divide it", "Need it", "Focus it", "Bring it",
      "Embed it",
    ] {
      #expect(problems(subject: subject) == [], "\(subject)")
    }
  }

  @Test func changelogs() {
    let wide = Array(repeating: "word", count: 16).joined(separator: " ")
    #expect(problems(changelog: " \n").count == 1)
    #expect(problems(changelog: wide).count == 1)
    #expect(
      problems(changelog: "Link: https://example.org/\(String(repeating: "x", count: 80))") == [])
  }

  @Test func aPatchChangesSomething() {
    #expect(problems(edits: []).count == 1)
    let back = [
      Edit.insert("int a;", .before, "static int init_dmars(void);", in: path),
      Edit.remove("int a;", in: path),
    ]
    #expect(
      problems(edits: back).first?.contains("the patch changes nothing on this kernel") == true)
  }

  @Test func everythingIsReportedAtOnce() {
    let series = Series(
      family: .mainline, subsystem: "iommu/vt-d", title: "Take over.", blurb: "", versions: [],
      patches: [
        Patch("changes", changelog: "", edits: [.remove("gone();", in: path)]),
        Patch("changes", changelog: "", edits: []),
      ])
    #expect(Fixture.problems(series).count == 10)
  }

  @Test func versionsAreNumberedDownToOne() {
    func problems(_ versions: Series.Version...) -> [String] {
      Fixture.problems(
        Series(
          family: .mainline, subsystem: "a", title: "b", blurb: "c", versions: versions,
          patches: [Fixture.patch("Change it", .remove("init_dmars();", in: path))]))
    }
    #expect(problems(.init(1, date: ""), .init(2, date: "", changes: ["x"])).count == 1)
    #expect(problems(.init(2, date: "", changes: ["x"]), .init(1, date: "")) == [])
    #expect(problems(.init(2, date: ""), .init(1, date: "", changes: ["x"])).count == 2)
  }

  @Test func readingFailsAsItIs() {
    struct Broken: Error {}
    let series = Fixture.series(Fixture.patch("Change it", .remove("init_dmars();", in: path)))
    #expect(throws: Broken.self) {
      try render(series, kernel: Fixture.kernel, templates: try TemplateLibrary([:])) { _ in
        throw Broken()
      }
    }
  }

  @Test func speed() throws {
    let function = Fixture.driver.lines(from: "static void tail", 5)
    let body = (0..<5000 / 6).map { function.replacing("tail", with: "tail\($0)") + "\n" }
    let driver = Fixture.driver + "\n" + body.joined(separator: "\n")
    let clock = ContinuousClock()
    let lexing = clock.measure { _ = SourceText(driver, .c) }
    let edits = (0..<50).map {
      Edit.insert("note\($0)();", .after, "init_dmars();", in: path, .function("tail\($0 * 10)"))
    }
    let patch = Patch("Change it", changelog: "Because.", edits: edits)
    let rendering = try clock.measure {
      _ = try Fixture.rendered(Fixture.series(patch), driver: driver)
    }
    let lines = driver.split(separator: "\n", omittingEmptySubsequences: false).count
    print("\(lines) lines: tokens in \(lexing), 50 edits in \(rendering)")
  }
}
