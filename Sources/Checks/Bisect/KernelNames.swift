/// The names that a kernel has for the driver to use, read when a commit first needs a new one.
struct KernelNames {
  private let build: DriverBuild
  private var names: Set<String>?

  init(of build: DriverBuild) { self.build = build }

  /// What a commit of the series needs, the base did not, and the kernel does not have.
  mutating func missing(
    _ result: DriverBuild.Result, base: DriverBuild.Result
  ) async throws -> [String] {
    guard build.configuration.isLinked, let objects = result.objects, let old = base.objects
    else { return [] }
    let added = objects.needed.subtracting(old.needed)
    guard !added.isEmpty else { return [] }
    if names == nil { names = try await build.kernelNames() }
    return added.subtracting(names ?? []).sorted()
  }
}
