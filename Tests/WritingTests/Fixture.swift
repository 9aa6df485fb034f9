import Foundation
import Rendering
import Series

@testable import Writing

/// A directory that is gone when the test is over.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    let name = "crashdump-iommu-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appending(path: name)
      .resolvingSymlinksInPath().path(percentEncoded: false)
    try Disk.makeDirectory(path)
  }

  deinit { try? Disk.remove(path) }

  func write(_ files: [String: String]) throws {
    for (name, text) in files { try Disk.write(text, to: "\(path)/\(name)") }
  }
}

enum Fixture {
  static let author = Identity(name: "Ada Ünger", email: "ada@example.org")

  /// The least that passes for a kernel tree.
  static func kernel(_ version: KernelVersion) -> [String: String] {
    [
      "Makefile":
        "# SPDX\nVERSION = \(version.major)\nPATCHLEVEL = \(version.minor)\nSUBLEVEL = \(version.patch)\n",
      "Kbuild": "obj-y += drivers/\n", "MAINTAINERS": "IOMMU\n", "include/linux/iommu.h": "\n",
      "drivers/iommu/intel/iommu.c": driver,
    ]
  }

  static let driver = """
    #include "iommu.h"

    static int init_dmars(void)
    {
    \tint ret;

    \tret = copy_translation_tables();
    out:
    \tif (ret)
    \t\tdisable();
    \treturn ret;
    }

    """

  /// Two patches on the fixture's kernel; the second adds a file.
  static func series(version: Int = 1) -> RenderedSeries {
    let path: KernelPath = "drivers/iommu/intel/iommu.c"
    return RenderedSeries(
      version: Series.Version(version, date: "2026-11-23T12:00:00+00:00"),
      cover: (
        "iommu/vt-d: Keep \"translation\" on",
        "Why it is needed, with a tab\there\nand a \\ there.\n\nChanges: none.\n"
      ),
      base: [path: driver],
      patches: [
        RenderedPatch(
          name: "patch",
          message:
            "iommu/vt-d: Do not disable\n\nLegacy DMA goes on.\n\nFixes: 0123456789ab (\"x\")\n",
          files: [path: driver.replacing("\t\tdisable();", with: "\t\tkeep();")]),
        RenderedPatch(
          name: "patch",
          message: "iommu/vt-d: Add a file\n\nIt is needed.\n",
          files: ["drivers/iommu/intel/kdump.c": "int kdump;\n"]),
      ])
  }

  static func packaged(_ root: String, revision: String = "6.12.117-1") -> Base {
    Base(
      name: "6.12", version: KernelVersion(6, 12, 117),
      provenance: .package(name: "linux-source-6.12", revision: revision), root: root)
  }
}

/// Git in a test's own repository.
func git(_ directory: String, _ arguments: String...) async throws -> Tool.Result {
  try await Tool.git.output(
    ["-C", directory, "-c", "user.name=T", "-c", "user.email=t@example.org"] + arguments)
}
