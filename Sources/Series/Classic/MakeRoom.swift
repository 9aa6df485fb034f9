extension Patch {
  static let makeRoom = Patch(
    "Let domains replace the contexts of a crashed kernel",
    changelog: """
      The driver takes a context entry that is present for one that is set up
      already. One that was taken over from a crashed kernel is present, but does
      not belong to a domain of this kernel.

      Tell the two apart by the domain-id: those of the crashed kernel are
      reserved and belong to no domain. When a driver maps memory for the device,
      remove the old entry, flush what the hardware has of it, and set up the new
      one. Do not look for a domain behind a reserved domain-id.
      """,
    unless: .copiesTables,
    edits: [
      .insert(
        "#include \"intel-iommu-kdump.h\"", .before, "#include \"irq_remapping.h\"",
        in: .classicDriver),
      .place(
        """
        static inline u16 context_domain_id(struct context_entry *context)
        {
        	return context->hi >> 8;
        }
        """, .after, in: .classicDriver, .function("context_set_domain_id")),
      .place(
        .template("classic/context_is_old.c"), .before, in: .classicDriver,
        .function("device_context_mapped")),
      .replace(
        "ret = context_present(&context[devfn]);",
        with: """
          ret = context_present(&context[devfn]) &&
                !context_is_old(iommu, &context[devfn]);
          """, in: .classicDriver, .function("device_context_mapped"), when: .contextByTable),
      .replace(
        "ret = context_present(context);",
        with: """
          ret = context_present(context) &&
                !context_is_old(iommu, context);
          """, in: .classicDriver, .function("device_context_mapped"), when: .contextByAddress),
      .place(
        .template("classic/take_over_context.c"), .before,
        in: .classicDriver, .function("domain_context_mapping_one")),
      .insert(
        """
        if (context_is_old(iommu, context))
        	take_over_context(domain, iommu, bus, devfn, context);

        """, .before,
        "if (context_present(context)) {\nspin_unlock_irqrestore(&iommu->lock, flags);\nreturn 0;\n}",
        in: .classicDriver, .function("domain_context_mapping_one")),
      .insert(
        """
        if (!domain)
        	continue;
        """, .after, "domain = iommu->domains[i];\nclear_bit(i, iommu->domain_ids);",
        in: .classicDriver),
    ])

  /// The same for a driver that has marks of its own for copied entries.
  static let makeRoomForCopies = Patch(
    "Remove a copied context entry before a new one is set up",
    changelog: """
      When a driver maps memory for a device with a copied context entry, the
      IOMMU driver flushes what the hardware has cached of the entry, and then
      overwrites the entry. Until then the hardware can cache the old entry
      again, and use the old page table afterwards.

      Remove the old entry first, and flush after that. Do both in a function of
      its own, which a later patch extends.
      """,
    when: .copiesTables,
    edits: [
      .place(
        .template("classic/take_over_context.c"), .before,
        in: .classicDriver, .function("domain_context_mapping_one")),
      .insert(
        """
        if (context_copied(context))
        	take_over_context(domain, iommu, bus, devfn, context);


        """, .before, "ret = 0;\nif (context_present(context))\ngoto out_unlock;",
        in: .classicDriver, .function("domain_context_mapping_one")),
      removeFlush(if: "did_old < cap_ndoms(iommu->cap)").unless(.comparesDomainIDs),
      removeFlush(if: "did_old >= 0 && did_old < cap_ndoms(iommu->cap)").when(.comparesDomainIDs),
    ])

  private static func removeFlush(if condition: String) -> Edit {
    .remove(
      """
      /*
       * For kdump cases, old valid entries may be cached due to the
       * in-flight DMA and copied pgtable, but there is no unmapping
       * behaviour for them, thus we need an explicit cache flush for
       * the newly-mapped device. For kdump, at this point, the device
       * is supposed to finish reset at its driver probe stage, so no
       * in-flight DMA will exist, and we don't need to worry anymore
       * hereafter.
       */
      if (context_copied(context)) {
      	u16 did_old = context_domain_id(context);

      	if (\(condition)) {
      		iommu->flush.flush_context(iommu, did_old,
      					   (((u16)bus) << 8) | devfn,
      					   DMA_CCMD_MASK_NOBIT,
      					   DMA_CCMD_DEVICE_INVL);
      		iommu->flush.flush_iotlb(iommu, did_old, 0, 0,
      					 DMA_TLB_DSI_FLUSH);
      	}
      }
      """, in: .classicDriver, .function("domain_context_mapping_one"))
  }
}
