extension Patch {
  static let acceptActiveIOMMU = Patch(
    "Accept an active IOMMU in a crash kernel",
    changelog: """
      When a crash kernel finds translation enabled, it disables it and starts
      afresh. The devices of the crashed kernel are still running, and their DMA
      is taken as DMA to physical addresses: it faults as soon as translation is
      enabled again, or overwrites memory before.

      Leave translation enabled, and take over the crashed kernel's tables before
      the hardware is told of new ones. Only an IOMMU that this kernel does not
      drive, or is told not to, is switched off as before.
      """,
    unless: .copiesTables,
    edits: [
      .replace(
        "if (iommu->gcmd & DMA_GCMD_TE)\niommu_disable_translation(iommu);",
        with: """
          if (iommu->gcmd & DMA_GCMD_TE &&
              (no_iommu || dmar_disabled ||
               !intel_kdump_accepts(iommu)))
          	iommu_disable_translation(iommu);
          """, in: .classicDriver, .function("intel_iommu_init")),
      .insert(
        """
        if (iommu->gcmd & DMA_GCMD_TE &&
            intel_kdump_copy_tables(iommu)) {
        	pr_err("IOMMU: cannot take over %s, translation is switched off\\n",
        	       iommu->name);
        	iommu_disable_translation(iommu);
        }
        """, .before, "if (!ecap_pass_through(iommu->ecap))\nhw_pass_through = 0;",
        in: .classicDriver, .function("init_dmars")),
      switchOffWhatIsIgnored,
    ])

  /// The same for a driver that already leaves translation on.
  static let acceptAllTables = Patch(
    "Copy all tables of the crashed kernel, or none",
    changelog: """
      A crash kernel copies root and context tables of the crashed kernel, and
      leaves the page tables where they are. Nothing checks what is copied. When
      a driver maps memory, its device gets an empty page table, and DMA that the
      crashed kernel had started faults from then on.

      Call intel_kdump_copy_tables() instead, which checks and copies all tables,
      so that a domain can go on with those of its device. Remove the old copy
      and its helpers, which have no callers any more. Tables of the extended
      kind, which the old copy took over without their PASIDs, cannot be copied:
      translation is switched off then.
      """,
    when: .copiesTables,
    edits: [
      .replace(
        "ret = copy_translation_tables(iommu);",
        with: """
          ret = -EOPNOTSUPP;
          if (!ecs_enabled(iommu) && intel_kdump_accepts(iommu))
          	ret = intel_kdump_copy_tables(iommu);
          """, in: .classicDriver, .function("init_dmars")),
      .remove(in: .classicDriver, .function("copy_translation_tables")),
      .remove(in: .classicDriver, .function("copy_context_table")),
      .remove(in: .classicDriver, .function("root_entry_uctp")),
      .remove(in: .classicDriver, .function("root_entry_lctp")),
      .remove(in: .classicDriver, .function("context_set_copied")),
      .remove(in: .classicDriver, .function("context_clear_pasid_enable")),
      switchOffWhatIsIgnored,
    ])

  /// No tables are taken over for an IOMMU that this kernel ignores.
  private static let switchOffWhatIsIgnored: Edit = .insert(
    """
    	if (drhd->iommu->gcmd & DMA_GCMD_TE)
    		iommu_disable_translation(drhd->iommu);

    """, .after, "if (drhd->ignored) {", in: .classicDriver, .function("init_dmars"))
}
