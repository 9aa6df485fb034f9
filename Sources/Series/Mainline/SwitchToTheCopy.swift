extension Patch {
  static let switchToTheCopy = Patch(
    "Take over the previous kernel's tables as a whole",
    changelog: """
      Let init_dmars() call intel_kdump_copy_tables(): the crash kernel has
      either every context of the previous kernel or none, and knows which.
      Remove the old copy, which has no caller any more.
      """,
    edits: [
      .replace(
        "ret = copy_translation_tables(iommu);",
        with: "ret = intel_kdump_copy_tables(iommu);",
        in: .driver, .function("init_dmars")),
      .remove(in: .driver, .function("copy_translation_tables")),
      .remove(in: .driver, .function("copy_context_table")),
      .remove(in: .driver, .function("root_entry_uctp")),
      .remove(in: .driver, .function("root_entry_lctp")),
      .remove(in: .driver, .function("set_context_copied"), when: .privateAccessors),
      .remove(in: .header, .function("set_context_copied"), unless: .privateAccessors),
      .remove("int intel_kdump_read_table(phys_addr_t phys, void *table);", in: .header),
      .remove(in: .header, .function("intel_kdump_read_table")),
    ])
}
