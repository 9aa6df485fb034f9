import Platform

/// The result of a check: text for people, JSON and JUnit for programs.
public protocol CheckReport: Encodable, Sendable {
  var passed: Bool { get }
  var junit: JUnit { get }
  func text(_ style: Style) -> String
}

extension Matrix: CheckReport {}

/// Writes `name.json` and, as JUnit, `name.xml` into a directory, which is made when missing.
public func writeReports(
  _ name: String, json value: some Encodable, junit: JUnit, to directory: String
) throws {
  try Disk.write(JSON.text(value), to: "\(directory)/\(name).json")
  try Disk.write(junit.xml, to: "\(directory)/\(name).xml")
}
