extension Patch {
  static let carryMappings = Patch(
    "Carry the previous kernel's mappings over to a new domain",
    changelog: """
      The first DMA of a driver attaches its device to an empty domain. Legacy
      DMA faults from then on, until the driver resets the device, and drivers of
      firmware-run controllers need DMA memory before they can.

      Map what the previous kernel mapped for the devices of the group in their
      domain, before the first of them is attached to it: the same addresses with
      the same permissions, in large pages where they fit. Scratch memory is
      mapped for writing only, which the driver must then not make readable.

      A device behind VMD does DMA with the requester-id of the VMD device, which
      no driver would ever attach: attach that one with the first device that is
      behind it.

      The page tables may take 1/16 of this kernel's memory. A group that needs
      more starts with an empty domain, as before.
      """,
    edits: [
      .insert(
        """
        void intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev);
        """,
        .before,
        "void intel_kdump_replace_context(struct intel_iommu *iommu,\nstruct context_entry *live,\nconst struct context_entry *new,\nu8 bus, u8 devfn);",
        in: .header),
      .insert(
        """

        static inline void
        intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .insert(
        """

        intel_kdump_carry_over(&domain->domain, dev);
        """,
        .after, "ret = domain_attach_iommu(domain, iommu);\nif (ret)\nreturn ret;", in: .driver,
        .function("dmar_domain_attach_device"), unless: .privateAccessors),
      .insert(
        """

        intel_kdump_carry_over(&domain->domain, dev);
        """,
        .after, "ret = domain_attach_iommu(domain, iommu);\nif (ret)\nreturn ret;", in: .driver,
        .function("domain_add_dev_info"), when: .privateAccessors),
      .replace(
        "if (dev_is_real_dma_subdevice(dev))\nreturn 0;",
        with: """
          if (dev_is_real_dma_subdevice(dev)) {
          	/* In-flight DMA has the requester-id of the device above. */
          	dev = &pci_real_dma_dev(to_pci_dev(dev))->dev;
          	info = dev_iommu_priv_get(dev);
          	if (info->domain ||
          	    !context_copied(iommu, info->bus, info->devfn))
          		return 0;
          	return dmar_domain_attach_device(domain, dev);
          }
          """,
        in: .driver, .function("dmar_domain_attach_device"), unless: .privateAccessors),
      .replace(
        "attr |= DMA_FL_PTE_PRESENT;",
        with: """
          /* In-flight DMA must not read what is mapped for writing only. */
          if (domain_use_first_level(domain) || !is_kdump_kernel())
          	attr |= DMA_FL_PTE_PRESENT;
          """,
        in: .driver, .function("__domain_mapping"), when: .privateAccessors),
      .replace(
        "attr |= DMA_FL_PTE_PRESENT;",
        with: """
          /* In-flight DMA must not read what is mapped for writing only. */
          if (domain->use_first_level || !is_kdump_kernel())
          	attr |= DMA_FL_PTE_PRESENT;
          """,
        in: .driver, .function("__domain_mapping"), when: .pagesByOrder),
      .replace(
        "return type != IOMMU_DOMAIN_UNMANAGED;",
        with: """
          /* Only the second stage can keep the scratch page from being read. */
          return type != IOMMU_DOMAIN_UNMANAGED && !is_kdump_kernel();
          """,
        in: .driver, .function("first_level_by_default"), unless: .pagesBySize),
      .insert(
        """
        /* Only the second stage can keep the scratch page from being read. */
        if (is_kdump_kernel()) {
        	domain = intel_iommu_domain_alloc_second_stage(dev, iommu, flags);
        	if (domain != ERR_PTR(-EOPNOTSUPP))
        		return domain;
        }


        """,
        .before, "/* Prefer first stage if possible by default. */", in: .driver,
        .function("intel_iommu_domain_alloc_paging_flags"), when: .pagesBySize),
    ])
}
