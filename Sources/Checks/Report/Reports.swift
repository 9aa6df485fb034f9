import Foundation
import Writing

/// JSON with sorted keys and a closing newline: the same value always gives the same bytes.
public func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

/// Writes `results.json` and `junit.xml` into a directory, which is made when missing.
public func writeReports(
  json value: some Encodable, junit: JUnit, to directory: String
) throws {
  try Disk.write(json(value), to: "\(directory)/results.json")
  try Disk.write(junit.xml, to: "\(directory)/junit.xml")
}
