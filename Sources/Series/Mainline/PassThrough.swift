extension Patch {
  static let passThrough = Patch(
    "Keep pass-through of the previous kernel off our memory",
    changelog: """
      A device in pass-through reaches all of memory, and goes on doing so while
      the crash kernel boots in a part of it. A stray or damaged descriptor is
      enough to corrupt the dump or the kernel that takes it.

      Replace pass-through by identity page tables that reach up to the end of
      the previous kernel's RAM, which the ELF header of the dump tells, and at
      least up to 4 GiB. They use large pages, and leave out the memory that
      kexec set aside for this kernel. They may take 1/64 of this kernel's
      memory; if that is too little, pass-through goes on, with a warning. So
      does that of a device with several PASIDs. When a driver attaches, its
      domain maps the same addresses to the same memory, and the driver gets
      addresses of this kernel's memory.

      With iommu=pt in this kernel, a device with a copied context would get the
      identity domain, in which the I/O addresses of in-flight DMA are taken for
      addresses of memory. Give it a DMA domain. Tell users of kdump what they
      may see of all this.
      """,
    edits: whatUsersSee + whenADriverAttaches)

  private static let whatUsersSee: [Edit] = [
    .insert(
      """
      * Where the previous kernel used an Intel IOMMU, the dump-capture kernel leaves
        it translating: what devices go on doing reaches the memory of the crashed
        kernel as before, and not that of the dump-capture kernel. Give the latter
        "intel_iommu=off" only if nothing else helps. Page tables for the I/O
        addresses in use take up to 1/16 of its memory, and 1/64 for each IOMMU
        more if the previous kernel ran with "iommu=pt". Messages that begin with
        "DMAR:" tell what was taken over; a device is "in quarantine" if its tables
        were damaged, and writes to nothing that matters until its driver resets it.


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
      when: .privateAccessors),
  ]
}
