import Diagnostics
import Foundation
import Kernels
import Platform
import Reporting
import TestSupport
import Testing

@testable import Checks

private let licence = "// SPDX-License-Identifier: GPL-2.0-only\n"

/// A patch that breaks one rule, and what checkpatch must say of it.
private struct Planted {
  let type: String
  let message: String
  let text: String
  var body: String?

  static let all = [
    Planted(
      type: "CODE_INDENT", message: "use tabs",
      text: "\(licence)\nint vtd_planted(void)\n{\n        return 0;\n}\n"),
    // a word of the kernel's own list
    Planted(
      type: "TYPO_SPELLING", message: "accelaration",
      text: "\(licence)\n/* An accelaration. */\nint vtd_planted;\n"),
    // a word of codespell's dictionary alone
    Planted(
      type: "TYPO_SPELLING", message: "driveing",
      text: "\(licence)\nint vtd_planted;\n",
      body: "The driveing of the tables are missing. Add them.\n\n\(Step.signOff)"),
    // only spdxcheck.py knows
    Planted(
      type: "SPDX_LICENSE_TAG", message: "is not supported in LICENSES",
      text: "// SPDX-License-Identifier: GPL-9.7\n\nint vtd_planted;\n"),
    Planted(
      type: "MISSING_SIGN_OFF", message: "Missing Signed-off-by",
      text: "\(licence)\nint vtd_planted;\n", body: "The driver lacks this. Add it."),
  ]
}

private func file(_ index: Int) -> String { "drivers/iommu/intel/planted\(index).c" }

@Test func eachPlantedDefectIsFoundAndACleanPatchPasses() async throws {
  let scratch = try TemporaryDirectory()
  let base = try await SourceCache(.find()).base(Catalogue.bases[0], level: .patches)
  let steps = Planted.all.enumerated().map { index, planted in
    Step("iommu/vt-d: Add defect \(index)", [file(index): planted.text], body: planted.body)
  }
  let clean = Step("iommu/vt-d: Add a variable", [file(steps.count): "\(licence)\nint vtd_fine;\n"])
  let series = try await format(steps + [clean], on: [:], in: scratch)
  let accepted = (0...steps.count)
    .map { "FILE_PATH_CHANGES | \(file($0)) | MAINTAINERS has the directory | 2026-11-23\n" }
  let report = try await Checkpatch(
    tree: base.root, patches: series, ignoreList: IgnoreList(accepted.joined(), file: "ignore"),
    work: "\(scratch.path)/work"
  ).run()

  #expect(!report.passed)
  #expect(report.ignored == accepted.count)
  #expect(report.ignoreList.isEmpty)
  #expect(report.patches.last?.findings == [])
  for (planted, patch) in zip(Planted.all, report.patches) {
    #expect(patch.findings.first?.type == planted.type, "\(patch.findings)")
    #expect(patch.findings.first?.message.contains(planted.message) == true)
  }
}

/// A checkpatch that does as it is told, in a tree that has nothing else.
private func run(fake script: String, in scratch: TemporaryDirectory) async throws
  -> CheckpatchReport
{
  let list = "if (grep { $_ eq '--list-types' } @ARGV) { print \"1\\tSPACING\\n\"; exit 0 }\n"
  try scratch.write(
    [
      "scripts/checkpatch.pl": list + script, "LICENSES/preferred/GPL-2.0": "x\n",
      "include/x.h": "\n",
    ], below: "tree")
  let series = try await format(
    [Step("iommu/vt-d: Add a file", [file(0): licence])], on: [:], in: scratch)
  return try await Checkpatch(
    tree: "\(scratch.path)/tree", patches: series, ignoreList: IgnoreList("", file: "ignore"),
    work: "\(scratch.path)/work"
  ).run()
}

@Suite struct CheckpatchFailureTests {
  @Test(arguments: [
    ("echo missing ply; echo /dev/null", "apt-get install python3-ply"),
    ("echo missing git; echo /dev/null", "apt-get install python3-git"),
    ("echo missing; echo /nowhere", "apt-get install codespell"),
    ("exit 127", "apt-get install python3"),
  ])
  func aMissingToolIsNamedWithItsPackage(python: String, fix: String) async throws {
    let scratch = try TemporaryDirectory()
    let program = "\(scratch.path)/python3"
    try Disk.write("#!/bin/sh\n\(python)\n", to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let failure = await #expect(throws: Failure.self) {
      try await CheckpatchTools.find(
        in: ["\(scratch.path):/usr/bin:/bin"], dictionary: "/nowhere")
    }
    #expect(failure?.diagnostics.map(\.fix) == [fix])
  }

  @Test func noiseOnStandardErrorIsAToolFailure() async throws {
    let scratch = try TemporaryDirectory()
    await #expect(throws: Failure.self) {
      try await run(fake: "print STDERR \"No module named 'ply'\\n\"; exit 0", in: scratch)
    }
  }

  @Test func anExitCodeThatContradictsTheFindingsIsAToolFailure() async throws {
    let scratch = try TemporaryDirectory()
    await #expect(throws: Failure.self) { try await run(fake: "exit 3", in: scratch) }
  }

  @Test func findingsOfTheFakeAreReported() async throws {
    let scratch = try TemporaryDirectory()
    let report = try await run(fake: "print \"CHECK:SPACING: no\\n\"; exit 1", in: scratch)
    #expect(report.findings.map(\.type) == ["SPACING"])
  }

  @Test func aDirectoryWithoutPatchesIsRefused() async throws {
    let scratch = try TemporaryDirectory()
    await #expect(throws: Failure.self) {
      try await Checkpatch(
        tree: scratch.path, patches: scratch.path, ignoreList: IgnoreList("", file: "ignore"),
        work: "\(scratch.path)/work"
      ).run()
    }
  }
}
