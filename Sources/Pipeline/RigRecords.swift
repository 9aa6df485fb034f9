internal import Diagnostics
internal import Foundation
public import Kernels
internal import Platform
public import Rig
internal import Series

/// What the crash-boot rig found, in `ctests/rig/results/`, a file for each packaged base.
struct RigRecords {
  private let directory: String

  init(in workspace: Workspace) { directory = "\(workspace.root)/ctests/rig/results" }

  /// From the oldest kernel to the newest.
  func all() throws -> [RigRecord] {
    try Disk.names(in: directory).filter { $0.hasSuffix(".json") }
      .compactMap(read)
      .sorted { $0.base.compare($1.base, options: .numeric) == .orderedAscending }
  }

  private func read(_ name: String) throws -> RigRecord? {
    do {
      return try Disk.read("\(directory)/\(name)").map {
        try JSONDecoder().decode(RigRecord.self, from: Data($0.utf8))
      }
    } catch let error as DecodingError {
      throw Failure(
        "\(directory)/\(name) is no record of the rig: \(error)", fix: "run make e2e RECORD=1")
    }
  }

  func write(_ record: RigRecord) throws {
    try Disk.write(try JSON.text(record), to: "\(directory)/\(record.base).json")
  }
}

extension Pipeline {
  /// Keeps the verdicts of a run on both kernels for the cover letter.
  public func keep(_ results: RigResults, of kernel: Base) throws {
    guard case .package = kernel.provenance else {
      throw Failure("only what is found on a packaged kernel is recorded", fix: "drop --record")
    }
    let records = RigRecords(in: workspace)
    let earlier = try records.all().first { $0.base == kernel.name }
    try records.write(results.record(branch: kernel.name, after: earlier))
  }
}
