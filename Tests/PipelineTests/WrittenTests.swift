import Foundation
import Kernels
import Pipeline
import Platform
import Series
import TestSupport
import Testing
import Writing

/// A series is written, and what is there is compared with what would be.
@Suite struct WrittenTests {
  private let project: Project
  private let author = "Ada Tester <ada@example.org>"
  private var pipeline: Pipeline { project.pipeline }
  private var kernel: Base { project.kernel }

  init() async throws { project = try await Project() }

  private var committed: String { pipeline.committed(kernel.name) }

  /// One test, because each stage renders the series anew.
  @Test func theKernelMovesOnAndAFileIsEdited() async throws {
    await expect("\(committed) holds no series") {
      try await pipeline.compare(kernel, with: committed)
    }
    let older = Base(
      name: kernel.name, version: kernel.version,
      provenance: .package(name: Catalogue.bases[0].package, revision: "1"), root: kernel.root)
    let written = try await pipeline.write(older, to: committed, author: author)
    #expect(written.state == .written && !written.patches.isEmpty)
    let code = "\(pipeline.build)/series/\(kernel.name)/drivers/iommu/intel/kdump.c"
    #expect(try #require(try Disk.read(code)).contains("void intel_kdump_carry_over("))

    let moved = try await pipeline.compare(kernel, with: committed)
    #expect(moved.state == .moved)
    #expect(moved.differences[0].hasPrefix("1 → "))
    #expect(moved.directory == pipeline.generated(kernel.name))

    let first = written.patches[0].file
    try Disk.write("edited\n", to: "\(moved.directory)/\(first)")
    let edited = try await pipeline.compare(kernel, with: moved.directory)
    #expect(edited.state == .stale)
    #expect(edited.differences.count == 1)
    #expect(edited.differences[0].hasPrefix("\(first): "))
    #expect(try Disk.read("\(moved.directory)/\(first)") == "edited\n")
  }

  @Test func aCoverLetterThatIsNotProvenIsNotWritten() async throws {
    try Disk.remove("\(project.directory.path)/ctests/rig/results")
    await expect("nothing is recorded of the crash-boot rig") {
      try await pipeline.write(kernel, to: committed, author: author)
    }
    #expect(try await !pipeline.series(for: kernel, in: nil).patches().isEmpty)
  }
}
