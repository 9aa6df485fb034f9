extension Patch {
  static let p14TranslateWhatWas = Patch(
    "Give a device with a copied context a translating domain",
    changelog: """
      With iommu=pt in the crash kernel, a device whose context was copied is to
      be attached to the identity domain. The I/O addresses of its legacy DMA
      are then taken for addresses of memory.

      Make such a device use a DMA domain, whatever the default is.
      """,
    edits: [
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
    ])
}
