extension Structure {
  /// From the widest table down; the format of the processor's own page tables. A paging
  /// structure of level 3 or 2 holds tables and pages side by side; PS tells one from the other.
  static let firstStageEntries = [
    firstStageTable("fs_pml5e", "PML5 entry", prefix: "FS_PML5E", of: ["fs_pml4e"]),
    firstStageTable("fs_pml4e", "PML4 entry", prefix: "FS_PML4E", of: ["fs_pdpe", "fs_pdpe_1g"]),
    firstStageTable(
      "fs_pdpe", "PDP entry for a table", prefix: "FS_PDPE", of: ["fs_pde", "fs_pde_2m"]),
    firstStagePage(
      "fs_pdpe_1g", "PDP entry for a 1 GiB page", prefix: "FS_PDPE_1G", lowest: 30,
      values: [.reserved(0), .legal(1, "PAGE", "Page", needs: "CAP.FS1GP")]),
    firstStageTable("fs_pde", "PD entry for a table", prefix: "FS_PDE", of: ["fs_pte"]),
    firstStagePage(
      "fs_pde_2m", "PD entry for a 2 MiB page", prefix: "FS_PDE_2M", lowest: 21,
      values: [.reserved(0), .legal(1, "PAGE", "Page")]),
    firstStagePage("fs_pte", "PT entry", prefix: "FS_PTE", lowest: 12, values: nil),
  ]

  private static func firstStageTable(
    _ name: String, _ title: String, prefix: String, of tables: [String],
    file: String = #filePath, line: Int = #line
  ) -> Structure {
    let holdsPages = name == "fs_pdpe" || name == "fs_pde"
    return Structure(
      name, "First-stage \(title)", prefix: prefix, section: "9.7", width: 64,
      fields: [
        .ignored(63, 63, "Ignored (XD, execute disable, before revision 4.0)"),
        .ignored(62, 52),
        .field("ADDR", 51, 12, "Address of the table", rules: [.table(tables)]),
        .ignored(11),
        .bit("EA", 10, "Extended accessed, while EAFE is set"),
        .ignored(9, 8),
        holdsPages
          ? .bit(
            "PS", 7, "Page size: a table", values: [.legal(0, "TABLE", "Table"), .reserved(1)])
          : .reserved(7),
        .ignored(6),
        .bit("A", 5, "Accessed"),
        .bit("PCD", 4, "Page-level cache disable"),
        .bit("PWT", 3, "Page-level write-through"),
        .bit("US", 2, "User mode (1) or supervisor mode only (0)"),
        .bit("RW", 1, "Read and write (1) or read only (0)"),
        .bit("P", 0, "Present"),
      ], file: file, line: line)
  }

  /// `values` are those of PS; nil for the last level, whose bit 7 is PAT.
  private static func firstStagePage(
    _ name: String, _ title: String, prefix: String, lowest: Int, values: [Value]?,
    file: String = #filePath, line: Int = #line
  ) -> Structure {
    let address: [Field] =
      values == nil
      ? [.field("ADDR", 51, 12, "Address of the page", rules: [.page])]
      : [
        .field("ADDR", 51, lowest, "Address of the page", rules: [.page]),
        .reserved(lowest - 1, 13),
        .bit("PAT", 12, "Page-attribute table"),
      ]
    return Structure(
      name, "First-stage \(title)", prefix: prefix, section: "9.7", width: 64,
      fields: [
        .ignored(63, 63, "Ignored (XD, execute disable, before revision 4.0)"),
        .ignored(62, 52),
      ] + address + [
        .ignored(11),
        .bit("EA", 10, "Extended accessed, while EAFE is set"),
        .ignored(9),
        .bit("G", 8, "Global"),
        values.map { .bit("PS", 7, "Page size: a page", values: $0) }
          ?? .bit("PAT", 7, "Page-attribute table"),
        .bit("D", 6, "Dirty"),
        .bit("A", 5, "Accessed"),
        .bit("PCD", 4, "Page-level cache disable"),
        .bit("PWT", 3, "Page-level write-through"),
        .bit("US", 2, "User mode (1) or supervisor mode only (0)"),
        .bit("RW", 1, "Read and write (1) or read only (0)"),
        .bit("P", 0, "Present"),
      ], file: file, line: line)
  }
}
