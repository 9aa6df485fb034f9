/// In what the kernels of the classic family differ, as far as the series has to know.
extension KernelFeature {
  /// Those that templates ask about.
  static let classic: [KernelFeature] = [
    genericDevices, extendedContexts, contextByAddress, copiesTables, writeOnce,
    licenceTags,
  ]

  /// From 3.15 on.
  static let genericDevices = KernelFeature(
    "generic_devices", "Any device can be behind an IOMMU, not only a PCI device.",
    shownBy: "struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn)",
    in: .classicDriver)

  static let pciDevices = KernelFeature(
    "pci_devices", "Only PCI devices are behind an IOMMU.",
    shownBy: "struct intel_iommu *device_to_iommu(int segment, u8 bus, u8 devfn)",
    in: .classicDriver)

  /// From 3.15 on.
  static let pageLists = KernelFeature(
    "page_lists", "The pages of a page table are freed in a list, after the flush.",
    shownBy: "freelist = domain_unmap(domain, 0, DOMAIN_MAX_PFN(domain->gaw));",
    in: .classicDriver, .function("domain_exit"))

  /// From 4.1 on.
  static let extendedContexts = KernelFeature(
    "extended_contexts", "The driver knows the extended root and context entries of SVM.",
    shownBy: "#define ecap_ecs(e) ((e >> 24) & 0x1)", in: .classicHeader)

  static let contextByAddress = KernelFeature(
    "context_by_address", "One function finds the context entry of a device.",
    shownBy: "context = iommu_context_addr(iommu, bus, devfn, 0);", in: .classicDriver,
    .function("device_context_mapped"))

  static let contextByTable = KernelFeature(
    "context_by_table", "The context entry of a device is looked up in the table of its bus.",
    shownBy: "ret = context_present(&context[devfn]);", in: .classicDriver,
    .function("device_context_mapped"))

  /// From 4.2 on, and in RHEL 7.
  public static let copiesTables = KernelFeature(
    "copies_tables", "A crash kernel copies root and context tables, and marks the entries.",
    shownBy: "static int copy_translation_tables(struct intel_iommu *iommu)", in: .classicDriver)

  /// From 4.3 on.
  static let domainIDByUnit = KernelFeature(
    "domain_id_by_unit", "A domain has a domain-id of its own on each IOMMU.",
    shownBy: "u16 did = domain->iommu_did[iommu->seq_id];", in: .classicDriver,
    .function("domain_context_mapping_one"))

  static let comparesDomainIDs = KernelFeature(
    "compares_domain_ids", "A domain-id of a copied entry is compared with 0, too, until 4.15.",
    shownBy: "if (did_old >= 0 && did_old < cap_ndoms(iommu->cap)) {", in: .classicDriver,
    .function("domain_context_mapping_one"))

  static let writeOnce = KernelFeature(
    "write_once", "A word is stored at once by WRITE_ONCE(), in place of ACCESS_ONCE().",
    shownBy: "#define WRITE_ONCE(x, val)", in: .compiler)

  /// From 4.14 on.
  static let licenceTags = KernelFeature(
    "licence_tags", "checkpatch takes the licence tag of a .c file in a // comment only.",
    shownBy: "# SPDX-License-Identifier: GPL-2.0", in: .classicMakefile)

  /// From 3.17 or so on.
  static let twoDomainFlags = KernelFeature(
    "two_domain_flags", "A domain has two flags.",
    shownBy: "#define DOMAIN_FLAG_VIRTUAL_MACHINE (1 << 0)", in: .classicDriver)
}

extension KernelSpelling {
  static let classic: [KernelSpelling] = [
    KernelSpelling(
      "device_type", "What a device is to the driver.",
      (.genericDevices, "struct device *dev"), (.pciDevices, "struct pci_dev *pdev"))
  ]
}
