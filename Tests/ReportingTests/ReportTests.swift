import Diagnostics
import Foundation
import FoundationXML
import Platform
import Testing

@testable import Reporting

private let finding = Finding(
  .error, "A&B", "\"<x>\" \u{1} & é",
  patch: Diagnostics.SourceLocation(file: "0001-a.patch", line: 7),
  source: Diagnostics.SourceLocation(file: "a.c", line: 3))

private let matrix = Matrix(
  "bisect", columns: ["one", "two"],
  rows: [
    Matrix.Row("base", cells: [Matrix.Cell(.pass), Matrix.Cell(.skipped, "not here")]),
    Matrix.Row(
      "0001-a",
      cells: [Matrix.Cell(.fail, "1 new warnings", findings: [finding]), Matrix.Cell(.pass)]),
  ])

/// Counts the elements of an XML document, and keeps the attributes of the last of each.
private final class Reader: NSObject, XMLParserDelegate {
  var counts: [String: Int] = [:]
  var attributes: [String: [String: String]] = [:]
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    self.attributes[name] = attributes
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

@Test func junitIsWellFormed() throws {
  let reader = Reader()
  let parser = XMLParser(data: Data(matrix.junit.xml.utf8))
  parser.delegate = reader
  #expect(parser.parse(), "\(String(describing: parser.parserError))")
  #expect(
    reader.counts == ["testsuites": 1, "testsuite": 2, "testcase": 4, "failure": 1, "skipped": 1])
  #expect(reader.attributes["testsuites"]?["failures"] == "1")
  #expect(reader.attributes["testsuites"]?["tests"] == "4")
  #expect(reader.attributes["failure"]?["message"] == "1 new warnings")
  #expect(reader.text.contains("\"<x>\" \u{FFFD} & é"))
}

@Test func jsonIsStable() throws {
  let text = try JSON.text(matrix)
  #expect(try JSONDecoder().decode(Matrix.self, from: Data(text.utf8)) == matrix)
  #expect(try JSON.text(matrix) == text)
  #expect(text.hasSuffix("}\n"))
}

@Test func tableIsAlignedAndColouredOnlyOnDemand() {
  #expect(
    matrix.text(Style(coloured: false)) == """
              one                    two
      base    pass                   skipped (not here)
      0001-a  fail (1 new warnings)  pass

      0001-a:
        0001-a.patch:7: error: A&B: "<x>" \u{1} & é (a.c:3) [one]

      2 passed, 1 failed, 1 skipped

      """)
  #expect(matrix.text(Style(coloured: true)).contains("\u{1B}[31mfail"))
}

@Test func noColourWithoutATerminalOrWithNoColour() {
  #expect(!Style.forOutput(-1, environment: [:]).coloured)
  #expect(!Style.forOutput(1, environment: ["NO_COLOR": "1"]).coloured)
}

@Test func anEmptyMatrixDoesNotPass() {
  #expect(!Matrix("bisect", columns: ["one"]).passed)
  #expect(!matrix.passed)
}
