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
    let texts = try kernelText(templates: .ofPackage())
    let context = try #require(texts["context_entry"])
    let fieldsOnly = try tableTests(kernelSource: context.defines, templates: .ofPackage())
    #expect(fieldsOnly.contains("table_check_field(CTX_DID, 8, 16);"))
    #expect(!fieldsOnly.contains("context_entry_valid"))
    #expect(!fieldsOnly.contains("SMCTX_"))
    let both = try tableTests(
      kernelSource: "\(context.defines)\n\(context.validator)", templates: .ofPackage())
    #expect(both.contains("context_entry_valid(&test_iommu, entry)"))
    #expect(both.contains("cmocka_unit_test(context_entry_cases),"))
  }

  @Test func `kernel source without any mask is refused`() throws {
    let templates = try TemplateLibrary.ofPackage()
    #expect(throws: (any Error).self) { try tableTests(kernelSource: "", templates: templates) }
  }
}
