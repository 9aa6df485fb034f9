import Foundation
import Series
import Writing

/// What the crash-boot rig found, in `ctests/rig/results/`, a file for each packaged base.
struct RigRecords {
  private let directory: String

  init(in workspace: Workspace) { directory = "\(workspace.root)/ctests/rig/results" }

  /// From the oldest kernel to the newest.
  func all() throws -> [RigRecord] {
    try Disk.names(in: directory).filter { $0.hasSuffix(".json") }
      .compactMap { try Disk.read("\(directory)/\($0)") }
      .map { try JSONDecoder().decode(RigRecord.self, from: Data($0.utf8)) }
      .sorted { KernelVersion($0.base).precedes(KernelVersion($1.base)) }
  }

  func write(_ record: RigRecord) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(record), as: UTF8.self)
    try Disk.write(text + "\n", to: "\(directory)/\(record.base).json")
  }
}

extension KernelVersion? {
  fileprivate func precedes(_ other: KernelVersion?) -> Bool {
    guard let self, let other else { return self == nil && other != nil }
    return self < other
  }
}
