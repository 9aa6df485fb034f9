internal import Diagnostics

/// What else goes wrong at a crash, besides damaged tables.
public enum Mishap: Sendable {
  /// The IOMMU's invalidation queue is left in error.
  case queueInError
  /// The crash kernel cannot set the IOMMU's fault interrupt up.
  case noFaultInterrupt
}

extension Mishap {
  /// The kernel function that sets the interrupt up, if it is not there, and the one that calls it when
  /// the tables are taken over. Before 6.8, interrupt remapping calls it earlier.
  private static let interrupt = "dmar_set_interrupt"
  private static let driver = "intel_iommu_init"

  /// Lets the crash kernel's set-up of the fault interrupt fail from now on.
  ///
  /// - Returns: what ends when it has failed.
  static func failInterrupt(kernel map: String, socket: String) async throws -> Task<
    Void, any Error
  > {
    let debugger = try Debugger(interrupt, calledBy: driver, map: map, socket: socket)
    let (ready, signal) = AsyncStream.makeStream(of: Void.self)
    let running = Task {
      defer { signal.finish() }
      try await debugger.run { signal.yield() }
    }
    guard await ready.first(where: { true }) != nil else {
      try await running.value
      throw Failure("the debugger ended early")
    }
    return running
  }
}
