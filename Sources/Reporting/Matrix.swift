/// The result of one cell of a matrix.
public enum Verdict: String, Codable, Sendable {
  case pass, fail, skipped
}

/// Verdicts of every row (a commit) in every column (a configuration).
public struct Matrix: Codable, Equatable, Sendable {
  public struct Cell: Codable, Equatable, Sendable {
    public let verdict: Verdict
    /// A few words for the table: `new warnings: 2`.
    public let detail: String
    public let findings: [Finding]
    /// Wall-clock time.
    public let seconds: Double

    public init(
      _ verdict: Verdict, _ detail: String = "", findings: [Finding] = [], seconds: Double = 0
    ) {
      self.verdict = verdict
      self.detail = detail
      self.findings = findings
      self.seconds = seconds
    }
  }

  public struct Row: Codable, Equatable, Sendable {
    public let name: String
    /// One per column, in the columns' order.
    public let cells: [Cell]

    public init(_ name: String, cells: [Cell]) {
      self.name = name
      self.cells = cells
    }
  }

  public let name: String
  public let columns: [String]
  public private(set) var rows: [Row]

  public init(_ name: String, columns: [String], rows: [Row] = []) {
    self.name = name
    self.columns = columns
    self.rows = []
    for row in rows { append(row) }
  }

  public mutating func append(_ row: Row) {
    precondition(row.cells.count == columns.count, "a row has one cell per column")
    rows.append(row)
  }

  public func count(_ verdict: Verdict) -> Int {
    rows.reduce(0) { $0 + $1.cells.count { $0.verdict == verdict } }
  }

  /// True if at least one cell passed and none failed.
  public var passed: Bool { count(.pass) > 0 && count(.fail) == 0 }
}

extension Matrix {
  /// A suite for each column, a case for each row.
  public var junit: JUnit {
    JUnit(
      suites: columns.indices.map { column in
        JUnit.Suite(
          name: "\(name).\(columns[column])",
          cases: rows.map { JUnit.Case(name: $0.name, cell: $0.cells[column]) })
      })
  }
}

extension JUnit.Case {
  init(name: String, cell: Matrix.Cell) {
    let text = cell.findings.map(\.description).joined(separator: "\n")
    let outcome: JUnit.Outcome =
      switch cell.verdict {
      case .pass: .passed
      case .fail: .failed(message: cell.detail, text: text)
      case .skipped: .skipped(message: cell.detail)
      }
    self.init(name: name, seconds: cell.seconds, outcome: outcome)
  }
}
