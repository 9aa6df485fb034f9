import Diagnostics
import Rendering
import Tables
import Testing

/// One table with one defect for each diagnostic.
struct BadTable: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let structures: [Structure]
  let message: String

  init(_ name: String, _ structures: [Structure], _ message: String) {
    testDescription = name
    self.structures = structures
    self.message = message
  }

  init(_ name: String, fields: [Field], _ message: String) {
    self.init(name, [Self.structure(fields: fields)], message)
  }

  static func structure(
    _ name: String = "entry", prefix: String = "E", section: String = "9.1", width: Int = 64,
    place: Structure.Place = .memory, fields: [Field] = [.reserved(63, 0)]
  ) -> Structure {
    Structure(
      name, "Entry", prefix: prefix, section: section, width: width, place: place, fields: fields)
  }

  static let all = [
    BadTable(
      "overlap", fields: [.reserved(63, 8), .field("A", 8, 0, "")],
      "entry: reserved (63:8) and A (8:0) overlap in bit 8 "
        + "(fix: end reserved (63:8) at bit 9, or begin A (8:0) at bit 7)"),
    BadTable(
      "a field too low by several bits",
      fields: [.field("DID", 63, 30, ""), .reserved(40, 30), .ignored(29, 0)],
      "entry: DID (63:30) and reserved (40:30) overlap in bits 40:30 "
        + "(fix: end DID (63:30) at bit 41)"),
    BadTable(
      "gap between fields", fields: [.reserved(63, 9), .field("A", 7, 0, "")],
      "entry: A (7:0) leaves bit 8 above it undescribed "
        + "(fix: name them, or mark them reserved, ignored or software)"),
    BadTable(
      "gap at the top", fields: [.reserved(62, 0)],
      "entry: reserved (62:0) leaves bit 63 above it undescribed "
        + "(fix: name them, or mark them reserved, ignored or software)"),
    BadTable(
      "gap at bit 0", fields: [.reserved(63, 1)],
      "entry: nothing describes bit 0 (fix: describe down to bit 0)"),
    BadTable(
      "order", fields: [.bit("A", 0, ""), .reserved(63, 1)],
      "entry: reserved (63:1) comes after A (0) (fix: list the fields from the highest bit down)"),
    BadTable(
      "beyond the width", fields: [.reserved(64, 0)],
      "entry: reserved (64:0) is not within bits 63:0 "
        + "(fix: write the high bit first, both within the structure)"),
    BadTable(
      "crossing a word",
      [structure(width: 128, fields: [.reserved(127, 80), .field("A", 79, 0, "")])],
      "entry: A (79:0) crosses a 64-bit word (fix: split it at bit 64)"),
    BadTable(
      "width", [structure(width: 48, fields: [.reserved(47, 0)])],
      "entry: a width of 48 bits (fix: use 32, 64, 128, 256 or 512)"),
    BadTable(
      "missing section", [structure(section: "")],
      "entry: no section of the specification (fix: write it like 9.3)"),
    BadTable(
      "section", [structure(section: "nine")],
      "entry: ‘nine’ is not a section of the specification (fix: write it like 9.3)"),
    BadTable(
      "structure's C name", [structure("9entry")],
      "‘9entry’ is not a C identifier (fix: use letters, digits and _)"),
    BadTable(
      "field's C name", fields: [.reserved(63, 1), .bit("R/W", 0, "")],
      "entry: the field at bits 0 has no C identifier for a name "
        + "(fix: use the specification's abbreviation)"),
    BadTable(
      "value out of range",
      fields: [
        .reserved(63, 1),
        .bit("A", 0, "", values: [.legal(0, "X", ""), .legal(1, "Y", ""), .reserved(2)]),
      ], "entry.A: value 2 does not fit in 1 bits (fix: use 0 to 1)"),
    BadTable(
      "value listed twice",
      fields: [
        .reserved(63, 1),
        .bit("A", 0, "", values: [.legal(0, "X", ""), .reserved(0...1)]),
      ], "entry.A: value 0 is listed twice (fix: remove one of them)"),
    BadTable(
      "value not listed",
      fields: [
        .reserved(63, 2), .field("A", 1, 0, "", values: [.legal(0, "X", ""), .reserved(2...3)]),
      ], "entry.A: value 1 is not listed (fix: list it as legal or reserved)"),
    BadTable(
      "last value not listed",
      fields: [.reserved(63, 2), .field("A", 1, 0, "", values: [.legal(0, "X", "")])],
      "entry.A: value 1 is not listed (fix: list it as legal or reserved)"),
    BadTable(
      "value's name twice",
      fields: [
        .reserved(63, 1), .bit("A", 0, "", values: [.legal(0, "X", ""), .legal(1, "X", "")]),
      ], "entry.A: two values are called X (fix: rename one of them)"),
    BadTable(
      "unknown capability", fields: [.reserved(63, 1), .bit("A", 0, "", rules: [.needs("CAP.X")])],
      "entry.A: no register has a field CAP.X (fix: name it REGISTER.FIELD)"),
    BadTable(
      "unknown capability of a value",
      fields: [
        .reserved(63, 1),
        .bit("A", 0, "", values: [.legal(0, "X", ""), .legal(1, "Y", "", needs: "CAP.X")]),
      ], "entry.A: no register has a field CAP.X (fix: name it REGISTER.FIELD)"),
    BadTable(
      "unknown bit of a capability",
      [
        structure(
          fields: [
            .reserved(63, 1), .bit("A", 0, "", rules: [.needs(Capability("CAP.N", bit: 2))]),
          ]
        ),
        structure(
          "cap", prefix: "CAP", place: .register(offset: 8),
          fields: [.reserved(63, 2), .field("N", 1, 0, "")]),
      ], "entry.A: CAP.N has no bit 2 (fix: count from 0 to 1)"),
    BadTable(
      "condition on no field",
      fields: [.reserved(63, 1), .bit("A", 0, "", when: .is("B", 0))],
      "entry.A: depends on ‘B’, which is no field (fix: name a field)"),
    BadTable(
      "condition on an illegal value",
      fields: [
        .reserved(63, 2), .bit("B", 1, "", values: [.legal(0, "X", ""), .reserved(1)]),
        .bit("A", 0, "", when: .is("B", 1)),
      ], "entry.A: depends on B being 1, which is not legal (fix: name a legal value of B)"),
    BadTable(
      "conditions on two fields",
      fields: [
        .reserved(63, 4),
        .bit("D", 3, "", values: [.legal(0, "X", ""), .legal(1, "Y", "")]),
        .bit("C", 2, "", values: [.legal(0, "X", ""), .legal(1, "Y", "")]),
        .bit("B", 1, "", when: .is("D", 1)), .bit("A", 0, "", when: .is("C", 1)),
      ], "entry: fields depend on C and D (fix: let one field decide what the others mean)"),
    BadTable(
      "table of no structure",
      fields: [.field("A", 63, 12, "", rules: [.table("x")]), .reserved(11, 0)],
      "entry.A: points to a table of ‘x’, which is no structure (fix: name a structure)"),
    BadTable(
      "size in no field",
      fields: [.reserved(63, 1), .bit("A", 0, "", rules: [.pasid(sizeField: "S")])],
      "entry.A: depends on ‘S’, which is no field (fix: name a field)"),
  ]
}

@Suite struct ValidationTests {
  @Test func `the tables are sound`() {
    #expect(Tables.problems().map(\.description) == [])
  }

  @Test(arguments: BadTable.all) func `a defect is reported once, at its place`(_ bad: BadTable) {
    let problems = Tables.problems(in: bad.structures)
    #expect(problems.count == 1)
    #expect(
      problems.first?.description.wholeMatch(
        of: /Tests\/TablesTests\/ValidationTests.swift:\d+: error: (.*)/)?.1 == bad.message[...])
  }

  @Test(arguments: ["field", "structure", "prefix"])
  func `a repeated name points to the first`(_ what: String) {
    let structures =
      switch what {
      case "field":
        [
          BadTable.structure(fields: [.reserved(63, 2), .bit("A", 1, ""), .bit("A", 0, "")])
        ]
      case "structure": [BadTable.structure(prefix: "A"), BadTable.structure(prefix: "B")]
      default: [BadTable.structure("a"), BadTable.structure("b")]
      }
    let problems = Tables.problems(in: structures)
    #expect(problems.count == 1)
    #expect(
      problems.first?.message.contains(
        /is already at Tests\/TablesTests\/ValidationTests.swift:\d+/) == true)
  }

  @Test func `every defect of a run is reported`() {
    let structure = BadTable.structure(
      section: "", fields: [.reserved(63, 8), .field("A", 8, 1, "", rules: [.needs("CAP.X")])])
    #expect(Tables.problems(in: [structure]).count == 4)
  }

  @Test func `no C comes from a wrong table`() throws {
    let structure = BadTable.structure(
      fields: [.field("DID", 63, 30, ""), .reserved(30), .ignored(29, 0)])
    let failure = #expect(throws: Failure.self) {
      try kernelText(of: [structure], templates: .ofPackage())
    }
    #expect(
      failure?.diagnostics.map(\.message) == [
        "entry: DID (63:30) and reserved (30) overlap in bit 30"
      ])
  }
}
