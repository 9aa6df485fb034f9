import Platform
public import Series

/// The tests of one family's code, and what they are built with.
public struct CTestSuite: Sendable {
  /// The file that the series adds.
  public let code: KernelPath
  /// Headers of the driver that the code or the tests include, where the base or the series has
  /// them. All others are shims.
  public let headers: [KernelPath]
  /// What includes the code for the areas that do not, below `ctests/`; nil: the code itself.
  let wrapper: String?
  let series: Series
  /// Where the tests are below `ctests/`, with what only they need.
  let folder: String
  /// The folders below `ctests/` with what every area links with, besides the code under test.
  let supportFolders: [String]
  /// The same file by file
  let supportFiles: [String]

  public static let mainline = CTestSuite(
    code: "drivers/iommu/intel/kdump.c",
    headers: [
      "drivers/iommu/intel/iommu.h", "drivers/iommu/intel/pasid.h",
      "drivers/iommu/iommu-pages.h",
    ],
    wrapper: "code/code.c", series: .mainline, folder: "",
    supportFolders: ["", "fixture/", "walker/", "trees/", "sim/", "sim/mainline/"],
    supportFiles: [])

  /// No tree of that age can be had from an archive: the driver's own header is a shim.
  public static let classic = CTestSuite(
    code: "drivers/iommu/intel-iommu-kdump.c", headers: ["drivers/iommu/intel-iommu-kdump.h"],
    wrapper: nil, series: .classic, folder: "classic/", supportFolders: ["classic/", "sim/"],
    supportFiles: ["builder.c", "filter.c"])

  public var isMainline: Bool { code == Self.mainline.code }

  public static func of(_ family: Family) -> CTestSuite {
    family == .mainline ? mainline : classic
  }

  /// The headers of the base that the code needs, in all places where kernels have them.
  public var headersAnywhere: [KernelPath] {
    headers + headers.compactMap { series.formerPaths[$0] }
  }

  /// The same files, with those that have moved since where newer kernels have them.
  func inNewPlaces(_ files: [KernelPath: String]) -> [KernelPath: String] {
    let moves = series.formerPaths.reduce(into: [:]) { $0[$1.value] = $1.key }
    return files.reduce(into: [:]) { $0[moves[$1.key] ?? $1.key] = $1.value }
  }

  /// Where headers are looked for, below `ctests/`.
  var includes: [String] {
    (folder.isEmpty ? [] : [folder, "\(folder)shims"])
      + (["shims", "sim", "."] + supportFolders.filter { !$0.isEmpty })
  }

  /// What every area links with, besides the code under test; below `ctests/`.
  func support(in tests: String) throws -> [String] {
    try supportFiles
      + supportFolders.flatMap { folder in
        try Disk.names(in: "\(tests)/\(folder)").filter {
          $0.hasSuffix(".c") && !$0.hasPrefix("test_")
        }.map { "\(folder)\($0)" }
      }
  }
}
