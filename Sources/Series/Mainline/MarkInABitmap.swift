extension Patch {
  static let markInABitmap = Patch(
    "Mark copied context entries in a bitmap",
    changelog: """
      The driver marks a context entry that it has copied from the previous
      kernel by setting bit 67 of the entry, and clears bit 11, so that the entry
      has no PASIDs. Both are bits of legacy mode. In scalable mode, bit 67 is
      part of RID_PASID, the PASID of requests that have none, and bits 11:9 are
      the size of the PASID directory (section 9.4 of the VT-d specification).
      In-flight DMA then faults, or uses the page tables of another PASID.

      Keep the marks of each IOMMU in a bitmap, with a bit for each requester-id,
      and leave the entries as they are. When a lookup must not allocate memory,
      do not return a copied entry: its page tables do not belong to this kernel.

      The copy tells the table mode from the bit of the extended mode, which the
      specification no longer has. Use the bit of scalable mode.

      Only a crash kernel copies tables, as other kernels disable translation
      first. Say so in the condition, so that a kernel that cannot be a crash
      kernel is built without the copy.
      """,
    when: .marksInEntries,
    edits: [
      .insert(
        "unsigned long\t*copied_tables; /* requester-ids with copied context entries */", .after,
        "struct root_entry *root_entry; /* virtual address */", in: .header,
        .structure("intel_iommu"), unless: .sideTable),
      .insert(
        """
        /* By sequence number of the IOMMU: requester-ids with copied context entries */
        extern unsigned long *intel_copied_tables[DMAR_UNITS_SUPPORTED];


        """, .before, "extern int dmar_enable_qi(struct intel_iommu *iommu);", in: .header,
        when: .sideTable),
      .insert(
        """
        unsigned long *intel_copied_tables[DMAR_UNITS_SUPPORTED];


        """, .before, "static struct intel_iommu **g_iommus;", in: .driver, when: .sideTable),
      .replace(
        "bool context_present(struct context_entry *context);",
        with: """
          static inline bool context_present(struct context_entry *context)
          {
          	return context->lo & 1;
          }
          """, in: .header),
      .remove(in: .driver, .function("context_clear_pasid_enable")),
      .remove(in: .driver, .function("context_pasid_enabled")),
      .remove(in: .driver, .function("context_set_copied")),
      .remove(in: .driver, .function("context_copied")),
      .remove(in: .driver, .function("__context_present")),
      .remove(in: .driver, .function("context_present")),
      .insert(
        """
        /* A copied entry leads to page tables that are not this kernel's. */
        if (!alloc && context_copied(iommu, bus, devfn))
        	return NULL;


        """, .before, "entry = &root->lo;", in: .driver, .function("iommu_context_addr")),
      .replace(
        "if (context_present(context))\ngoto out_unlock;",
        with: """
          if (context_present(context) && !context_copied(iommu, bus, devfn))
          	goto out_unlock;
          """, in: .driver, .function("domain_context_mapping_one")),
      .replace(
        "if (context_copied(context)) {", with: "if (context_copied(iommu, bus, devfn)) {",
        in: .driver, .function("domain_context_mapping_one")),
      .insert(
        "\n\tclear_context_copied(iommu, bus, devfn);", .before,
        "}\n\ncontext_clear_entry(context);", in: .driver,
        .function("domain_context_mapping_one")),
    ] + inTheCopy
      + marks(at: "iommu->copied_tables").map { $0.unless(.sideTable) }
      + marks(at: "intel_copied_tables[iommu->seq_id]").map { $0.when(.sideTable) })

  private static let inTheCopy: [Edit] = [
    .replace(
      "ext = !!(rtaddr_reg & DMA_RTADDR_RTT);",
      with: "ext        = !!(rtaddr_reg & DMA_RTADDR_SMT);", in: .driver,
      .function("copy_translation_tables")),
    .replace(
      "new_ext = !!ecap_ecs(iommu->ecap);", with: "new_ext    = !!sm_supported(iommu);",
      in: .driver, .function("copy_translation_tables")),
    .replace(
      "if (!__context_present(&ce))", with: "if (!context_present(&ce))", in: .driver,
      .function("copy_context_table")),
    .replace(
      """
      /*
       * We need a marker for copied context entries. This
       * marker needs to work for the old format as well as
       * for extended context entries.
       *
       * Bit 67 of the context entry is used. In the old
       * format this bit is available to software, in the
       * extended format it is the PGE bit, but PGE is ignored
       * by HW if PASIDs are disabled (and thus still
       * available).
       *
       * So disable PASIDs first and then mark the entry
       * copied. This means that we don't copy PASID
       * translations from the old kernel, but this is fine as
       * faults there are not fatal.
       */
      context_clear_pasid_enable(&ce);
      context_set_copied(&ce);
      """, with: "set_context_copied(iommu, bus, devfn);", in: .driver,
      .function("copy_context_table")),
    .replace(
      """
      if (translation_pre_enabled(iommu)) {
      pr_info("Translation already enabled - trying to copy translation structures\\n");
      """,
      with: """
        if (is_kdump_kernel() && translation_pre_enabled(iommu)) {
        	pr_info("Translation already enabled - trying to copy translation structures\\n");
        """, in: .driver, .function("init_dmars")),
  ]

  /// - Parameter place: where the pointer to an IOMMU's bitmap is.
  private static func marks(at place: String) -> [Edit] {
    [
      .place(
        """
        static inline bool context_copied(struct intel_iommu *iommu, u8 bus, u8 devfn)
        {
        	return \(place) &&
        	       test_bit(PCI_DEVID(bus, devfn), \(place));
        }

        static inline void set_context_copied(struct intel_iommu *iommu, u8 bus, u8 devfn)
        {
        	set_bit(PCI_DEVID(bus, devfn), \(place));
        }

        static inline void clear_context_copied(struct intel_iommu *iommu, u8 bus, u8 devfn)
        {
        	clear_bit(PCI_DEVID(bus, devfn), \(place));
        }
        """, .after, in: .driver, .function("root_entry_uctp")),
      .insert(
        """
        bitmap_free(\(place));
        \(place) = NULL;


        """, .before, "g_iommus[iommu->seq_id] = NULL;", in: .driver,
        .function("free_dmar_iommu")),
      .insert(
        """
        \(place) = bitmap_zalloc(BIT_ULL(16), GFP_KERNEL);
        if (!\(place))
        	return -ENOMEM;


        """, .before, "old_rt_phys = rtaddr_reg & VTD_PAGE_MASK;", in: .driver,
        .function("copy_translation_tables")),
    ]
  }
}
