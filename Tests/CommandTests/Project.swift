import Foundation
import Platform
import Testing

/// A project of a test's own, in which the command runs as a user runs it.
final class Project: Sendable {
  let root: String
  private let variables: [String: String?]

  /// - Parameter variables: the environment, besides where the project is.
  init(_ variables: [String: String?] = [:]) throws {
    root = FileManager.default.temporaryDirectory
      .appending(path: "crashdump-iommu-\(UUID().uuidString)").path(percentEncoded: false)
    self.variables = variables.merging(["CRASHDUMP_IOMMU_ROOT": root]) { $1 }
    try Disk.write("", to: "\(root)/Package.swift")
    try Disk.makeDirectory("\(root)/ctests/rig")
    for needed in ["templates", "ctests/rig/results"] {
      try FileManager.default.copyItem(
        atPath: "\(Project.repository)/\(needed)", toPath: "\(root)/\(needed)")
    }
  }

  deinit { try? Disk.remove(root) }

  /// The repository that the tests are from.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

  func run(_ arguments: [String], changing: [String: String] = [:]) async throws -> Tool.Result {
    let tool = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "crashdump-iommu").path(percentEncoded: false)
    return try await Tool(tool).run(
      arguments, with: .inherited(variables.merging(changing) { $1 }))
  }
}
