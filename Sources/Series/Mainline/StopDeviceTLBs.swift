extension Patch {
  static let stopDeviceTLBs = Patch(
    "Disable ATS in a crash kernel until a driver attaches",
    changelog: """
      A device with ATS enabled keeps translations in its own TLB, and goes on
      using them when the crash kernel replaces the tables of the device. The
      crash kernel also enables PASIDs as if ATS were disabled, and the PCIe
      specification does not define what a device does then. Where a kernel has
      pci_prepare_ats(), this function disables ATS at probe, but not of virtual
      functions, and not of devices that are not trusted.

      Disable ATS when a device behind an IOMMU with copied tables is probed.
      In-flight DMA goes on in untranslated requests, for which the IOMMU uses
      the copied tables. An invalidation of the device's TLB would have to wait
      for an answer, which a device may be unable to give after a crash. The
      driver enables ATS again when it attaches the device.
      """,
    edits: [
      .replace(
        "if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev)) {\niommu_enable_pci_ats(info);",
        with: """
          /* A copied context is replaced first. */
          if (sm_supported(iommu) && !dev_is_real_dma_subdevice(dev) &&
              !context_copied(iommu, info->bus, info->devfn)) {
          	iommu_enable_pci_ats(info);
          """,
        in: .driver, .function("intel_iommu_probe_finalize"), when: .pagesBySize)
    ])
}
