extension Patch {
  static let passThrough = Patch(
    "Use identity tables in place of pass-through in a crash kernel",
    changelog: """
      A device in pass-through can reach all memory, including the memory of the
      crash kernel. A stray or damaged descriptor is enough to corrupt the crash
      kernel or the dump.

      Replace pass-through by identity page tables without the memory of the
      crash kernel. Writes to that memory end in the scratch page; in caching
      mode they fault. The tables reach up to the end of the previous kernel's
      RAM, which the ELF header of the dump tells, and at least up to 4 GiB. They
      map reserved memory as well as RAM, because drivers of firmware-run
      controllers such as hpsa (P212 controller) lose the disk when the IOMMU
      faults on memory that only firmware knows.

      The tables use large pages, and may take 1/64 of the crash kernel's memory
      for each IOMMU. If this is too little, pass-through goes on, with a
      warning. Pass-through of a device with several PASIDs goes on as well, with
      a warning.

      When a driver attaches, its domain maps the same addresses to the same
      memory. Drivers can use the I/O addresses that the domain leaves out, which
      are those of the crash kernel's memory.

      With iommu=pt in the crash kernel, a device with a copied context would get
      the identity domain. The I/O addresses of in-flight DMA would then be taken
      for physical addresses. Give the device a DMA domain.

      Describe in the kdump guide what users see. The patch adds about 185 lines;
      the next two patches build their tables with the same functions.
      """,
    edits: whatUsersSee + whenADriverAttaches)

  private static let whatUsersSee: [Edit] = [
    .insert(
      """
      * Where the system kernel used an Intel IOMMU, the dump-capture kernel leaves
        translation enabled: devices that are still active reach the memory of the
        system kernel as before, and not that of the dump-capture kernel. Use
        "intel_iommu=off" in the dump-capture kernel only if nothing else helps.
        Page tables for the I/O addresses in use take up to 1/16 of its memory, what
        is recorded of them another 1/16, and the page tables that replace others up
        to 3/64 for each IOMMU. Messages that begin with "DMAR:" tell what was taken
        over. A device is "in quarantine" if its tables were damaged: until its
        driver attaches, its writes go to a scratch page, and its reads fault.


      """,
      .before, "Kernel Panic\n============", in: .kdumpGuide)
  ]

  private static let whenADriverAttaches: [Edit] = [
    .insert(
      """
      /* In-flight DMA may be using other addresses than those of memory. */
      if (info && translation_pre_enabled(info->iommu))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      unless: .privateAccessors),
    .insert(
      """
      struct device_domain_info *info = dev_iommu_priv_get(dev);

      /* In-flight DMA may be using other addresses than those of memory. */
      if (info && translation_pre_enabled(info->iommu))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      when: .privateAccessors, unless: .insertsDeviceInfo),
    .insert(
      """
      struct intel_iommu *iommu = device_to_iommu(dev, NULL, NULL);

      /* In-flight DMA may be using other addresses than those of memory. */
      if (iommu && translation_pre_enabled(iommu))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      when: .insertsDeviceInfo, .looksUpIOMMUAlone),
    .insert(
      """
      struct intel_iommu *iommu;
      u8 bus, devfn;

      /* In-flight DMA may be using other addresses than those of memory. */
      iommu = device_to_iommu(dev, &bus, &devfn);
      if (iommu && translation_pre_enabled(iommu))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      when: .insertsDeviceInfo, unless: .looksUpIOMMUAlone),
  ]
}
