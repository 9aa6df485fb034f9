import Platform
import TestSupport
import Testing

@Suite struct DirectoryLockTests {
  /// More tasks wait than there are threads, while the holder waits for a process.
  @Test(.timeLimit(.minutes(1))) func waitingTakesNoThread() async throws {
    let directory = try TemporaryDirectory()
    let counter = Counter()
    try await withThrowingTaskGroup { group in
      for _ in 0..<32 {
        group.addTask {
          let lock = try await DirectoryLock(directory.path)
          defer { lock.release() }
          #expect(await counter.enter() == 1)
          _ = try await Tool("true").run([])
          await counter.leave()
        }
      }
      try await group.waitForAll()
    }
  }
}

/// How many tasks hold the lock.
private actor Counter {
  private var inside = 0

  func enter() -> Int {
    inside += 1
    return inside
  }

  func leave() { inside -= 1 }
}
