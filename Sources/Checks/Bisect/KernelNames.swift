/// The names that a kernel has for the driver to use, read when a commit first needs a new one.
struct KernelNames {
  private let build: DriverBuild
  private var names: Set<String>?

  /// What the compiler calls for 64-bit divisions on 32-bit processors. No kernel has them.
  private static let ofTheCompiler: Set = ["__divdi3", "__moddi3", "__udivdi3", "__umoddi3"]

  init(of build: DriverBuild) { self.build = build }

  /// What a commit of the series needs, the base did not, and the kernel does not have.
  mutating func missing(
    _ result: DriverBuild.Result, base: DriverBuild.Result
  ) async throws -> [String] {
    guard let objects = result.objects, let old = base.objects else { return [] }
    let added = objects.needed.subtracting(old.needed)
    guard build.configuration.isLinked, !added.isEmpty else {
      return added.intersection(Self.ofTheCompiler).sorted()
    }
    if names == nil { names = try await build.kernelNames() }
    return added.subtracting(names ?? []).sorted()
  }
}
