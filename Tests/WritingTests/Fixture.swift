import Diagnostics
import Foundation
import Kernels
import Platform
import Rendering
import Series
import TestSupport

@testable import Writing

enum Fixture {
  static let author = Identity(name: "Ada Ünger", email: "ada@example.org")

  /// Two patches on the fixture's kernel; the second adds a file.
  ///
  /// - Parameter earlier: how many of them are of stages before this one.
  static func series(
    version: Int = 1, adding text: String = "int kdump;\n", earlier: Int = 0
  ) -> RenderedSeries {
    let path: KernelPath = "drivers/iommu/intel/iommu.c"
    let patches = [
      RenderedPatch(
        name: "patch",
        message:
          "iommu/vt-d: Do not disable\n\nLegacy DMA goes on.\n\nFixes: 0123456789ab (\"x\")\n",
        files: [path: SmallKernel.driver.replacing("\t\tdisable();", with: "\t\tkeep();")],
        location: .here()),
      RenderedPatch(
        name: "patch",
        message: "iommu/vt-d: Add a file\n\nIt is needed.\n",
        files: ["drivers/iommu/intel/kdump.c": text], location: .here()),
    ]
    return RenderedSeries(
      version: Series.Version(version, date: "2026-11-23T12:00:00+00:00"),
      cover: (
        "iommu/vt-d: Keep \"translation\" on",
        "Why it is needed, with a tab\there\nand a \\ there.\n\nChanges: none.\n"
      ),
      base: [path: SmallKernel.driver],
      earlier: Array(patches.prefix(earlier)), patches: Array(patches.dropFirst(earlier)))
  }

  static func packaged(_ root: String, revision: String = "6.12.117-1") -> Base {
    Base(
      name: "6.12", version: KernelVersion(6, 12, 117),
      provenance: .package(name: "linux-source-6.12", revision: revision), root: root)
  }
}
