import Kernels
import Pipeline
import Platform
import Series
import TestSupport
import Testing
import Writing

@Suite struct VerificationTests {
  @Test func theReadmeHasTheTableOfTheRecords() async throws {
    let workspace = try Workspace.find()
    let readme = try #require(try Disk.read("\(workspace.root)/README.md"))
    let kernels = try await Pipeline(workspace).verifiedKernels()
    #expect(try kernels.text(ofReadme: readme) == readme)
    #expect(throws: (any Error).self) { try kernels.text(ofReadme: "no marks") }
  }

  @Test func aTableHasARowForEachKernel() {
    var record = Verification(kernel: "4.18.0 (RHEL 8.9)", series: "ab", patches: 27)
    record.add(.build, Verification.Pass(date: "2026-11-28", counts: ["crash-dump": 28]))
    record.add(.build, Verification.Pass(date: "2026-11-29", counts: ["no-crash-dump": 28]))
    record.add(.crash, Verification.Pass(date: "2026-11-27", counts: ["QEMU 11.1.3": 5]))
    #expect(
      VerifiedKernels([record], committed: [:]).rows.last == [
        "4.18.0 (RHEL 8.9)", "–", "crash-dump, no-crash-dump", "–", "5 cases on QEMU 11.1.3",
        "2026-11-29",
      ])
    #expect(
      record.summary
        == "built at every commit (crash-dump, no-crash-dump); crash cases passed: 5 on QEMU 11.1.3"
    )
  }

  @Test func aRecordOfAnEarlierSeriesIsMarked() {
    var record = Verification(kernel: "6.12.1", series: "ab", patches: 1)
    record.add(.build, Verification.Pass(date: "2026-11-28", counts: ["crash-dump": 2]))
    func date(_ committed: [String: String]) -> String? {
      VerifiedKernels([record], committed: committed).rows.last?.last
    }
    #expect(date(["6.12.1": "ab", "6.1.1": "cd"]) == "2026-11-28")
    #expect(date(["6.12.1": "cd"]) == "2026-11-28, an earlier series")
  }

  /// Patches that are cut in another way are built again, not crashed again.
  @Test func aCrashHoldsForEverySeriesThatEndsInTheSameFiles() {
    var record = Verification(kernel: "6.12", series: "ab", result: "cd", patches: 3)
    for check in [Verification.Check.build, .crash] {
      record.add(check, Verification.Pass(date: "2026-11-28", counts: ["x": 1]))
    }
    func checks(series: String, result: String?) -> Set<String> {
      let other = Verification(kernel: "6.12", series: series, result: result, patches: 4)
      return Set(record.holding(for: other).checks.keys)
    }
    #expect(checks(series: "ab", result: "cd") == ["build", "crash"])
    #expect(checks(series: "ef", result: "cd") == ["crash"])
    #expect(checks(series: "ef", result: "gh") == [])
    #expect(checks(series: "ef", result: nil) == [])
  }

  @Test func theResultOfASeriesIsItsFilesAfterTheLastPatch() async throws {
    func patch(_ path: String, _ before: String, _ after: String) -> String {
      "Subject: x\n\ndiff --git a/\(path) b/\(path)\nindex \(before)..\(after) 100644\n+x\n"
    }
    let two = [patch("a.c", "1a", "2b"), patch("a.c", "2b", "3c") + patch("b.c", "0", "4d")]
    let one = [patch("b.c", "0", "4d"), patch("a.c", "1a", "3c")]
    let other = [patch("b.c", "0", "4d"), patch("a.c", "1a", "2b")]
    let result = try await SeriesDigest.ofResult(two)
    #expect(try await SeriesDigest.ofResult(one) == result)
    #expect(try await SeriesDigest.ofResult(other) != result)
    #expect(try await SeriesDigest.of(one) != SeriesDigest.of(two))
  }

  /// checkpatch alone says nothing of the C.
  @Test func styleIsNoVerification() {
    var record = Verification(kernel: "6.12.1", series: "ab", patches: 1)
    record.add(.checkpatch, Verification.Pass(date: "2026-11-28", counts: ["patches": 1]))
    #expect(record.summary == nil)
  }

  /// One test, because each step writes the series.
  @Test func onlyTheSameSeriesIsVerified() async throws {
    let project = try await Project()
    let (pipeline, kernel) = (project.pipeline, project.kernel)
    let directory = "\(project.directory.path)/out"
    let author = "Ada Tester <ada@example.org>"
    #expect(try await pipeline.write(kernel, to: directory, author: author).verified == nil)
    try await pipeline.note(
      .test, ["last commit": 9], of: try await pipeline.series(for: kernel, in: directory))
    // the author does not count
    let again = try await pipeline.write(kernel, to: directory, author: "B <b@example.org>")
    #expect(again.verified == "9 C tests passed")
    let source = "\(project.directory.path)/templates/mainline/kdump.c"
    let text = try #require(try Disk.read(source))
    try Disk.write(text.replacing("Take over the", with: "Take the"), to: source)
    #expect(try await pipeline.write(kernel, to: directory, author: author).verified == nil)
  }
}
