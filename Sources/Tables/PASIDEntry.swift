extension Structure {
  static let pasidEntries = [pasidDirectoryEntry, pasidTableEntry]

  /// Covers 64 PASIDs.
  public static let pasidDirectoryEntry = Structure(
    "pasid_dir_entry", "PASID-directory entry", prefix: "PASID_DE", section: "9.5", width: 64,
    fields: [
      .field(
        "SMPTBLPTR", 63, 12, "PASID-table pointer", rules: [.table("pasid_table_entry")],
        inKernel: true),
      .reserved(11, 2),
      .bit("FPD", 1, "Fault processing disable"),
      .bit("P", 0, "Present", inKernel: true),
    ])

  /// Bits 5, 95:91 and 129 had a meaning before revision 4.0 (SLEE, EMT/PWT/PCD, ERE) that Linux
  /// never used; host permission tables (ECAP.HPTS) use words 4 and 5, which Linux never enables.
  public static let pasidTableEntry = Structure(
    "pasid_table_entry", "PASID-table entry", prefix: "PASID_TE", section: "9.6", width: 512,
    fields: [
      .reserved(511, 192),
      .field(
        "FSPTPTR", 191, 140, "First-stage page-table pointer; a guest address when nested",
        rules: [.table("fs_pml5e", "fs_pml4e").when(.is("PGTT", 1))], when: .is("PGTT", 1, 3),
        inKernel: true),
      .reserved(139, 136),
      .bit("EAFE", 135, "Extended-accessed flag enable", rules: [.needs("ECAP.EAFS")]),
      .ignored(134, 133, "Ignored, for the sake of older software (SMEP, NXE)"),
      .bit("WPE", 132, "Write-protect enable"),
      .field(
        "FSPM", 131, 130, "First-stage paging mode",
        values: [
          .legal(0, "4LEVEL", "4 levels"),
          .legal(1, "5LEVEL", "5 levels", needs: "CAP.FS5LP"),
          .reserved(2...3),
        ], when: .is("PGTT", 1, 3), inKernel: true),
      .reserved(129),
      .bit("SRE", 128, "Supervisor-request enable", rules: [.needs("ECAP.SRS")]),
      .field("PAT", 127, 96, "Page-attribute table", rules: [.needs("ECAP.MTS")]),
      .reserved(95, 91),
      .bit("EMTE", 90, "Extended memory type enable", rules: [.needs("ECAP.MTS")]),
      .bit("CD", 89, "Cache disable", rules: [.needs("ECAP.MTS")]),
      .bit("PGSNP", 88, "Page snoop", rules: [.needs("ECAP.SC")]),
      .bit("PWSNP", 87, "Page-walk snoop", rules: [.needs("ECAP.SMPWCS")]),
      .reserved(86, 80),
      .field("DID", 79, 64, "Domain identifier", rules: [.domain("CAP.ND")], inKernel: true),
      .field(
        "SSPTPTR", 63, 12, "Second-stage page-table pointer",
        rules: [.table("ss_pml5e", "ss_pml4e", "ss_pdpe")], when: .is("PGTT", 2, 3),
        inKernel: true),
      .reserved(11, 10),
      .bit("SSADE", 9, "Second-stage accessed/dirty enable", rules: [.needs("ECAP.SSADS")]),
      .field(
        "PGTT", 8, 6, "PASID granular translation type",
        values: [
          .reserved(0),
          .legal(
            1, "FIRST_STAGE", "First stage only", needs: "ECAP.FSTS",
            driver: "PASID_ENTRY_PGTT_FL_ONLY"),
          .legal(
            2, "SECOND_STAGE", "Second stage only", needs: "ECAP.SSTS",
            driver: "PASID_ENTRY_PGTT_SL_ONLY"),
          .legal(
            3, "NESTED", "First stage within the second", needs: "ECAP.NEST",
            driver: "PASID_ENTRY_PGTT_NESTED"),
          .legal(
            4, "PASS_THROUGH", "Pass-through", needs: "ECAP.PT", driver: "PASID_ENTRY_PGTT_PT"),
          .reserved(5...7),
        ], inKernel: true),
      .reserved(5),
      .field(
        "AW", 4, 2, "Address width of the second-stage table", values: secondStageWidths,
        rules: [.listed(in: "CAP.SAGAW")], when: .is("PGTT", 2, 3), inKernel: true),
      .bit("FPD", 1, "Fault processing disable"),
      .bit("P", 0, "Present", inKernel: true),
    ])
}
