extension Structure {
  static let rootEntries = [rootEntry, scalableRootHalf]

  /// One per bus.
  public static let rootEntry = Structure(
    "root_entry", "Root entry, legacy mode", prefix: "ROOT", section: "9.1", width: 128,
    fields: [
      .reserved(127, 64),
      .field(
        "CTP", 63, 12, "Context-table pointer", rules: [.table("context_entry")], inKernel: true),
      .reserved(11, 1),
      .bit("P", 0, "Present", inKernel: true),
    ])

  /// Two per bus: the lower half (LP, LCTP) for devices 0 to 15, the upper half (UP, UCTP) for
  /// devices 16 to 31. Each is present, absent or wrong on its own.
  public static let scalableRootHalf = Structure(
    "scalable_root_half", "Root entry, scalable mode, either half", prefix: "SMROOT",
    section: "9.2", width: 64,
    fields: [
      .field(
        "CTP", 63, 12, "Lower or upper context-table pointer (LCTP, UCTP)",
        rules: [.table("scalable_context_entry")], inKernel: true),
      .reserved(11, 1),
      .bit("P", 0, "Lower or upper half present (LP, UP)", inKernel: true),
    ])
}
