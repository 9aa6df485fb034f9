import Diagnostics
import Testing
import Writing

@testable import Checks

private let file = "drivers/iommu/intel/planted.c"
private let subject = "iommu/vt-d: Add a planted defect"
private let licence = "// SPDX-License-Identifier: GPL-2.0-only\n"
/// The new file needs no entry in MAINTAINERS, which each of these patches is told.
private let accepted = "FILE_PATH_CHANGES | \(file) | MAINTAINERS covers it | 2026-11-23"

/// A patch that breaks one rule each, and the type that checkpatch must give it.
private let planted: [(type: String, step: Step)] = [
  (
    "CODE_INDENT",
    Step(subject, [file: "\(licence)\nint vtd_planted(void)\n{\n        return 0;\n}\n"])
  ),
  (
    "TYPO_SPELLING",
    Step(subject, [file: "\(licence)\n/* The adress of teh table. */\nint vtd_planted;\n"])
  ),
  (
    "TYPO_SPELLING",
    Step(
      subject, [file: "\(licence)\nint vtd_planted;\n"],
      // only codespell's dictionary has this one
      body: "The driver is lacking this, and abilties of it too.\n\n\(Step.signOff)")
  ),
  (
    "SPDX_LICENSE_TAG",
    Step(subject, [file: "// SPDX-License-Identifier: GPL-9.7\n\nint vtd_planted;\n"])
  ),
  (
    "MISSING_SIGN_OFF",
    Step(subject, [file: "\(licence)\nint vtd_planted;\n"], body: "The driver lacks this. Add it.")
  ),
]

private func base() async throws -> String {
  let workspace = try Workspace.find()
  return try await SourceCache(workspace).base(Catalogue.bases[0], level: .patches).root
}

@Suite struct CheckpatchTests {
  @Test(arguments: planted.indices)
  func plantedDefectIsFound(index: Int) async throws {
    let scratch = try Scratch()
    let series = try await format([planted[index].step], on: [:], in: scratch)
    let report = try await Checkpatch(
      tree: base(), patches: series, ignoreList: IgnoreList(accepted, file: "ignore"),
      work: "\(scratch.path)/work"
    ).run()
    #expect(report.findings.map(\.type).contains(planted[index].type))
    #expect(!report.passed)
  }

  @Test func cleanPatchPasses() async throws {
    let scratch = try Scratch()
    let step = Step(subject, [file: "\(licence)\nint vtd_planted;\n"])
    let series = try await format([step], on: [:], in: scratch)
    let report = try await Checkpatch(
      tree: base(), patches: series, ignoreList: IgnoreList(accepted, file: "ignore"),
      work: "\(scratch.path)/work"
    ).run()
    #expect(report.findings.isEmpty, "\(report.findings)")
    #expect(report.ignored == 1)
    #expect(report.passed)
  }
}

/// A checkpatch that does as it is told, in a tree that has nothing else.
private func run(fake script: String, in scratch: borrowing Scratch) async throws
  -> CheckpatchReport
{
  let list = "if (grep { $_ eq '--list-types' } @ARGV) { print \"1\\tSPACING\\n\"; exit 0 }\n"
  try scratch.write(
    [
      "scripts/checkpatch.pl": list + script, "LICENSES/preferred/GPL-2.0": "x\n",
      "include/x.h": "\n",
    ], below: "tree")
  let series = try await format([Step(subject, [file: licence])], on: [:], in: scratch)
  return try await Checkpatch(
    tree: "\(scratch.path)/tree", patches: series, ignoreList: IgnoreList("", file: "ignore"),
    work: "\(scratch.path)/work"
  ).run()
}

@Suite struct CheckpatchFailureTests {
  @Test func noiseOnStandardErrorIsAToolFailure() async throws {
    let scratch = try Scratch()
    await #expect(throws: Failure.self) {
      try await run(fake: "print STDERR \"No module named 'ply'\\n\"; exit 0", in: scratch)
    }
  }

  @Test func anExitCodeThatContradictsTheFindingsIsAToolFailure() async throws {
    let scratch = try Scratch()
    await #expect(throws: Failure.self) { try await run(fake: "exit 3", in: scratch) }
  }

  @Test func findingsOfTheFakeAreReported() async throws {
    let scratch = try Scratch()
    let report = try await run(fake: "print \"CHECK:SPACING: no\\n\"; exit 1", in: scratch)
    #expect(report.findings.map(\.type) == ["SPACING"])
  }

  @Test func aDirectoryWithoutPatchesIsRefused() async throws {
    let scratch = try Scratch()
    await #expect(throws: Failure.self) {
      try await Checkpatch(
        tree: scratch.path, patches: scratch.path, ignoreList: IgnoreList("", file: "ignore"),
        work: "\(scratch.path)/work"
      ).run()
    }
  }
}
