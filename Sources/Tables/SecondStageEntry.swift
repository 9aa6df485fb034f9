extension Structure {
  /// From the widest table down. An entry is present when R or W is set. A paging structure of
  /// level 3 or 2 holds tables and pages side by side; PS tells one from the other.
  static let secondStageEntries = [
    secondStageTable("ss_pml5e", "PML5 entry", prefix: "SS_PML5E", of: ["ss_pml4e"]),
    secondStageTable("ss_pml4e", "PML4 entry", prefix: "SS_PML4E", of: ["ss_pdpe", "ss_pdpe_1g"]),
    secondStageTable(
      "ss_pdpe", "PDP entry for a table", prefix: "SS_PDPE", of: ["ss_pde", "ss_pde_2m"]),
    secondStagePage(
      "ss_pdpe_1g", "PDP entry for a 1 GiB page", prefix: "SS_PDPE_1G", lowest: 30,
      needs: Capability("CAP.SSLPS", bit: 1)),
    secondStageTable("ss_pde", "PD entry for a table", prefix: "SS_PDE", of: ["ss_pte"]),
    secondStagePage(
      "ss_pde_2m", "PD entry for a 2 MiB page", prefix: "SS_PDE_2M", lowest: 21,
      needs: Capability("CAP.SSLPS", bit: 0)),
    secondStagePage("ss_pte", "PT entry", prefix: "SS_PTE", lowest: 12, needs: nil),
  ]

  private static func secondStageTable(
    _ name: String, _ title: String, prefix: String, of tables: [String],
    file: String = #filePath, line: Int = #line
  ) -> Structure {
    let holdsPages = name == "ss_pdpe" || name == "ss_pde"
    return Structure(
      name, "Second-stage \(title)", prefix: prefix, section: "9.8", width: 64,
      fields: [
        .ignored(63),
        .reserved(62),
        .ignored(61, 52),
        .field("ADDR", 51, 12, "Address of the table", rules: [.table(tables)]),
        .reserved(11),
        .ignored(10, 9),
        .bit("A", 8, "Accessed, while SSADE is set"),
        holdsPages
          ? .bit(
            "PS", 7, "Page size: a table", values: [.legal(0, "TABLE", "Table"), .reserved(1)])
          : .reserved(7),
        .ignored(6, 3),
        .ignored(2, 2, "Ignored (X, execute, before revision 4.0)"),
        .bit("W", 1, "Write"),
        .bit("R", 0, "Read"),
      ], file: file, line: line)
  }

  private static func secondStagePage(
    _ name: String, _ title: String, prefix: String, lowest: Int, needs capability: Capability?,
    file: String = #filePath, line: Int = #line
  ) -> Structure {
    let pageSize = capability.map {
      Field.bit(
        "PS", 7, "Page size: a page",
        values: [.reserved(0), .legal(1, "PAGE", "Page", needs: $0)])
    }
    return Structure(
      name, "Second-stage \(title)", prefix: prefix, section: "9.8", width: 64,
      fields: [
        .ignored(63),
        .reserved(62, 62, "Reserved (TM, transient mapping, before revision 3.0)"),
        .ignored(61, 52),
        .field("ADDR", 51, lowest, "Address of the page", rules: [.page]),
      ] + (lowest > 12 ? [.reserved(lowest - 1, 12)] : []) + [
        .bit("SNP", 11, "Snoop", rules: [.needs("ECAP.SC")]),
        .ignored(10),
        .bit("D", 9, "Dirty, while SSADE is set"),
        .bit("A", 8, "Accessed, while SSADE is set"),
        pageSize ?? .ignored(7),
        .bit("IPAT", 6, "Ignore PAT, with memory types (ECAP.MTS)"),
        .field("EMT", 5, 3, "Extended memory type, with memory types (ECAP.MTS)"),
        .ignored(2, 2, "Ignored (X, execute, before revision 4.0)"),
        .bit("W", 1, "Write"),
        .bit("R", 0, "Read"),
      ], file: file, line: line)
  }
}
