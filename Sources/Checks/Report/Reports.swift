import Foundation
import Writing

/// JSON with sorted keys and a closing newline: the same value always gives the same bytes.
public func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

/// Writes `name.json` and, as JUnit, `name.xml` into a directory, which is made when missing.
public func writeReports(
  _ name: String, json value: some Encodable, junit: JUnit, to directory: String
) throws {
  try Disk.write(json(value), to: "\(directory)/\(name).json")
  try Disk.write(junit.xml, to: "\(directory)/\(name).xml")
}
