extension Patch {
  static let carryMappings = Patch(
    "Carry saved mappings over to the first DMA domain of a group",
    changelog: """
      The first DMA mapping of a driver attaches the device to an empty domain.
      From then on in-flight DMA faults, until the driver resets the device.
      Drivers of firmware-run controllers, such as hpsa, need DMA memory before
      they can reset the device.

      Before the first device of a group is attached to the group's domain, map
      all saved mappings of the group in this domain: the same I/O addresses with
      the same permissions, in large pages where possible. Leave out the
      addresses that the group's drivers may use. The driver
      makes write-only mappings of the second stage readable. Do not do so for
      the scratch page, which must not be read.

      By default the driver's domains use the first stage, where every page can
      be read. In a crash kernel, use the second stage where the hardware has
      one.

      A device behind VMD does DMA with the requester-id of the VMD device, which
      no driver attaches to a domain. Where attaching a device behind VMD does
      not replace the context entry of the VMD device, attach the VMD device
      first.

      The page tables for all groups may take 1/16 of the crash kernel's memory.
      If a set of saved mappings needs more, leave it out and print a warning.
      In-flight DMA through it may fault, as before.

      The patch adds about 160 lines, because several devices with different page
      tables may share a group. The mappings of the first set count where two
      sets have the same address.
      """,
    edits: [
      .insert(
        """
        void intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev);
        bool intel_kdump_is_scratch(unsigned long pfn);
        """,
        .before,
        "void intel_kdump_replace_context(struct intel_iommu *iommu,\nstruct context_entry *live,\nconst struct context_entry *new,\nu8 bus, u8 devfn);",
        in: .header),
      .insert(
        """

        static inline void
        intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev) {}

        static inline bool intel_kdump_is_scratch(unsigned long pfn)
        {
        	return false;
        }
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .insert(
        """

        intel_kdump_carry_over(&domain->domain, dev);
        """,
        .after, "ret = domain_attach_iommu(domain, iommu);\nif (ret)\nreturn ret;", in: .driver,
        .function("dmar_domain_attach_device"), unless: .addsDeviceInfo, .insertsDeviceInfo),
      .insert(
        """

        intel_kdump_carry_over(&domain->domain, dev);
        """,
        .after, "ret = domain_attach_iommu(domain, iommu);\nif (ret)\nreturn ret;", in: .driver,
        .function("domain_add_dev_info"), when: .addsDeviceInfo),
      attachVMD(in: "domain_add_dev_info", when: .addsDeviceInfo),
      attachVMD(in: "dmar_domain_attach_device", when: .attachesSubdevices),
      .replace(
        "if (dev_is_real_dma_subdevice(dev))\nreturn 0;",
        with: """
          if (dev_is_real_dma_subdevice(dev)) {
          	/* In-flight DMA has the requester-id of the device above. */
          	dev = &pci_real_dma_dev(to_pci_dev(dev))->dev;
          	if (!dev->iommu->attach_deferred)
          		return 0;
          	dev->iommu->attach_deferred = 0;
          	return dmar_domain_attach_device(domain, dev);
          }
          """,
        in: .driver, .function("dmar_domain_attach_device"), unless: .addsDeviceInfo,
        .insertsDeviceInfo, .attachesSubdevices),
      carryWhereInfoIsInserted("intel_kdump_carry_over(&domain->domain, dev);")
        .when(.insertsDeviceInfo).unless(.insertsAliases),
      carryWhereInfoIsInserted(
        """
        if (dev)	/* not an alias */
        	intel_kdump_carry_over(&domain->domain, dev);
        """
      ).when(.insertsAliases),
      .insert(
        """
        /* In-flight DMA has the requester-id of the device above. */
        if (translation_pre_enabled(iommu) && sm_supported(iommu) &&
            dev_is_real_dma_subdevice(dev)) {
        	struct device *real = &pci_real_dma_dev(to_pci_dev(dev))->dev;

        	if (!get_domain_info(real)) {
        		int ret = domain_add_dev_info(domain, real);

        		if (ret)
        			return ret;
        	}
        }


        """,
        .before, "ndomain = dmar_insert_one_dev_info(iommu, bus, devfn, dev, domain);",
        in: .driver, .function("domain_add_dev_info"), when: .insertsDeviceInfo,
        // 5.10 would set up the PASID entry of the device above for each device behind it
        unless: .marksInEntries),
      .replace(
        "attr |= DMA_FL_PTE_PRESENT;",
        with: """
          /* In-flight DMA must not read what others have written there. */
          if (domain_use_first_level(domain) || !is_kdump_kernel() ||
              !intel_kdump_is_scratch(phys_pfn))
          	attr |= DMA_FL_PTE_PRESENT;
          """,
        in: .driver, .function("__domain_mapping"), when: .makesWritesReadable,
        .asksForFirstLevel),
      .replace(
        "attr |= DMA_FL_PTE_PRESENT;",
        with: """
          /* In-flight DMA must not read what others have written there. */
          if (domain->use_first_level || !is_kdump_kernel() ||
              !intel_kdump_is_scratch(phys_pfn))
          	attr |= DMA_FL_PTE_PRESENT;
          """,
        in: .driver, .function("__domain_mapping"), when: .makesWritesReadable,
        unless: .asksForFirstLevel),
      .replace(
        "return type != IOMMU_DOMAIN_UNMANAGED;",
        with: """
          /* Only the second stage can keep the scratch page from being read. */
          return type != IOMMU_DOMAIN_UNMANAGED && !is_kdump_kernel();
          """,
        in: .driver, .function("first_level_by_default"), when: .firstLevelByDefault,
        unless: .pagesBySize, .firstLevelForAllTypes, .asksUnitsForFirstLevel),
      .insert(
        "bool second = is_kdump_kernel();", .after, "static int first_level_support = -1;",
        in: .driver, .function("first_level_by_default"), when: .asksUnitsForFirstLevel),
      .insert(
        "second &= ecap_slts(iommu->ecap);", .before,
        "if (!sm_supported(iommu) || !ecap_flts(iommu->ecap)) {", in: .driver,
        .function("first_level_by_default"), when: .asksUnitsForFirstLevel),
      .insert(
        """
        /* Only the second stage can keep the scratch page from being read. */
        if (second)
        	first_level_support = 0;


        """,
        .before, "return first_level_support;\n}", in: .driver,
        .function("first_level_by_default"), when: .asksUnitsForFirstLevel),
      .replace(
        "return scalable_mode_support() && intel_cap_flts_sanity();",
        with: """
          struct dmar_drhd_unit *drhd;
          struct intel_iommu *iommu;
          bool second = is_kdump_kernel();

          /* Only the second stage can keep the scratch page from being read. */
          rcu_read_lock();
          for_each_active_iommu(iommu, drhd)
          	second &= ecap_slts(iommu->ecap);
          rcu_read_unlock();

          return scalable_mode_support() && intel_cap_flts_sanity() && !second;
          """,
        in: .driver, .function("first_level_by_default"), when: .firstLevelForAllTypes),
      .replace(
        "return true;",
        with: "return !is_kdump_kernel();",
        in: .driver, .function("first_level_by_default"), when: .pagesBySize),
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

  private static func carryWhereInfoIsInserted(_ call: String) -> Edit {
    .insert(
      "\(call)\n\n\n", .before,
      "/* PASID table is mandatory for a PCI device in scalable mode. */",
      in: .driver, .function("dmar_insert_one_dev_info"))
  }

  /// For kernels in which attaching a device behind VMD does not return early.
  private static func attachVMD(in function: String, when feature: KernelFeature) -> Edit {
    .insert(
      """
      /* In-flight DMA has the requester-id of the device above. */
      if (sm_supported(iommu) && dev_is_real_dma_subdevice(dev)) {
      	struct pci_dev *real = pci_real_dma_dev(to_pci_dev(dev));
      	struct device_domain_info *above = dev_iommu_priv_get(&real->dev);

      	if (!above->domain) {
      		ret = \(function)(domain, &real->dev);
      		if (ret)
      			return ret;
      	}
      }


      """,
      .before, "/* PASID table is mandatory for a PCI device in scalable mode. */",
      in: .driver, .function(function), when: feature)
  }
}
