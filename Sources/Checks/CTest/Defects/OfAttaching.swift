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
      "store_context(iommu, live, &entry);\n\t__iommu_flush_cache(iommu, live, sizeof(*live));",
      "store_context(iommu, live, &entry);"),
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
      "a page without a permission counts", "if (!walk->run.size || !walk->run.prot)",
      "if (!walk->run.size)"),
    CTestDefect(
      "permissions of tables are ignored", "return pte & prot;", "return pte & (PTE_R | PTE_W);"),
    CTestDefect(
      "the last run is lost", "\tend_run(walk);\n\n\treturn ret;", "\treturn ret;"),
    CTestDefect(
      "pages in a row lead to memory in a row",
      " &&\n\t    walk->run.phys + walk->run.size == phys &&", " &&"),
    CTestDefect(
      "pages in a row have the same permissions", " && walk->run.prot == prot) {", ") {"),
    CTestDefect(
      "only the first page of a run is in use", "iova, iova + size - 1);", "iova, iova);"),
    CTestDefect(
      "the smallest gap is left", "CHUNK_SIZE <= group->room_end - group->room)",
      "CHUNK_SIZE - 1 >= group->room_end - group->room - 1)"),
    CTestDefect(
      "the drivers need more room", "group->room >= GROUP_ROOM)", "group->room > GROUP_ROOM)"),
    CTestDefect(
      "no room is made", "\tfind_room(group, group->fixed);\n"),
    CTestDefect(
      "more is given up than is needed",
      "\tgroup->room_end = min(group->room_end, group->room + GROUP_ROOM);\n"),
    CTestDefect(
      "every device tells of the room", "\tif (!group->short_of_room)\n\t\tdev_warn",
      "\tdev_warn"),
    CTestDefect(
      "aliases are forgotten",
      "dev_is_pci(dev) ?\n\t\t      pci_for_each_dma_alias(to_pci_dev(dev), join_alias, group) :",
      "false ? 0 :"),
    CTestDefect(
      "devices that are not PCI devices are passed over",
      "join_alias(NULL, PCI_DEVID(bus, devfn), group);", "0;"),
    CTestDefect(
      "a device that cannot join is not named", "\tif (ret)\n\t\tdev_warn(dev, \"The addresses",
      "\tif (0)\n\t\tdev_warn(dev, \"The addresses"),
    CTestDefect(
      "regions of the firmware are no addresses in use",
      "\t\tuse_chunks(group->fixed, region->start,\n\t\t\t   region->start + region->length - 1);\n"
    ),
    CTestDefect(
      "windows are addresses like others", "if (resource_type(window->res) == IORESOURCE_MEM)",
      "if (0)"),
    CTestDefect(
      "ports are windows", "if (resource_type(window->res) == IORESOURCE_MEM)", "if (1)"),
    CTestDefect(
      "what is in use above 4 GiB is given out",
      "\t\tlist_addresses(head, group->high, group->end);\n", "\t\t;\n"),
    CTestDefect(
      "drivers get nothing above 4 GiB",
      "min_not_zero(domain->high, max_t(u64, iova, SZ_4G))", "SZ_4G"),
    CTestDefect(
      "one member's addresses above 4 GiB count",
      "group->high = min_not_zero(group->high, domain->high);", "group->high = domain->high;"),
    CTestDefect(
      "what is below the room is given out",
      "\tlist_addresses(head, first, min(group->room, end));\n"),
    CTestDefect(
      "what is above the room is given out",
      "\tlist_addresses(head, max(first, group->room_end), end);\n"),
    CTestDefect(
      "the PASID of requests without one is 0", "FIELD_GET(SMCTX_RID_PASID, context[1])", "0"),
    CTestDefect(
      "nested translations pass in silence", "\t\tif (!ret)\n\t\t\tpr_notice_once(",
      "\t\tif (0)\n\t\t\tpr_notice_once("),
    // keeping mappings
    CTestDefect(
      "any number of runs is kept", "if (kept_pages < totalram_pages() / 16)", "if (1)"),
    CTestDefect(
      "runs of damaged tables are kept", "\t\tdrop_runs(domain);\n\t\tfree_new_tables",
      "\t\tfree_new_tables"),
    CTestDefect(
      "this kernel's memory is carried over", "keep_part(domain, iova, phys, part, prot, spared);",
      "keep_part(domain, iova, phys, part, prot, false);"),
    CTestDefect(
      "this kernel's memory keeps its addresses", "if (!spared || iova != phys)", "if (1)"),
    CTestDefect("the scratch memory can be read", "own ? IOMMU_WRITE : prot", "prot"),
    CTestDefect(
      "the scratch page shows what was there", "page = get_zeroed_page(GFP_KERNEL);",
      "page = __get_free_page(GFP_KERNEL);"),
    CTestDefect(
      "memory beside this kernel's is lost",
      "if (iova < first)\n\t\t*size = min(*size, first - iova);\n\telse if", "if"),
    CTestDefect(
      "memory after this kernel's is lost", "*size = min(*size, end - iova);", "(void)0;"),
    CTestDefect("long runs are cut off", "min_t(u64, size, SZ_4G)", "size"),
    CTestDefect(
      "large pages need tables", "\t\tif (large)\n\t\t\ttables", "\t\tif (0)\n\t\t\ttables"),
    CTestDefect(
      "all hardware has large pages",
      " &&\n\t\t\t     page_level(domain->cap, own_first_stage(domain->ecap), level + 1);", ";"),
    CTestDefect("tables are counted for each run", "\t\t\ttables--;\n", "\t\t\t;\n"),
    CTestDefect(
      "a large page leaves a table", "\t\tif (!large || end & mask)\n"),
    // carrying mappings over
    CTestDefect(
      "direct regions are mapped twice",
      "others |= within(round_down(region->start, PAGE_SIZE),\n\t\t\t\t round_up(region->start + region->length, PAGE_SIZE),\n\t\t\t\t iova, size);",
      "(void)region;"),
    CTestDefect(
      "direct regions may be run into",
      "\tif (iova < first)\n\t\t*size = min(*size, first - iova);\n\telse if",
      "\tif"),
    CTestDefect(
      "reserved regions are taken for mapped",
      "region->type == IOMMU_RESV_DIRECT ||\n\t\t    region->type == IOMMU_RESV_DIRECT_RELAXABLE",
      "region->type < 9"),
    CTestDefect(
      "relaxable regions are mapped twice",
      " ||\n\t\t    region->type == IOMMU_RESV_DIRECT_RELAXABLE)", ")"),
    CTestDefect(
      "what was given up is mapped",
      "within(group->room, group->room_end, iova, size);", "false;"),
    CTestDefect(
      "aliases are mapped twice",
      "(first || !is_mapped(domain, iova, &part)))", "true)"),
    CTestDefect(
      "only one of the aliases' pages is mapped",
      "\t*size = max_t(u64, done, VTD_PAGE_SIZE);\n", "\t(void)done;\n"),
    CTestDefect(
      "any mapping is within the budget",
      "\t    totalram_pages() / 16) {\n\t\tatomic_long_sub",
      "\t    totalram_pages()) {\n\t\tatomic_long_sub"),
    CTestDefect(
      "what did not fit takes from the budget",
      "\t\tatomic_long_sub(tables, &carried_pages);\n"),
    CTestDefect(
      "lost mappings are lost in silence", "return ret ?: old->lost ? -ENOMEM : 0;", "return ret;"),
    CTestDefect(
      "a failure to map is silent", "\tif (ret)\n\t\tdev_warn(dev, \"Mappings",
      "\tif (ret == -E2BIG)\n\t\tdev_warn(dev, \"Mappings"),
    CTestDefect("every domain is for DMA", " || !iommu_is_dma_domain(domain))", ")"),
    CTestDefect(
      "a group is carried over for each device", "\tif (group->carried != domain)\n"),
    CTestDefect(
      "the first map always sleeps", "\tif (may_sleep())\n\t\tdown(&group->lock);",
      "\tif (1)\n\t\tdown(&group->lock);"),
    CTestDefect(
      "regions leak", "\tiommu_put_resv_regions(NULL, &group->direct);\n"),
  ]
}
