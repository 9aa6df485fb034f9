extension Patch {
  static let p03SwitchToTheCopy = Patch(
    "Take over a crashed kernel's tables as a whole",
    changelog: """
      Let init_dmars() call intel_kdump_copy_tables(), so that a crash kernel
      either has every context of the crashed kernel or knows that it has none,
      and so that a bus with devices at devfn 0x80 and above only works in
      scalable mode. The old copy has no user any more: remove it.
      """,
    edits: [
      .replace(
        "ret = copy_translation_tables(iommu);",
        with: "ret = intel_kdump_copy_tables(iommu);",
        in: .driver, .function("init_dmars")),
      .remove(.function("copy_translation_tables"), in: .driver),
      .remove(.function("copy_context_table"), in: .driver),
      .remove(.function("root_entry_uctp"), in: .driver),
      .remove(.function("root_entry_lctp"), in: .driver),
      // Only the new file reads old tables from here on.
      .remove("int intel_kdump_read_table(phys_addr_t phys, void *table);", in: .header),
    ])
}
