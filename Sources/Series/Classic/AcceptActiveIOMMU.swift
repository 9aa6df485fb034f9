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
      // no tables are taken over for an IOMMU that this kernel ignores
      .insert(
        """
        	if (drhd->iommu->gcmd & DMA_GCMD_TE)
        		iommu_disable_translation(drhd->iommu);

        """, .after, "if (drhd->ignored) {", in: .classicDriver, .function("init_dmars")),
    ])
}
