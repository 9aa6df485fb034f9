import Rendering
import Tables
import Testing

@Suite struct VectorTests {
  static let entries = Tables.all.filter { $0.place == .memory }

  @Test(arguments: entries.map(\.name))
  func `a reserved bit is refused and an ignored one accepted`(_ name: String) throws {
    let structure = try #require(Tables.all.first { $0.name == name })
    let baselines = structure.vectors.baselines
    #expect(!baselines.isEmpty)
    for baseline in baselines {
      for word in 0..<structure.words {
        let refused = baseline.refused[word]
        let reserved = structure.mask(of: .reserved, word: word)
        #expect(refused & reserved == reserved)
        #expect(refused & structure.mask(of: .ignored, word: word) == 0)
        #expect(refused & structure.mask(of: .software, word: word) == 0)
      }
    }
  }

  @Test func `there is a baseline for each legal translation type`() {
    #expect(Structure.contextEntry.vectors.baselines.map(\.title) == ["TT 0", "TT 1", "TT 2"])
    #expect(
      Structure.pasidTableEntry.vectors.baselines.map(\.title)
        == ["PGTT 1", "PGTT 2", "PGTT 3", "PGTT 4"])
  }

  @Test(arguments: entries.filter { $0.fields.contains(where: \.isChecked) }.map(\.name))
  func `each checked field is tried both ways`(_ name: String) throws {
    let structure = try #require(Tables.all.first { $0.name == name })
    let verdicts = Set(structure.vectors.cases.map(\.isAccepted))
    #expect(verdicts == [true, false])
  }

  @Test func `the C tests cover what the kernel source has, and only that`() throws {
    let templates = try TemplateLibrary.ofPackage()
    let defines = EmittedTableText(structure: "context_entry", part: .defines)
    let fieldsOnly = try #require(try tableTests(of: [defines], templates: templates))
    #expect(fieldsOnly.contains("table_check_field(CTX_DID, 8, 16);"))
    #expect(!fieldsOnly.contains("context_entry_valid"))
    #expect(!fieldsOnly.contains("SMCTX_"))
    let both = try #require(
      try tableTests(
        of: [defines, EmittedTableText(structure: "context_entry", part: .validator)],
        templates: templates))
    #expect(both.contains("context_entry_valid(&test_iommu, entry)"))
    #expect(both.contains("cmocka_unit_test(context_entry_cases),"))
  }

  @Test func `masks that the code names have tests under that name`() throws {
    let tests = try #require(
      try tableTests(
        of: [
          EmittedTableText(structure: "ss_pte", part: .mask(field: "W", macro: "PTE_W")),
          EmittedTableText(structure: "context_entry", part: .mask(field: "RSVD1", macro: "RSVD")),
        ], templates: .ofPackage()))
    #expect(tests.contains("table_check_field(PTE_W, 1, 1);"))
    #expect(tests.contains("assert_int_equal(RSVD, 0xffffffffff000080ULL);"))
    #expect(!tests.contains("CTX_"))
  }

  @Test func `kernel source without anything of the tables has no tests`() throws {
    #expect(try tableTests(of: [], templates: .ofPackage()) == nil)
  }
}
