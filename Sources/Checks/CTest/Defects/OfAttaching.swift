extension CTestDefect {
  /// In what happens when a driver attaches: addresses, mappings and contexts.
  static let ofAttaching = [
    // replacing contexts
    CTestDefect(
      "a context is not replaced at once", "if (system_has_cmpxchg128()) {", "if (0) {",
      needs: "system_has_cmpxchg128"),
    CTestDefect(
      "a context is not replaced at once", "if (system_has_cmpxchg_double()) {", "if (0) {",
      needs: "system_has_cmpxchg_double"),
    CTestDefect(
      "old CPUs do not exist", "if (system_has_cmpxchg128()) {", "if (1) {",
      needs: "system_has_cmpxchg128"),
    CTestDefect(
      "old CPUs do not exist", "if (system_has_cmpxchg_double()) {", "if (1) {",
      needs: "system_has_cmpxchg_double"),
    CTestDefect("old CPUs mix two contexts", "\tWRITE_ONCE(live->lo, 0);\n"),
    CTestDefect(
      "hardware may see a context late",
      "store_context(iommu, live, new);\n\t__iommu_flush_cache(iommu, live, sizeof(*live));",
      "store_context(iommu, live, new);"),
    CTestDefect(
      "translations of the new domain-id are flushed", "FIELD_GET(CTX_DID, live->hi)",
      "FIELD_GET(CTX_DID, new->hi)"),
    CTestDefect(
      "contexts of the domain-id alone are flushed", "did, source_id, DMA_CCMD_MASK_NOBIT,",
      "did, 0, DMA_CCMD_MASK_NOBIT,"),
    CTestDefect(
      "cached PASIDs stay", "\t\tqi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0);\n"),
    CTestDefect(
      "translations are flushed first",
      "\t\tqi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0);\n\t\tiommu->flush.flush_iotlb(iommu, 0, 0, 0, DMA_TLB_GLOBAL_FLUSH);",
      "\t\tiommu->flush.flush_iotlb(iommu, 0, 0, 0, DMA_TLB_GLOBAL_FLUSH);\n\t\tqi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0);"
    ),
    CTestDefect(
      "a new context counts as copied", "\tclear_bit(source_id, iommu->copied_tables);\n"),
    // I/O addresses in use
    CTestDefect(
      "contexts that are not copied are looked up",
      "||\n\t    !test_bit(PCI_DEVID(bus, devfn), iommu->copied_tables)", ""),
    CTestDefect(
      "the first page of every directory is read", "(pasid >> 15 << VTD_PAGE_SHIFT), page);",
      "(pasid >> 30), page);"),
    CTestDefect(
      "absent directory entries are looked up", "if (!(dir_entry & PASID_DE_P))", "if (0)"),
    CTestDefect(
      "damaged PASIDs are looked up",
      "\tif (!pasid_table_entry_valid(iommu, pasid_entry))\n\t\treturn -EINVAL;\n"),
    CTestDefect(
      "a page without a permission counts", "prot ? size : 0, prot };", "size, prot };"),
    CTestDefect(
      "permissions of tables are ignored", "int prot = pte & table->prot;",
      "int prot = pte & (PTE_R | PTE_W);"),
    CTestDefect(
      "the last run is lost to damage", "\tend_ret = end_run(walk, walk->run);\n",
      "\tend_ret = ret ? 0 : end_run(walk, walk->run);\n"),
    CTestDefect(
      "neighbours are not joined", "range[begin - 1].last + 1 + ranges->joined < first",
      "range[begin - 1].last + ranges->joined < first"),
    CTestDefect(
      "too many ranges are kept", "ranges->count > OLD_RANGES_MAX", "ranges->count > 300"),
    CTestDefect(
      "too few ranges are kept", "ranges->count > OLD_RANGES_MAX", "ranges->count >= OLD_RANGES_MAX"
    ),
    CTestDefect("any ranges are joined", "if (gap < smallest) {", "if (gap > smallest || !i) {"),
    CTestDefect(
      "other groups are taken in",
      "pdev->dev.iommu_group != dev->iommu_group)\n\t\t\tcontinue;\n\n\t\tinfo",
      "pdev->dev.iommu_group == NULL)\n\t\t\tcontinue;\n\n\t\tinfo"),
    CTestDefect(
      "aliases are forgotten", "\t\tpci_for_each_dma_alias(pdev, add_alias, walk);",
      "\t\tadd_alias(pdev, PCI_DEVID(info->bus, info->devfn), walk);"),
    CTestDefect("the drivers need more room", "room >= OLD_RANGES_ROOM", "room > OLD_RANGES_ROOM"),
    CTestDefect(
      "addresses beyond 4 GiB take room", "min(ranges->range[i].last + 1, SZ_4G)",
      "(ranges->range[i].last + 1)"),
    CTestDefect("every device tells of the floor", "\tif (!old_floor)\n\t\tdev_warn", "\tdev_warn"),
    CTestDefect(
      "the floor is not heeded", "max(ranges->range[i].first, old_floor)",
      "max(ranges->range[i].first, 0ULL)"),
    // carrying mappings over
    CTestDefect(
      "this kernel's memory is carried over", "keep ? run->phys : scratch, part,",
      "run->phys, part,"),
    CTestDefect(
      "the page aside can be read", "keep ? run->prot : IOMMU_WRITE", "run->prot"),
    CTestDefect(
      "memory before this kernel's is lost",
      "carry_part(carry, PFN_PHYS(pfn) - carry->run.phys, true);",
      "carry_part(carry, PFN_PHYS(pfn) - carry->run.phys, false);"),
    CTestDefect(
      "memory after this kernel's is lost", "\tcarry_part(carry, carry->run.size, run->prot);\n"),
    CTestDefect(
      "direct regions are mapped twice",
      "\t\telse if (iova - region->start < region->length)\n\t\t\treturn 0;\n"
    ),
    CTestDefect(
      "direct regions may be run into",
      "\t\tif (iova < region->start)\n\t\t\tsize = min(size, region->start - iova);\n"),
    CTestDefect(
      "reserved regions are taken for mapped",
      "region->type != IOMMU_RESV_DIRECT &&\n\t\t    region->type != IOMMU_RESV_DIRECT_RELAXABLE",
      "region->type > 9"),
    CTestDefect(
      "relaxable regions are mapped twice",
      " &&\n\t\t    region->type != IOMMU_RESV_DIRECT_RELAXABLE)", ")"),
    CTestDefect(
      "direct regions of the group are mapped twice",
      "\t\t\tif (pdev->dev.iommu_group == dev->iommu_group)\n\t\t\t\tiommu_get",
      "\t\t\tif (&pdev->dev == dev)\n\t\t\t\tiommu_get"),
    CTestDefect(
      "shared domains are empty", "\tif (!carry->shared)\n\t\treturn size;\n", "\treturn size;\n"),
    CTestDefect(
      "aliases are mapped twice", "\tcarry->shared |= !!carry->tables;\n"),
    CTestDefect(
      "aliases take from the budget twice",
      "\tif (carry->tables == (walk->root | walk->levels))\n\t\treturn 0;\n"),
    CTestDefect("the floor is mapped", "\tif (iova < old_floor)\n\t\treturn 0;\n"),
    CTestDefect(
      "pages below the floor are mapped", "size == VTD_PAGE_SIZE && run->iova >= old_floor",
      "size == VTD_PAGE_SIZE"),
    CTestDefect(
      "a run across the floor is lost", "\t\tpart = max_t(u64, part, VTD_PAGE_SIZE);\n",
      "\t\tpart = part ?: size;\n"),
    CTestDefect(
      "pages of this kernel's memory are carried over",
      "\t    !page_is_ram(PHYS_PFN(run->phys)) &&\n"),
    CTestDefect(
      "pages of direct regions are mapped twice", "list_empty(&carry->direct) && !carry->shared",
      "!carry->shared"),
    CTestDefect(
      "pages of shared domains are mapped twice", "list_empty(&carry->direct) && !carry->shared",
      "list_empty(&carry->direct)"),
    CTestDefect(
      "a page stands for its run", "run->size == VTD_PAGE_SIZE && run->iova", "run->iova"),
    CTestDefect(
      "any mapping is within the budget",
      "\tif (carried_pages + carry->pages > totalram_pages() / 16)\n\t\treturn -E2BIG;\n"),
    CTestDefect("an upper bound decides", "\t\twalk_runs(walk, 0, count_run);\n", "\t\t;\n"),
    CTestDefect(
      "the upper bound lacks what is not read", "carry->pages += lowest ? walk->pages : 0;", ""),
    CTestDefect(
      "tables of the last level are not counted",
      "\t\tif (!page && *level == walk->lowest) {\n\t\t\twalk->pages++;\n",
      "\t\tif (!page && *level == walk->lowest) {\n"),
    CTestDefect(
      "what was counted for the bound is taken for counted",
      "\tmemset(carry->slot, 0, sizeof(carry->slot));\n"),
    CTestDefect(
      "what is carried over is not counted",
      "\tif (run->iova + run->size > carry->slot[2] * entry_size(2))\n\t\tcount_run(walk, run);\n"
    ),
    CTestDefect(
      "the end of a run is not counted", "if (run->iova + run->size > carry->slot[2]",
      "if (run->iova >= carry->slot[2]"),
    CTestDefect("the budget is for each device", "\tcarried_pages += carry->pages;\n"),
    CTestDefect(
      "large pages need tables", "if (carry->domain->pgsize_bitmap & size &&", "if (0 &&"),
    CTestDefect(
      "every domain has large pages", "if (carry->domain->pgsize_bitmap & size &&\n\t\t    !",
      "if (!"),
    CTestDefect("tables are counted for each run", "\t\t\ttables--;\n", "\t\t\t;\n"),
    CTestDefect(
      "a failure to look a device up is silent", "return ret == -ENOENT ? 0 : ret;", "return 0;"),
    CTestDefect(
      "a failure to map is silent", "\tif (ret)\n\t\tdev_warn(dev, \"Mappings",
      "\tif (ret == -E2BIG)\n\t\tdev_warn(dev, \"Mappings"),
    CTestDefect("every domain is for DMA", "|| !iommu_is_dma_domain(domain) ||", "||"),
    CTestDefect(
      "reserved regions leak", "\t\tiommu_put_resv_regions(dev, &carry.direct);\n"),
    CTestDefect(
      "what is not present is carried over", "return (*entry)[0] & PASID_TE_P ? 0 : -ENOENT;",
      "return 0;"),
  ]
}
