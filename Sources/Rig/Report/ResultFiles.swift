internal import Foundation
internal import Writing

extension Results {
  /// Writes `results.json`, `junit.xml` and `index.html` beside the cases' directories.
  public func write(to directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Disk.write(
      String(decoding: try encoder.encode(self), as: UTF8.self), to: "\(directory)/results.json")
  }
}
