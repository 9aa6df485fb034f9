extension Structure {
  static let contextEntries = [contextEntry, scalableContextEntry]

  public static let contextEntry = Structure(
    "context_entry", "Context entry, legacy mode", prefix: "CTX", section: "9.3", width: 128,
    fields: [
      .reserved(127, 88),
      .field("DID", 87, 72, "Domain identifier", rules: [.domain("CAP.ND")], inKernel: true),
      .reserved(71),
      .software(70, 67, "Available to software (AVAIL)"),
      .field(
        "AW", 66, 64, "Address width of the second-stage table", values: secondStageWidths,
        rules: [.listed(in: "CAP.SAGAW")], inKernel: true),
      .field(
        "SSPTPTR", 63, 12, "Second-stage page-table pointer",
        rules: [.table("ss_pml5e", "ss_pml4e", "ss_pdpe", "ss_pde")], when: .is("TT", 0, 1),
        inKernel: true),
      .reserved(11, 4),
      .field(
        "TT", 3, 2, "Translation type",
        values: [
          .legal(
            0, "UNTRANSLATED", "Untranslated requests go through the second stage",
            driver: "CONTEXT_TT_MULTI_LEVEL"),
          .legal(
            1, "DEVICE_TLB", "As 0; translation requests and translated requests are allowed",
            needs: "ECAP.DT", driver: "CONTEXT_TT_DEV_IOTLB"),
          .legal(
            2, "PASS_THROUGH", "Untranslated requests pass through untranslated",
            needs: "ECAP.PT", driver: "CONTEXT_TT_PASS_THROUGH"),
          .reserved(3),
        ], inKernel: true),
      .bit("FPD", 1, "Fault processing disable"),
      .bit("P", 0, "Present", inKernel: true),
    ])

  /// Host permission tables (ECAP.HPTS) use bits of this entry that are reserved without them;
  /// Linux never enables those, so they are reserved here.
  public static let scalableContextEntry = Structure(
    "scalable_context_entry", "Context entry, scalable mode", prefix: "SMCTX", section: "9.4",
    width: 256,
    fields: [
      .reserved(255, 128),
      .reserved(127, 85),
      .bit("RID_PRIV", 84, "Requests without PASID are privileged", rules: [.needs("ECAP.RPRIVS")]),
      .field(
        "RID_PASID", 83, 64, "PASID of requests without PASID",
        rules: [.needs("ECAP.RPS"), .pasid(sizeField: "PDTS")], inKernel: true),
      .field(
        "PASIDDIRPTR", 63, 12, "PASID-directory pointer", rules: [.table("pasid_dir_entry")],
        inKernel: true),
      .field(
        "PDTS", 11, 9, "PASID-directory size: 2^(PDTS + 7) entries for PASIDs below 2^(PDTS + 13)",
        inKernel: true),
      .reserved(8, 5),
      .bit("PRE", 4, "Page-request enable", rules: [.needs("ECAP.PRS")], inKernel: true),
      .bit("PASIDE", 3, "PASID enable", rules: [.needs("ECAP.PASID")], inKernel: true),
      .bit("DTE", 2, "Device-TLB enable", rules: [.needs("ECAP.DT")], inKernel: true),
      .bit("FPD", 1, "Fault processing disable"),
      .bit("P", 0, "Present", inKernel: true),
    ])

  /// The AW field of a context entry and of a PASID-table entry. Values 0 and 4 left the
  /// specification with revision 3.0, together with their bits of CAP.SAGAW.
  static let secondStageWidths: [Value] = [
    .legal(0, "30BIT", "30 bits, 2 levels (before revision 3.0)"),
    .legal(1, "39BIT", "39 bits, 3 levels"),
    .legal(2, "48BIT", "48 bits, 4 levels"),
    .legal(3, "57BIT", "57 bits, 5 levels"),
    .legal(4, "64BIT", "64 bits, 6 levels (before revision 3.0)"),
    .reserved(5...7),
  ]
}
