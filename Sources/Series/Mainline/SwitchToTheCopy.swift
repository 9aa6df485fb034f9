extension Patch {
  static let switchToTheCopy = Patch(
    "Switch crash kernels to the all-or-nothing copy of tables",
    changelog: """
      init_dmars() calls a copy that returns success even if contexts are
      missing. A device without its context loses its in-flight DMA.

      Call intel_kdump_copy_tables() instead, so that the crash kernel has either
      all contexts of the previous kernel or none. If the copy fails, the driver
      still disables translation for this IOMMU. Remove the old copy and its
      helpers, which have no callers any more.
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
      .remove("int intel_kdump_read_table(u64 phys, void *table);", in: .header),
      .remove(in: .header, .function("intel_kdump_read_table")),
    ])
}
