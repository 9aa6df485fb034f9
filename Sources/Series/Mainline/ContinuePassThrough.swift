extension Patch {
  static let continuePassThrough = Patch(
    "Let legacy DMA go on where a crashed kernel used pass-through",
    changelog: """
      With iommu=pt in this kernel, the device of a context that did translate
      gets the identity domain: I/O addresses of legacy DMA are taken for
      addresses of memory. And where the page tables of the crashed kernel map
      all of RAM one to one, the device reaches this kernel's memory: that is
      pass-through in software.

      Give each device with a copied context a DMA domain, whatever the default
      is. Replace pass-through in software as well, and that of devices that may
      be using a device-TLB. A device with several PASIDs stays as it is, with a
      warning. Tell users of kdump what they may see of all this.
      """,
    edits: whatUsersSee + whenADriverAttaches)

  private static let whatUsersSee: [Edit] = [
    .insert(
      """
      * Where the crashed kernel used an Intel IOMMU, the dump-capture kernel leaves
        it translating: what devices go on doing reaches the memory of the crashed
        kernel as before, and not that of the dump-capture kernel. Give the latter
        "intel_iommu=off" only if nothing else helps. Page tables for the I/O
        addresses in use take up to 1/16 of its memory, and 1/64 for each IOMMU
        more if the crashed kernel ran with "iommu=pt". Messages that begin with
        "DMAR:" tell what was taken over; a device is "in quarantine" if its tables
        were damaged, and writes to nothing that matters until its driver resets it.


      """,
      .before, "Kernel Panic\n============", in: .kdumpGuide)
  ]

  private static let whenADriverAttaches: [Edit] = [
    .insert(
      """
      /* The addresses of legacy DMA are not those of memory. */
      if (info && context_copied(info->iommu, info->bus, info->devfn))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      unless: .privateAccessors),
    .insert(
      """
      struct device_domain_info *info = dev_iommu_priv_get(dev);

      /* The addresses of legacy DMA are not those of memory. */
      if (info && context_copied(info->iommu, info->bus, info->devfn))
      	return IOMMU_DOMAIN_DMA;


      """,
      .before, "if (dev_is_pci(dev)) {", in: .driver, .function("device_def_domain_type"),
      when: .privateAccessors),
  ]
}
