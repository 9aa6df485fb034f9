/// Facts by which templates that both families share tell the kernels apart.
extension Fact {
  static let shared: [Fact] = [memremap]

  /// From 4.3 on.
  static let memremap = Fact(
    "memremap", "Memory outside the direct map can be mapped without I/O semantics.",
    shownBy: "void *memremap(resource_size_t offset, size_t size, unsigned long flags);",
    in: "include/linux/io.h")
}
