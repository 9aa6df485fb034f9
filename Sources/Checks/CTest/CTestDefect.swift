import Diagnostics

/// A defect to plant in the code: tests that do not see it are worth nothing.
struct CTestDefect: Sendable {
  let name: String
  /// Stands exactly once in the code at the end of the series.
  let original: String
  let planted: String
  /// What the code must say for the defect to have a place there: kernels differ.
  let needs: String

  private init(
    _ name: String, _ original: String, _ planted: String = "", needs: String = ""
  ) {
    self.name = name
    self.original = original
    self.planted = planted
    self.needs = needs
  }

  /// The code with the defect; nil when its place is not there exactly once.
  func plant(in code: String) -> String? {
    let places = code.ranges(of: original)
    return places.count == 1 ? code.replacingCharacters(in: places[0], with: planted) : nil
  }

  static let all = [
    // reading
    CTestDefect("a mapping is kept", "\tmemunmap(old);\n"),
    CTestDefect(
      "the old table is written", "memcpy(table, old, VTD_PAGE_SIZE);",
      "memcpy(table, old, VTD_PAGE_SIZE);\n\t*(u64 *)old ^= 1;"),
    CTestDefect(
      "a page is read after its mapping", "\tmemcpy(table, old, VTD_PAGE_SIZE);\n\tmemunmap(old);",
      "\tmemunmap(old);\n\tmemcpy(table, old, VTD_PAGE_SIZE);"),
    CTestDefect(
      "a mapping is read beyond its end", "memcpy(table, old, VTD_PAGE_SIZE);",
      "memcpy(table, old + 8, VTD_PAGE_SIZE);"),
    CTestDefect("address 0 is read", "phys && !(phys >>", "!(phys >>"),
    CTestDefect("this kernel's memory is read", "!page_is_ram(PHYS_PFN(phys))", "true"),
    CTestDefect("any address is read", "!(phys >> host_address_width()) &&", ""),
    CTestDefect("the DMAR table is kept", "\t\tacpi_put_table(dmar);\n"),
    CTestDefect("the host address width is one bit short", "->width + 1U", "->width + 0U"),
    CTestDefect(
      "the CPU's address width is forgotten", "width = boot_cpu_data.x86_phys_bits;",
      "width = 64;"),
    // copying
    CTestDefect("every table goes to the lower half", "root->hi = virt", "root->lo = virt"),
    CTestDefect(
      "upper halves are forgotten",
      "if (old->scalable &&\n\t\t    copy_context_table(old, bus, true, root + 1))", "if (0)"),
    CTestDefect(
      "entries have one size", "unsigned int i, words = old->scalable ? 4 : 2;",
      "unsigned int i, words = 2;"),
    CTestDefect(
      "upper functions are taken for lower ones", "i / words + (upper ? 0x80 : 0);", "i / words;"),
    CTestDefect(
      "half an entry is copied", "memcpy(&table[i], entry, words * sizeof(*entry));",
      "memcpy(&table[i], entry, words * sizeof(*entry) / 2);"),
    CTestDefect(
      "contexts that are not present are copied", "if (!(entry[0] & CTX_P))\n\t\t\tcontinue;\n"),
    CTestDefect(
      "copied contexts are not marked", "\t\t__set_bit(PCI_DEVID(bus, devfn), old->copied);\n"),
    CTestDefect(
      "another mode is taken over", "FIELD_GET(RTADDR_TTM, rtaddr) != !!sm_supported(iommu)",
      "FIELD_GET(RTADDR_TTM, rtaddr) > 3"),
    // all or nothing
    CTestDefect(
      "tables leak on failure", "if (ret)\n\t\tfree_tables(old);",
      "if (ret)\n\t\tbitmap_free(old->copied), (void)free_tables;"),
    CTestDefect("the bitmap leaks on failure", "\n\tbitmap_free(old->copied);\n", "\n"),
    CTestDefect("the working memory leaks", "\tkvfree(old);\n"),
    CTestDefect("a missing page is used", "\tif (!table)\n\t\treturn -ENOMEM;\n"),
    CTestDefect(
      "a missing mapping is used", "\tif (!old)\n\t\treturn -ENOMEM;\n\n\tmemcpy", "\tmemcpy"),
    CTestDefect(
      "a missing bitmap is used", "if (old->copied) {\n\t\tcopy_root_table",
      "{\n\t\tcopy_root_table"),
    CTestDefect(
      "a root entry is published at once", "old->tables[bus][upper] = table;",
      "old->tables[bus][upper] = table;\n\tiommu->root_entry[bus].lo = 1 | virt_to_phys(table);"),
    CTestDefect(
      "a failure drops the bus",
      "if (copy_context_table(old, bus, false, root))\n\t\t\trefuse_root(old, bus, false);",
      "copy_context_table(old, bus, false, root);"),
    CTestDefect(
      "the lock is kept", "old->copied;\n\n\tspin_unlock(&iommu->lock);\n", "old->copied;\n"),
    CTestDefect(
      "memory is allocated under the lock", "spin_lock(&iommu->lock);\n\n\tfor (bus",
      "spin_lock(&iommu->lock);\n\tkvfree(kvzalloc(8, GFP_KERNEL));\n\tfor (bus"),
    CTestDefect(
      "context tables are not flushed", "\t__iommu_flush_cache(iommu, table, VTD_PAGE_SIZE);\n"),
    CTestDefect(
      "the root table is not flushed",
      "\t__iommu_flush_cache(iommu, iommu->root_entry, VTD_PAGE_SIZE);\n"),
    // damage
    CTestDefect(
      "a damaged root entry is used", "if (!root_valid(old, root)) {",
      "if (root_valid(old, root) > 1) {"),
    CTestDefect(
      "a damaged root entry ends the copy", "refuse_root(old, bus, upper);\n\t\treturn 0;",
      "refuse_root(old, bus, upper);\n\t\treturn -EINVAL;"),
    CTestDefect(
      "a damaged context ends the copy", "if (ret == -EINVAL) {", "if (ret == -ENOENT) {"),
    CTestDefect("a failure counts as damage", "if (ret == -EINVAL) {", "if (ret) {"),
    CTestDefect(
      "damage is not reported", "refuse_context(old, bus, devfn);", "(void)refuse_context;"),
    CTestDefect(
      "another device is reported", "PCI_SLOT(devfn),\n", "PCI_SLOT(devfn) ^ 1,\n"),
    // PASIDs
    CTestDefect(
      "the directory is too short", "128 << FIELD_GET(SMCTX_PDTS", "64 << FIELD_GET(SMCTX_PDTS"),
    CTestDefect(
      "the directory is too long", "128 << FIELD_GET(SMCTX_PDTS", "256 << FIELD_GET(SMCTX_PDTS"),
    CTestDefect(
      "one page of the directory is read", "if (i % TABLE_WORDS == 0) {", "if (i == 0) {"),
    CTestDefect(
      "the last entry of a PASID table is left out", "i < TABLE_WORDS; i += PASID_TE_WORDS",
      "i < TABLE_WORDS - PASID_TE_WORDS; i += PASID_TE_WORDS"),
    CTestDefect(
      "absent PASIDs are checked", "if (!(entry[0] & PASID_TE_P))\n\t\t\tcontinue;\n"),
    CTestDefect(
      "absent directory entries are followed", "if (!(entry[0] & PASID_DE_P))\n\t\t\tcontinue;\n"),
    CTestDefect("reading has no bound", "\told->pasid_pages++;\n"),
    // domain-ids
    CTestDefect(
      "domain-ids are forgotten", "iommu->domain_ids, old->domain_ids,",
      "iommu->domain_ids, iommu->domain_ids,", needs: "bitmap_or("),
    CTestDefect(
      "this kernel's domain-ids are lost", "bitmap_or(iommu->domain_ids, iommu->domain_ids,",
      "bitmap_or(iommu->domain_ids, old->domain_ids,", needs: "bitmap_or("),
    CTestDefect(
      "domain-ids are forgotten", "ret = reserve_domain_ids(old);", "(void)reserve_domain_ids;",
      needs: "ida_alloc_range("),
    CTestDefect(
      "a domain-id of this kernel ends the copy", "if (ret == -ENOSPC)", "if (ret == -ENOENT)",
      needs: "ida_alloc_range("),
    CTestDefect(
      "this kernel's domain-ids are freed on failure",
      "\t\t\t__clear_bit(id, old->domain_ids);", "\t\t\t;", needs: "ida_alloc_range("),
    CTestDefect(
      "domain-ids stay reserved on failure", "\t\tida_free(&iommu->domain_ida, id);", "\t\t;",
      needs: "ida_alloc_range("),
    CTestDefect(
      "domain-ids beyond the hardware's are reserved", "old->domain_ids, iommu->max_domain_id)",
      "old->domain_ids, DOMAIN_IDS)", needs: "ida_alloc_range("),
    CTestDefect(
      "domain-ids beyond the hardware's are reserved", "cap_ndoms(iommu->cap));\n\tiommu->copied",
      "DOMAIN_IDS);\n\tiommu->copied", needs: "bitmap_or("),
    CTestDefect("RID_PASID is taken for a domain-id", "\t\tif (!old->scalable)\n"),
    CTestDefect(
      "domain-ids of damaged entries are free",
      "__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);",
      "if (pasid_table_entry_valid(old->iommu, entry))\n\t\t\t__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);"
    ),
    // page tables
    CTestDefect(
      "more levels are walked than there can be",
      "\tif (level > OLD_LEVELS_MAX)\n\t\treturn -EINVAL;\n"),
    CTestDefect(
      "reserved bits of page tables are ignored",
      "if (pte & pte_reserved[walk->first_stage][level][page])",
      "if (pte & pte_reserved[walk->first_stage][level][page] & 1)"),
    CTestDefect(
      "pages may be of any size", "\t    !page_level(walk->iommu, level) ||\n"),
    CTestDefect(
      "page sizes are mixed up", "& BIT(level - 2));", "& BIT(3 - level));"),
    CTestDefect(
      "pages may be beyond the host", "!((pte & PTE_ADDR) >> host_address_width());", "true;"),
    CTestDefect(
      "snooping is refused", "(pte & PTE_SNP && !ecap_sc_support(walk->iommu->ecap))",
      "(pte & PTE_SNP)"),
    CTestDefect(
      "a page table may contain itself", "if (walk->path[above].phys == phys)",
      "if (above > walk->levels)"),
    CTestDefect("page tables are read without end", "\twalk->pages++;\n"),
    CTestDefect(
      "every entry is present",
      "\tif (!(pte & (walk->first_stage ? PTE_R : PTE_R | PTE_W)))\n\t\treturn 0;\n"),
    CTestDefect(
      "the last entry of a page table is left out", "next == TABLE_WORDS", "next == TABLE_WORDS - 1"
    ),
    CTestDefect(
      "shared page tables are walked again",
      "if (walk->root == root && walk->levels == levels &&\n\t    walk->first_stage == first_stage)",
      "if (!walk->root)"),
    CTestDefect(
      "shared page tables are not damaged", "\t\treturn old->walked;", "\t\treturn 0;"),
    CTestDefect(
      "pass-through has page tables",
      "if (FIELD_GET(CTX_TT, entry[0]) == CONTEXT_TT_PASS_THROUGH)\n\t\treturn 0;\n"),
    CTestDefect(
      "nested translations are not walked",
      "\tcase PASID_ENTRY_PGTT_NESTED:\n\t\treturn check_page", "\t\treturn check_page"),
    // first-stage tables
    CTestDefect(
      "first-stage tables are not checked",
      "check_page_tables(old, entry[2] & PASID_TE_FSPTPTR,\n\t\t\t\t\t FS_LEVELS(entry), true);",
      "0;"),
    CTestDefect(
      "every first-stage table has 4 levels",
      "(4 + (unsigned int)FIELD_GET(PASID_TE_FSPM, (entry)[2]))", "4U"),
    CTestDefect(
      "both stages have the same reserved bits", "pte_reserved[walk->first_stage]",
      "pte_reserved[0]"),
    CTestDefect(
      "a table is judged for one stage only", " &&\n\t    walk->first_stage == first_stage)", ")"),
    CTestDefect(
      "first-stage entries that are not present count", "walk->first_stage ? PTE_R : PTE_R | PTE_W",
      "PTE_R | PTE_W"),
    CTestDefect(
      "first-stage pages of 1 GiB need no capability",
      "level > 2 + cap_fl1gp_support(walk->iommu->cap)", "level > 3"),
    CTestDefect(
      "first-stage pages have the sizes of the second stage",
      "level > 2 + cap_fl1gp_support(walk->iommu->cap)", "!page_level(walk->iommu, level)"),
    CTestDefect("what is not for users is translated", "!(pte & PTE_US) || iova", "iova"),
    CTestDefect(
      "the upper half is translated", " || iova >= entry_size(walk->levels + 1) / 2))", "))"),
    CTestDefect(
      "the sign is that of 4 levels", "iova >= entry_size(walk->levels + 1) / 2",
      "iova >= entry_size(5) / 2"),
    CTestDefect("the first stage is walked as the second", "\t\twalk->first_stage = true;\n"),
    CTestDefect("a stage is that of the device before", "\twalk->first_stage = false;\n"),
    // the table mode
    CTestDefect(
      "the mode of an IOMMU that is off counts",
      "if (!(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES) ||\n\t\t    !ecap", "if (!ecap"),
    CTestDefect(
      "an IOMMU with one mode counts", "!ecap_smts(iommu->ecap) || ", ""),
    CTestDefect("a mode without tables is taken over", " || scalable > RTADDR_TTM_SCALABLE)", ")"),
    CTestDefect("the mode is only told of", "\t\tintel_iommu_sm = scalable;\n"),
    CTestDefect("every mode is news", "\t\tif (scalable != intel_iommu_sm)\n"),
    CTestDefect(
      "the last IOMMU decides", "\t\tintel_iommu_sm = scalable;\n\t\tbreak;",
      "\t\tintel_iommu_sm = scalable;"),
    CTestDefect(
      "widths are those of another mode", "\t\tiommu->agaw = iommu_calculate_agaw(iommu);\n"),
    CTestDefect(
      "largest widths are those of another mode",
      "\t\tiommu->msagaw = iommu_calculate_max_sagaw(iommu);\n"),
    CTestDefect(
      "every kernel takes the mode over", "\tif (!is_kdump_kernel())\n\t\treturn;\n"),
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
      "the last run is lost to damage", "\tend_ret = end_run(walk);\n",
      "\tend_ret = ret ? 0 : end_run(walk);\n"),
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
      "\t\tif (iova >= region->start &&\n\t\t    iova < region->start + region->length)\n\t\t\treturn 0;\n"
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
      "\t\tif (pdev->dev.iommu_group == dev->iommu_group)\n\t\t\tiommu_get",
      "\t\tif (&pdev->dev == dev)\n\t\t\tiommu_get"),
    CTestDefect(
      "shared domains are empty", "\tif (!carry->shared)\n\t\treturn size;\n", "\treturn size;\n"),
    CTestDefect(
      "aliases are mapped twice", "\tcarry->shared |= !!carry->tables;\n"),
    CTestDefect(
      "aliases take from the budget twice",
      "\tif (carry->tables == (walk->root | walk->levels))\n\t\treturn 0;\n"),
    CTestDefect("the floor is mapped", "part && run->iova >= old_floor;", "part;"),
    CTestDefect(
      "a run across the floor is lost",
      "\t\tif (run->iova < old_floor)\n\t\t\tpart = min(part, old_floor - run->iova);\n"),
    CTestDefect(
      "any mapping is within the budget",
      "if (carried_pages + carry->pages > totalram_pages() / 16)", "if (0)"),
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
      "reserved regions leak", "\t\tiommu_put_resv_regions(dev, &carry->direct);\n"),
    // quarantine, and identity for pass-through
    CTestDefect(
      "quarantine has any domain-id", "if (!__test_and_set_bit(id, old->domain_ids))", "if (1)"),
    CTestDefect(
      "quarantine needs no second stage", "if (!ecap_slts(iommu->ecap))\n\t\treturn -EOPNOTSUPP;\n",
      ""),
    CTestDefect("what is in quarantine is not marked", "\t\t__set_bit(id, old->copied);\n", ""),
    CTestDefect(
      "all buses are in quarantine without a root table",
      "\t\tif (!pci_find_bus(old->iommu->segment, bus))\n\t\t\tcontinue;\n", ""),
    CTestDefect(
      "only half of an unknown bus is in quarantine",
      "\t\tif (old->scalable)\n\t\t\trefuse_root(old, bus, true);\n", ""),
    CTestDefect(
      "quarantine gets no addresses", "{ OLD_RANGES_ROOM, odd, SZ_4G - OLD_RANGES_ROOM }",
      "{ OLD_RANGES_ROOM, odd, SZ_1G }"),
    CTestDefect(
      "a blocked device is silent", "\tif (ret)\n\t\tpr_warn(\"%s: Legacy DMA of some",
      "\tif (0)\n\t\tpr_warn(\"%s: Legacy DMA of some"),
    CTestDefect(
      "identity has no hole", "identity->next = identity->hole_end & PAGE_MASK;",
      "identity->next &= PAGE_MASK;"),
    CTestDefect(
      "the hole is not trimmed from above", "identity->hole_end = min(", "identity->hole_end = max("
    ),
    CTestDefect("pages of 1 GiB need nothing", "if (page_level(identity->iommu, level) &&", "if ("),
    CTestDefect(
      "identity has no budget", "if (identity->pages == totalram_pages() / 64)", "if (0)"),
    CTestDefect(
      "what was begun of identity leaks",
      "\tif (ret)\n\t\tfree_identity(identity.root, identity.levels);\n", ""),
    CTestDefect(
      "identity reaches beyond its tables",
      "\tidentity.end = min(identity.end, entry_size(identity.levels + 1));\n", ""),
    CTestDefect(
      "pass-through goes on in silence", "\tif (ret)\n\t\tpr_warn(\"%s: Pass-through",
      "\tif (0)\n\t\tpr_warn(\"%s: Pass-through"),
    CTestDefect(
      "identity is taken for quarantine", "top && root == virt_to_phys(top);",
      "top && root != virt_to_phys(top);"),
    // all of it
    CTestDefect(
      "what is not present is carried over", "return (*entry)[0] & PASID_TE_P ? 0 : -ENOENT;",
      "return 0;"),
    CTestDefect(
      "the quarantine can be read", "quarantine[level - 1]) | PTE_W;",
      "quarantine[level - 1]) | PTE_R | PTE_W;"),
    CTestDefect(
      "identity has no hole", "\tidentity->next = identity->hole_end & PAGE_MASK;\n"),
    // switching off
    CTestDefect("switching off needs no crash", "!is_kdump_kernel() ||", ""),
    CTestDefect(
      "translation is taken for on",
      " ||\n\t    !(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES))\n\t\treturn;",
      ")\n\t\treturn;"),
    CTestDefect(
      "another bit is taken for TES", "& DMA_GSTS_TES))\n\t\treturn;",
      "& DMA_GSTS_RTPS))\n\t\treturn;"),
    // muting
    CTestDefect(
      "a device is muted a fault too late", "#define FAULTS_MAX\t16", "#define FAULTS_MAX\t17"),
    CTestDefect(
      "a device is muted a fault too early", "#define FAULTS_MAX\t16", "#define FAULTS_MAX\t15"),
    CTestDefect(
      "the count wraps", "if (device->faults < FAULTS_MAX) {", "if (device->faults <= U8_MAX) {"),
    CTestDefect(
      "all devices of an IOMMU share a count",
      "if (device->iommu == iommu && device->source_id == source_id)\n\t\t\treturn",
      "if (device->iommu == iommu)\n\t\t\treturn"),
    CTestDefect(
      "devices of all IOMMUs share a count",
      "if (device->iommu == iommu && device->source_id == source_id)\n\t\t\treturn",
      "if (device->source_id == source_id)\n\t\t\treturn"),
    CTestDefect(
      "a new device displaces any other",
      "\t\tif (device->faults < fewest->faults)\n\t\t\tfewest = device;\n"),
    CTestDefect("faults of interrupts are counted", "(reason & 0xf0) == 0x20", "!reason"),
    CTestDefect("other faults are not counted", "(reason & 0xf0) == 0x20", "reason & 0x20"),
    CTestDefect(
      "the rest of the entry is lost", "WRITE_ONCE(context->lo, context->lo | CONTEXT_FPD);",
      "WRITE_ONCE(context->lo, CONTEXT_FPD);"),
    CTestDefect(
      "the entry is not present for an instant",
      "WRITE_ONCE(context->lo, context->lo | CONTEXT_FPD);",
      "WRITE_ONCE(context->lo, context->lo ^ CTX_P);\n\t\tWRITE_ONCE(context->lo, context->lo ^ CTX_P ^ CONTEXT_FPD);"
    ),
    CTestDefect(
      "another bit is taken for FPD", "CONTEXT_FPD\tBIT_ULL(1)", "CONTEXT_FPD\tBIT_ULL(2)"),
    CTestDefect(
      "the muted entry stays in the cache",
      "\t\t__iommu_flush_cache(iommu, context, sizeof(*context));\n"),
    CTestDefect(
      "another domain-id is flushed",
      "did = sm_supported(iommu) ? 0 : FIELD_GET(CTX_DID, context->hi);",
      "did = 0;"),
    CTestDefect("a muted device is named again", "if (context && !muted)", "if (context)"),
    CTestDefect(
      "a table is made for the bit",
      "test_bit(source_id,\n\t\t\t\t\t\t      iommu->copied_tables));",
      "1);"),
    CTestDefect(
      "copied entries are not found",
      "test_bit(source_id,\n\t\t\t\t\t\t      iommu->copied_tables));",
      "0);"),
    CTestDefect(
      "pending faults are left", "if (iommu->copied_tables)\n\t\tdmar_fault",
      "if (!iommu)\n\t\tdmar_fault"),
    CTestDefect(
      "a normal boot handles pending faults", "if (iommu->copied_tables)\n\t\tdmar_fault",
      "if (iommu)\n\t\tdmar_fault"),
    CTestDefect("a driver inherits the count", "\treset_faults(iommu, source_id);\n"),
    CTestDefect(
      "a device is muted when its IOMMU is gone", "FAULTS_MAX &&\n\t    iommu->copied_tables)",
      "FAULTS_MAX)"),
  ]
}
