import Diagnostics
import Series
import Testing

@testable import Rendering

@Suite struct ClassicTests {
  /// What goes wrong with a driver that is changed somewhere.
  private func problems(
    _ age: ClassicFixture.Age, replacing text: String, with other: String
  ) throws -> [String] {
    let fixture = ClassicFixture(age: age) { $0.replacing(text, with: other) }
    let failure = try #require(throws: Failure.self) { try fixture.rendered() }
    return failure.diagnostics.map(\.message)
  }

  @Test(arguments: ClassicFixture.Age.allCases) func fitsEveryAge(_ age: ClassicFixture.Age) throws
  {
    let series = try ClassicFixture(age: age).rendered()
    #expect(series.patches.count == 10)
    let tree = series.tree(after: 10)
    let driver = try #require(tree[ClassicFixture.driver])
    #expect(driver.contains("intel_kdump_copy_tables(iommu)"))
    #expect(driver.contains("take_over_context(domain, iommu, bus, devfn, context);"))
    #expect(driver.contains("DOMAIN_FLAG_OLD_TABLES"))
    let kdump = try #require(tree[ClassicFixture.kdump])
    #expect(kdump.contains("copy_oldmem_page") && !kdump.contains("memremap"))
    #expect(kdump.contains("ecap_ecs") == (age == .extended))
    let copies = age == .copies || age == .copiesLater
    #expect(kdump.contains("CTX_COPIED") == copies)
    #expect(driver.contains("intel_kdump_accepts(iommu)") != copies)
    #expect(!driver.contains("copy_translation_tables"))
    #expect(driver.contains("ACCESS_ONCE") != copies && driver.contains("WRITE_ONCE") == copies)
    #expect(!driver.contains("did_old") && driver.contains("context_copied(context)") == copies)
  }

  @Test func usesTheWordsOfTheKernel() throws {
    let old = try ClassicFixture(age: .pciOnly).rendered().tree(after: 10)
    let new = try ClassicFixture(age: .extended).rendered().tree(after: 10)
    #expect(
      old[ClassicFixture.driver]!.contains(
        "device_has_old_tables(struct pci_dev *pdev, bool quarantine)"))
    #expect(
      new[ClassicFixture.driver]!.contains(
        "device_has_old_tables(struct device *dev, bool quarantine)"))
    #expect(new[ClassicFixture.driver]!.contains("iommu_context_addr(iommu, bus, devfn, 0)"))
  }

  @Test func namesWhatIsMissing() throws {
    let said = try problems(
      .generic, replacing: "check_tylersburg_isoch();", with: "check_isoch();")
    #expect(said.count == 1)
    #expect(said[0].contains("init_dmars()") && said[0].contains("check_tylersburg_isoch"))
  }

  @Test func namesWhatIsDoubled() throws {
    let said = try problems(
      .pciOnly, replacing: "\tcheck_tylersburg_isoch();\n",
      with: "\tcheck_tylersburg_isoch();\n\tcheck_tylersburg_isoch();\n")
    #expect(said.count == 1 && said[0].contains("check_tylersburg_isoch"))
  }

  /// Without the feature that chooses the spelling, no text is made up.
  @Test func refusesAnUnknownKindOfDevice() throws {
    let said = try problems(
      .generic, replacing: "struct device *dev, u8 *bus, u8 *devfn", with: "struct thing *thing")
    #expect(said.contains { $0.contains("device_type") })
  }

  @Test func needsNoTreeForItsOwnFiles() throws {
    let templates = try ClassicFixture.templates()
    let series = try renderAddedFiles(
      of: .classic, kernel: KernelVersion(3, 14), templates: templates,
      context: try kernelText(templates: templates))
    #expect(
      series.patches.filter(\.files.isEmpty).map(\.name) == ["makeRoom", "skipSetUp"])
    let copies = try renderAddedFiles(
      of: .classic, kernel: KernelVersion(3, 14), with: [.copiesTables], templates: templates,
      context: try kernelText(templates: templates))
    // the driver of these kernels is switched over at different places
    let names = Series.classic.patchNames
    #expect(series.patches.map(\.name) == names.filter { $0 != "acceptAllTables" })
    #expect(copies.patches.map(\.name) == names.filter { $0 != "acceptActiveIOMMU" })
    #expect(series.features["copies_tables"] == false && copies.features["copies_tables"] == true)
    #expect(
      Set(series.tree(after: 10).keys) == [
        ClassicFixture.kdump, "drivers/iommu/intel-iommu-kdump.h",
      ])
  }
}
