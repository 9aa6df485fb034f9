internal import Foundation
public import Platform
public import Testing

/// A directory that is gone when the test is over.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    let name = "crashdump-iommu-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appending(path: name)
      .resolvingSymlinksInPath().path(percentEncoded: false)
    try Disk.makeDirectory(path)
  }

  deinit { try? Disk.remove(path) }

  public func write(_ files: [String: String]) throws {
    for (name, text) in files { try Disk.write(text, to: "\(path)/\(name)") }
  }
}

/// Git in a test's own repository.
public func git(_ directory: String, _ arguments: String...) async throws -> Tool.Result {
  try await Tool.git.output(
    ["-C", directory, "-c", "user.name=T", "-c", "user.email=t@example.org"] + arguments)
}

/// Expects a failure one of whose messages holds `text`.
public func expect(
  _ text: String, at location: SourceLocation = #_sourceLocation,
  _ body: () async throws -> some Any
) async {
  do {
    _ = try await body()
    Issue.record("no error; expected: \(text)", sourceLocation: location)
  } catch {
    #expect("\(error)".contains(text), sourceLocation: location)
  }
}
