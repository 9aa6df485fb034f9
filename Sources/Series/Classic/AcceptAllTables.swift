extension Patch {
  /// For a driver that already leaves translation on.
  static let acceptAllTables = Patch(
    "Copy all tables of the crashed kernel, or none",
    changelog: """
      A crash kernel copies root and context tables of the crashed kernel, and
      leaves the page tables where they are. Nothing checks what is copied, and a
      damaged pointer into memory of the crash kernel is used as a table.

      Call intel_kdump_copy_tables() instead, which checks and copies all tables,
      page tables included. Later patches let a domain go on with those of its
      device. Remove the old copy and its helpers, which have no callers any
      more. Tables of the extended kind, which the old copy took over without
      their PASIDs, cannot be copied: translation is disabled then.
      """,
    when: .copiesTables,
    edits: [
      .insert(
        "#include \"intel-iommu-kdump.h\"", .before, "#include \"irq_remapping.h\"",
        in: .classicDriver),
      .replace(
        "ret = copy_translation_tables(iommu);",
        with: """
          ret = -EOPNOTSUPP;
          if (!ecs_enabled(iommu))
          	ret = intel_kdump_copy_tables(iommu);
          """, in: .classicDriver, .function("init_dmars")),
      .remove(in: .classicDriver, .function("copy_translation_tables")),
      .remove(in: .classicDriver, .function("copy_context_table")),
      .remove(in: .classicDriver, .function("root_entry_uctp")),
      .remove(in: .classicDriver, .function("root_entry_lctp")),
      .remove(in: .classicDriver, .function("context_set_copied")),
      .remove(in: .classicDriver, .function("context_clear_pasid_enable")),
    ])
}
