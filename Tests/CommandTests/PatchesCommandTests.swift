import Kernels
import Platform
import TestSupport
import Testing

/// Runs the command as a user does, in a project of its own with a former series.
@Suite struct PatchesCommandTests {
  private let directory: TemporaryDirectory
  private let project: Project
  private let base = Catalogue.names[0]
  private let former = "the former series\n"
  private var root: String { project.root }

  init() throws {
    directory = try TemporaryDirectory()
    project = try Project([
      "XDG_CACHE_HOME": "\(directory.path)/cache", "APT_CONFIG": "\(directory.path)/apt.conf",
    ])
    try Disk.write(former, to: "\(root)/patches/\(base)/0000-cover-letter.patch")
    try Disk.write(
      """
      {"author": {"name": "A", "email": "a@example.org"}, "files": ["0000-cover-letter.patch"],
       "package": "linux-source-\(base)", "revision": "6.12.1-1", "series": 1, "version": "6.12.1"}
      """, to: "\(root)/patches/\(base)/base.json")
    try Disk.write(
      "Types: deb\nURIs: http://127.0.0.1:9/debian\nSuites: bookworm\nComponents: main\n",
      to: "\(directory.path)/debian.sources")
    try Disk.write(
      """
      Dir::Etc::sourcelist "\(directory.path)/debian.sources";
      Dir::Etc::sourceparts "/dev/null";
      Acquire::http::Proxy "DIRECT";

      """, to: "\(directory.path)/apt.conf")
  }

  private func run(
    _ arguments: String..., changing: [String: String] = [:]
  ) async throws -> Tool.Result {
    try await project.run(arguments, changing: changing)
  }

  /// The command fails with status 1 and this message, and the former series is as it was.
  private func expect(
    _ message: String, _ result: Tool.Result,
    at location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    #expect(result.status == 1, sourceLocation: location)
    #expect(result.errors.contains(message), sourceLocation: location)
    #expect(result.output.isEmpty, sourceLocation: location)
    let series = "\(root)/patches/\(base)/0000-cover-letter.patch"
    #expect(try Disk.read(series) == former, sourceLocation: location)
    #expect(try Disk.names(in: "\(root)/patches") == [base], sourceLocation: location)
  }

  @Test func anUnknownBase() async throws {
    try expect("error: unknown base 6.2: the known ones are", await run("patches", "--base", "6.2"))
  }

  @Test func anUnknownStage() async throws {
    try expect(
      "error: unknown stage mute: the known ones are fixes", await run("patches", "--stage", "mute")
    )
  }

  @Test func aStageIsNotChecked() async throws {
    let result = try await run("patches", "--check", "--stage", "fixes")
    #expect(result.status == 64)
    #expect(result.errors.contains("--check compares the whole series: drop --stage"))
  }

  @Test func noKernelTree() async throws {
    let out = "\(root)/patches/\(base)"
    try expect(
      "error: KDIR \(root)/templates is not a kernel tree: it has no Makefile",
      await run("patches", "--kdir", "\(root)/templates", "--out", out))
  }

  @Test func noNetwork() async throws {
    try expect("error: no network: fetching the list of bookworm", await run("patches"))
  }

  @Test func aMissingTool() async throws {
    let result = try await run("patches", changing: ["PATH": "\(root)"])
    try expect("error: apt-get is not installed (fix: apt-get install apt)", result)
  }

  @Test func aBaseThatTheSeriesDoesNotFit() async throws {
    try kernel("int x;\n")
    try expect("drivers/iommu/intel/iommu.c: ", await patchKernel())
  }

  @Test func aKernelOfTheOtherFamily() async throws {
    try kernel("int x;\n")
    try Disk.remove("\(root)/linux/drivers/iommu/intel")
    try Disk.write("int x;\n", to: "\(root)/linux/drivers/iommu/intel-iommu.c")
    try expect("drivers/iommu/intel-iommu.c: no definition of init_dmars()", await patchKernel())
  }

  @Test func aForeignFileInTheWay() async throws {
    try kernel("int x;\n")
    try Disk.write("mine", to: "\(root)/patches/\(base)/notes")
    try expect("notes is not part of a series that was written here", await patchKernel())
  }

  @Test func nothingToCheck() async throws {
    try kernel("int x;\n")
    let result = try await run("patches", "--kdir", "\(root)/linux", "--check")
    #expect(result.status == 1)
  }

  @Test func aRootThatIsNone() async throws {
    try expect(
      "error: CRASHDUMP_IOMMU_ROOT is /usr",
      await run("patches", changing: ["CRASHDUMP_IOMMU_ROOT": "/usr"]))
  }

  private func patchKernel() async throws -> Tool.Result {
    try await run("patches", "--kdir", "\(root)/linux", "--out", "\(root)/patches/\(base)")
  }

  /// A plain tree with this for a driver.
  private func kernel(_ driver: String) throws {
    let files = [
      "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n", "Kbuild": "\n",
      "MAINTAINERS": "\n",
      "include/linux/iommu.h": "\n", "drivers/iommu/intel/iommu.c": driver,
    ]
    for (name, text) in files { try Disk.write(text, to: "\(root)/linux/\(name)") }
  }
}
