internal import Diagnostics

extension Patch {
  static let replaceContexts = Patch(
    "Replace a copied context entry in a single 128-bit store",
    changelog: """
      When a driver attaches to a device with a copied context entry, the IOMMU
      driver clears the entry and then writes a new one. While the entry is not
      present, each in-flight request of the device faults, and some platforms
      answer a fault with an NMI. Where the driver sets up the PASID table entry
      only afterwards, the requests fault until then.

      Build the new entry aside, and write it over the copied one in a single
      store of 128 bits, the size of an entry. The hardware then finds either the
      old entry or the new one. In scalable mode an entry has 256 bits, but the
      upper 128 bits are zero in both entries. Where the PASID table entry is set
      up later, set it up before the context entry changes.

      Section 6.5.3.3 of the VT-d specification has a sequence for changing an
      entry that is in use: clear Present, invalidate, update. Do not use it
      here, as it is what makes in-flight requests fault. A CPU without
      cmpxchg16b has no 128-bit store. There, clear Present before any other
      field changes, which is the rule of this section, and accept the faults of
      that instant.

      Invalidate caches after the store. In legacy mode, invalidate the context
      cache and the IOTLB with the domain-id of the old entry. In scalable mode,
      the old PASID table may hold many domain-ids, so invalidate the PASID cache
      and the IOTLB globally.
      """,
    edits: [
      .insert(
        """
        void intel_kdump_replace_context(struct intel_iommu *iommu,
        				 struct context_entry *live,
        				 const struct context_entry *new,
        				 u8 bus, u8 devfn);
        """,
        .after,
        "void intel_kdump_get_resv_regions(struct device *dev, struct list_head *head);",
        in: .header),
      .insert(
        """

        static inline void
        intel_kdump_replace_context(struct intel_iommu *iommu,
        			    struct context_entry *live,
        			    const struct context_entry *new,
        			    u8 bus, u8 devfn) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
    ] + inLegacyMode + inScalableMode)

  private static let inLegacyMode: [Edit] = [
    .replace(
      "struct context_entry *context;",
      with: "struct context_entry *context, *live = NULL, new;",
      in: .driver, .function("domain_context_mapping_one")),
    .replace(
      """
      copied_context_tear_down(iommu, context, bus, devfn);
      context_clear_entry(context);
      """,
      with: """
        /* In-flight DMA goes on through a copied entry: fill the new one aside. */
        if (context_copied(iommu, bus, devfn)) {
        	live = context;
        	context = &new;
        }
        context_clear_entry(context);
        """,
      in: .driver, .function("domain_context_mapping_one"), unless: .privateAccessors),
    .replace(
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
      if (context_copied(iommu, bus, devfn)) {
      	u16 did_old = context_domain_id(context);

      	if (did_old < cap_ndoms(iommu->cap)) {
      		iommu->flush.flush_context(iommu, did_old,
      					   (((u16)bus) << 8) | devfn,
      					   DMA_CCMD_MASK_NOBIT,
      					   DMA_CCMD_DEVICE_INVL);
      		iommu->flush.flush_iotlb(iommu, did_old, 0, 0,
      					 DMA_TLB_DSI_FLUSH);
      	}

      	clear_context_copied(iommu, bus, devfn);
      }
      """,
      with: """
        /* In-flight DMA goes on through a copied entry: fill the new one aside. */
        if (context_copied(iommu, bus, devfn)) {
        	live = context;
        	context = &new;
        }
        """,
      in: .driver, .function("domain_context_mapping_one"), when: .privateAccessors),
    .insert(
      replaceLiveEntry, .before,
      "if (!ecap_coherent(iommu->ecap))\nclflush_cache_range(context, sizeof(*context));",
      in: .driver, .function("domain_context_mapping_one"), unless: .flushesByDomain),
    .insert(
      replaceLiveEntry, .before, "domain_flush_cache(domain, context, sizeof(*context));",
      in: .driver, .function("domain_context_mapping_one"), when: .flushesByDomain),
    .insert(
      "iommu_enable_dev_iotlb(info);", .after,
      "intel_kdump_replace_context(iommu, live, context, bus, devfn);", in: .driver,
      .function("domain_context_mapping_one"), when: .enablesATSWithContext),
    .remove(in: .driver, .function("clear_context_copied"), when: .privateAccessors),
  ]

  private static let replaceLiveEntry: Edit.Text = """
    if (live) {
    	intel_kdump_replace_context(iommu, live, context, bus, devfn);
    	ret = 0;
    	goto out_unlock;
    }

    """

  /// 6.1 has the context entries of both modes written by one function, after the PASID entry.
  private static let inScalableMode: [Edit] = [
    .replace(
      """
      if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev) &&
          context_copied(iommu, info->bus, info->devfn))
      	return intel_pasid_setup_sm_context(dev);
      """,
      with: """
        if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev) &&
            context_copied(iommu, info->bus, info->devfn) &&
            !iommu_is_dma_domain(domain))
        	return intel_pasid_setup_sm_context(dev);
        """,
      in: .driver, .function("prepare_domain_attach_device"),
      when: .pagesByOrder),
    .replace(
      """
      if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev) &&
          context_copied(iommu, info->bus, info->devfn))
      	return intel_pasid_setup_sm_context(dev);
      """,
      with: """
        if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev) &&
            context_copied(iommu, info->bus, info->devfn) &&
            !iommu_is_dma_domain(domain))
        	return intel_pasid_setup_sm_context(dev);
        """,
      in: .driver, .function("paging_domain_compatible"), when: .pagesBySize),
    .insert(
      """
      if (sm_supported(iommu) &&
          context_copied(iommu, info->bus, info->devfn)) {
      	ret = intel_pasid_setup_sm_context(dev);
      	if (ret)
      		goto out_block_translation;
      	iommu_enable_pci_ats(info);
      }

      """,
      .before, "ret = cache_tag_assign_domain(domain, dev, IOMMU_NO_PASID);", in: .driver,
      .function("dmar_domain_attach_device"), when: .pagesBySize),
    .insert(
      """
      if (sm_supported(iommu) &&
          context_copied(iommu, info->bus, info->devfn)) {
      	ret = intel_pasid_setup_sm_context(dev);
      	if (ret)
      		goto out_block_translation;
      }

      """,
      // before ATS is on: no device-TLB has to be waited for
      .before, "iommu_enable_pci_caps(info);", in: .driver,
      .function("dmar_domain_attach_device"), when: .pagesByOrder),
    replaceInPASIDTableSetup(
      """
      context_clear_present(context);
      __iommu_flush_cache(iommu, context, sizeof(*context));
      """,
      """

      context_clear_entry(context);
      __iommu_flush_cache(iommu, context, sizeof(*context));
      """, when: [.clearsPresentFirst]),
    replaceInPASIDTableSetup(
      """
      context_clear_entry(context);
      __iommu_flush_cache(iommu, context, sizeof(*context));
      """, "", unless: [.clearsPresentFirst]),
  ]

  /// - Parameters:
  ///   - first: what happens to the entry before the caches are invalidated.
  ///   - last: what happens to it after that.
  private static func replaceInPASIDTableSetup(
    _ first: String, _ last: String, when present: [KernelFeature] = [],
    unless absent: [KernelFeature] = []
  ) -> Edit {
    Edit(
      path: .pasid, scope: .function("device_pasid_table_setup"),
      action: .replace(
        anchor: """
          if (context_copied(iommu, bus, devfn)) {
          \(first)

          /*
           * For kdump cases, old valid entries may be cached due to
           * the in-flight DMA and copied pgtable, but there is no
           * unmapping behaviour for them, thus we need explicit cache
           * flushes for all affected domain IDs and PASIDs used in
           * the copied PASID table. Given that we have no idea about
           * which domain IDs and PASIDs were used in the copied tables,
           * upgrade them to global PASID and IOTLB cache invalidation.
           */
          iommu->flush.flush_context(iommu, 0,
          			   PCI_DEVID(bus, devfn),
          			   DMA_CCMD_MASK_NOBIT,
          			   DMA_CCMD_DEVICE_INVL);
          qi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0);
          iommu->flush.flush_iotlb(iommu, 0, 0, 0, DMA_TLB_GLOBAL_FLUSH);
          devtlb_invalidation_with_pasid(iommu, dev, IOMMU_NO_PASID);
          \(last)

          /*
           * At this point, the device is supposed to finish reset at
           * its driver probe stage, so no in-flight DMA will exist,
           * and we don't need to worry anymore hereafter.
           */
          clear_context_copied(iommu, bus, devfn);
          }
          """,
        text: """
          if (context_copied(iommu, bus, devfn)) {
          	struct context_entry new;

          	context_entry_set_pasid_table(&new, dev);
          	intel_kdump_replace_context(iommu, context, &new, bus, devfn);
          	devtlb_invalidation_with_pasid(iommu, dev, IOMMU_NO_PASID);
          	spin_unlock(&iommu->lock);
          	return 0;
          }
          """),
      condition: Condition(when: present, unless: absent + [.privateAccessors]),
      location: .here())
  }
}
