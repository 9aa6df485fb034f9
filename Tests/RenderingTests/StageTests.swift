import Diagnostics
import Series
import Testing

@testable import Rendering

@Suite struct StageTests {
  private let first = Fixture.patch(
    "Drop a call", name: "First", .remove("init_dmars();", in: Fixture.path))
  private let second = Fixture.patch(
    "Drop the other", name: "Second", .remove("report(\"x\");", in: Fixture.path))

  private func series(_ parts: Part...) -> Series {
    Series(
      family: .mainline, subsystem: "iommu/vt-d", title: "Take over", blurb: "The story.",
      versions: [.init(1, date: "d")], parts: parts)
  }

  private var both: Series {
    series(
      Part(.fixes, title: "Mend it", blurb: "\nOne is broken.\n", patches: [first]),
      Part(.takeOver, title: "Copy it", blurb: "Two is missing.", patches: [second]))
  }

  private func slice(_ stages: String, of series: Series) throws -> RenderedSeries {
    try Fixture.rendered(series).slice(PartList(stages), of: series)
  }

  @Test func theFirstStageIsASeries() throws {
    let slice = try slice("fixes", of: both)
    #expect(slice.cover == ("iommu/vt-d: Mend it", "One is broken.\n"))
    #expect(slice.patches.map(\.name) == ["first"] && slice.earlier.isEmpty)
  }

  @Test func aLaterStageTellsWhatItIsAppliedOn() throws {
    let slice = try slice("take-over", of: both)
    #expect(slice.cover.subject == "iommu/vt-d: Copy it")
    #expect(
      slice.cover.body == """
        Two is missing.

        Applies on top of: fixes
          iommu/vt-d: Mend it

        """)
    #expect(slice.patches.map(\.name) == ["second"] && slice.earlier.map(\.name) == ["first"])
    let whole = try Fixture.rendered(both)
    #expect(slice.tree(after: 0) == whole.tree(after: 1))
    #expect(slice.tree(after: 1) == whole.tree(after: 2))
  }

  @Test func severalStagesAreOneSeries() throws {
    let slice = try slice("fixes,take-over", of: both)
    #expect(
      slice.cover == (
        "iommu/vt-d: Take over",
        "Mend it\n\nOne is broken.\n\nCopy it\n\nTwo is missing.\n"
      ))
    #expect(slice.patches.map(\.name) == ["first", "second"])
    #expect(try self.slice("all", of: both).cover.body == "The story.\n")
  }

  @Test func aSeriesWithoutStagesIsWhole() throws {
    let whole = Fixture.series(first, second)
    #expect(try slice("all", of: whole).patches.count == 2)
    let failure = #expect(throws: Failure.self) { try slice("fixes", of: whole) }
    #expect(failure?.description.contains("the series for this kernel has no stages") == true)
  }

  @Test func aCoverLetterFollowsTheRules() {
    let wide = Array(repeating: "word", count: 16).joined(separator: " ")
    let problems = Fixture.problems(
      series(Part(.fixes, title: "Mend it.", blurb: wide, patches: [first])))
    #expect(problems.count == 2)
    #expect(problems.allSatisfy { $0.contains("cover letter of fixes: ") })
  }

  @Test(arguments: [
    ("", "a name is missing in the stages ``"), ("fixes,", "a name is missing"),
    ("mute", "unknown stage mute"), ("all,fixes", "unknown stage all"),
    ("fixes,fixes", "a stage is named twice"), ("take-over,fixes", "are not stages in a row"),
    ("fixes,carry-over", "are not stages in a row"),
  ])
  func aWrongListIsRefused(list: String, message: String) {
    let failure = #expect(throws: Failure.self) { try PartList(list) }
    let text = failure?.description ?? ""
    #expect(text.contains(message))
    #expect(text.contains("fixes, take-over, carry-over, containment"))
  }

  @Test func aListNamesADirectory() throws {
    #expect(try PartList("take-over,carry-over").directory == "take-over+carry-over")
    #expect(try PartList("fixes,take-over,carry-over,containment").isWhole)
    #expect(try !PartList("fixes,take-over,carry-over").isWhole)
  }

  @Test func aStageIsCrashedWithTheOnesBeforeIt() throws {
    #expect(try PartList("fixes").withEarlier.names == [.fixes])
    #expect(try PartList("carry-over").withEarlier.names == [.fixes, .takeOver, .carryOver])
    #expect(PartList.all.withEarlier.isWhole)
  }

  /// So that a stage is what comes after the stages before it.
  @Test func theStagesAreDeclaredInOrder() {
    #expect(Series.mainline.parts.map(\.name) == Part.Name.allCases)
  }
}

@Suite struct TrailerTests {
  private let commit = KernelCommit.known[0]

  @Test func aFixSaysWhatItMendsAndWhere() throws {
    let patch = Patch(
      "Drop a call", changelog: "Because.", fixes: commit, stable: KernelVersion(6, 1),
      edits: [.remove("init_dmars();", in: Fixture.path)])
    #expect(
      try Fixture.rendered(Fixture.series(patch)).patches[0].message == """
        iommu/vt-d: Drop a call

        Because.

        Fixes: 091d42e43d21 ("iommu/vt-d: Copy translation tables from old kernel")
        Cc: stable@vger.kernel.org # v6.1+

        """)
  }

  @Test func knownCommitsAreWhole() {
    for commit in KernelCommit.known {
      #expect(commit.id.wholeMatch(of: /[0-9a-f]{40}/) != nil, "\(commit.id)")
    }
    #expect(Set(KernelCommit.known.map(\.id)).count == KernelCommit.known.count)
  }

  /// In trailers and in texts.
  @Test(arguments: [Series.mainline, .classic])
  func everyCommitThatIsNamedIsKnown(series: Series) {
    let texts =
      [series.blurb] + series.parts.map(\.blurb)
      + series.patches.flatMap { [$0.changelog] + $0.trailers(for: KernelVersion(9, 0)) }
    let quoted = KernelCommit.known.map(\.quoted)
    for text in texts.map({ $0.replacing("\n", with: " ") }) {
      for id in text.matches(of: /\b[0-9a-f]{8,40}\b/) {
        let rest = text[id.range.lowerBound...]
        #expect(quoted.contains { rest.hasPrefix($0) }, "\(rest.prefix(80))")
      }
    }
  }
}
