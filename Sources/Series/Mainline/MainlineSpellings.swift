/// What templates write in different words for different kernels.
extension KernelSpelling {
  static let mainline: [KernelSpelling] = [
    KernelSpelling(
      "alloc_table", "A zeroed page for a table of the IOMMU; it may sleep.",
      (.driverPages, "alloc_pgtable_page(iommu->node)"),
      (.driverPagesByFlags, "alloc_pgtable_page(iommu->node, GFP_KERNEL)"),
      (.pagesByOrder, "iommu_alloc_page_node(iommu->node, GFP_KERNEL)"),
      (.pagesBySize, "iommu_alloc_pages_node_sz(iommu->node, GFP_KERNEL, SZ_4K)")),
    KernelSpelling(
      "free_table", "The function that frees such a page; it takes NULL.",
      (.driverPages, "free_pgtable_page"), (.driverPagesByFlags, "free_pgtable_page"),
      (.pagesByOrder, "iommu_free_page"),
      (.pagesBySize, "iommu_free_pages")),
    KernelSpelling(
      "domain_ids", "The number of domain-ids of a unit.",
      (.domainIDLimit, "iommu->max_domain_id"), (.domainIDCapability, "cap_ndoms(iommu->cap)")),
    KernelSpelling(
      "copied_tables", "The bitmap of an IOMMU's copied context entries.",
      (.sideTable, "intel_copied_tables[iommu->seq_id]"),
      (.besideTheRoot, "iommu->copied_tables")),
    KernelSpelling(
      "copy_mc", "What copies memory that may be poisoned; it returns how much is left.",
      (.copyMC, "copy_mc_to_kernel"), (.memcpyMCSafe, "memcpy_mcsafe")),
    KernelSpelling(
      "flush_all_pasids", "What invalidates the PASID cache of all domain-ids.",
      (.flushesPASIDCache, "qi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0)"),
      (
        // granularity 3: all domain-ids; VT-d specification, section 6.5.2.2
        .submitsOneDescriptor,
        "qi_submit_sync(&(struct qi_desc){ .qw0 = QI_PC_TYPE | QI_PC_GRAN(3) }, iommu)"
      )),
    KernelSpelling(
      "put_resv_regions", "What frees regions of no device.",
      (.genericPut, "generic_iommu_put_resv_regions"),
      (.putResvRegions, "iommu_put_resv_regions")),
    KernelSpelling(
      "not_dma_domain", "Whether `domain` is none of the DMA API.",
      (.flushQueueDomains, "!iommu_is_dma_domain(domain)"),
      (.dmaDomains, "domain->type != IOMMU_DOMAIN_DMA")),
    KernelSpelling(
      "readq", "What reads a 64-bit register.",
      (.dmarReadq, "dmar_readq"), (.plainReadq, "readq")),
  ]
}
