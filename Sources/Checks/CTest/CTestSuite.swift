public import Series

/// The tests of one family's code, and what they are built with.
public struct CTestSuite: Sendable {
  /// The file that the series adds.
  public let code: KernelPath
  /// Headers of the driver that the code or the tests include, where the base or the series has
  /// them. All others are shims.
  public let headers: [KernelPath]
  let series: Series
  /// Where the tests are below `ctests/`, with what only they need.
  let folder: String
  /// What every area links with, besides the code under test; below `ctests/`.
  let support: [String]

  private static let machine = ["builder.c", "sim/machine.c", "sim/memory.c", "sim/pages.c"]

  public static let mainline = CTestSuite(
    code: "drivers/iommu/intel/kdump.c",
    headers: [
      "drivers/iommu/intel/iommu.h", "drivers/iommu/intel/pasid.h", "drivers/iommu/iommu-pages.h",
    ],
    series: .mainline, folder: "",
    support: machine + [
      "sim/devices.c", "fixture.c", "own_tables.c", "flips.c", "oracle.c", "random.c", "trees.c",
      "walker.c",
      "caches.c",
    ])

  /// No tree of that age can be had from an archive: the driver's own header is a shim.
  public static let classic = CTestSuite(
    code: "drivers/iommu/intel-iommu-kdump.c", headers: ["drivers/iommu/intel-iommu-kdump.h"],
    series: .classic, folder: "classic/",
    support: machine + ["classic/fixture.c", "classic/kernel.c"])

  public static func of(_ family: Family) -> CTestSuite {
    family == .mainline ? mainline : classic
  }

  /// Where headers are looked for, below `ctests/`.
  var includes: [String] {
    (folder.isEmpty ? [] : [folder, "\(folder)shims"]) + ["shims", "sim", "."]
  }
}
