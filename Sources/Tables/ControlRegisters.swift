extension Structure {
  static let registers = [
    capability, extendedCapability, globalCommand, globalStatus, rootTableAddress,
  ]

  /// GCMD_REG, write only.
  public static let globalCommand = Structure(
    "gcmd", "Global command register", prefix: "GCMD", section: "11.4.4.1", width: 32,
    place: .register(offset: 0x18),
    fields: [
      .bit("TE", 31, "Translation enable"),
      .bit("SRTP", 30, "Set root-table pointer"),
      .bit("SFL", 29, "Set fault log"),
      .bit("EAFL", 28, "Enable advanced fault logging"),
      .bit("WBF", 27, "Write-buffer flush"),
      .bit("QIE", 26, "Queued-invalidation enable"),
      .bit("IRE", 25, "Interrupt-remapping enable"),
      .bit("SIRTP", 24, "Set interrupt-remapping table pointer"),
      .bit("CFI", 23, "Compatibility-format interrupts"),
      .reserved(22, 0),
    ])

  /// GSTS_REG, read only.
  public static let globalStatus = Structure(
    "gsts", "Global status register", prefix: "GSTS", section: "11.4.4.2", width: 32,
    place: .register(offset: 0x1c),
    fields: [
      .bit("TES", 31, "Translation enabled"),
      .bit("RTPS", 30, "Root-table pointer set"),
      .bit("FLS", 29, "Fault log set"),
      .bit("AFLS", 28, "Advanced fault logging enabled"),
      .bit("WBFS", 27, "Write-buffer flush in progress"),
      .bit("QIES", 26, "Queued invalidation enabled"),
      .bit("IRES", 25, "Interrupt remapping enabled"),
      .bit("IRTPS", 24, "Interrupt-remapping table pointer set"),
      .bit("CFIS", 23, "Compatibility-format interrupts allowed"),
      .reserved(22, 0),
    ])

  /// RTADDR_REG
  public static let rootTableAddress = Structure(
    "rtaddr", "Root table address register", prefix: "RTADDR", section: "11.4.5", width: 64,
    place: .register(offset: 0x20),
    fields: [
      .field(
        "RTA", 63, 12, "Root-table address",
        rules: [
          .table("root_entry").when(.is("TTM", 0)),
          .table("scalable_root_half").when(.is("TTM", 1)),
        ], when: .is("TTM", 0, 1), inKernel: true),
      .field(
        "TTM", 11, 10, "Translation-table mode",
        values: [
          .legal(0, "LEGACY", "Legacy mode"),
          .legal(1, "SCALABLE", "Scalable mode", needs: "ECAP.SMTS"),
          .reserved(2),
          .legal(3, "ABORT", "Abort-DMA mode", needs: "ECAP.ADMS"),
        ], inKernel: true),
      .reserved(9, 0),
    ])
}
