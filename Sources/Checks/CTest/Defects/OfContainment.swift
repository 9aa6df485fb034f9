extension CTestDefect {
  /// In quarantine, identity in place of pass-through, and muting.
  static let ofContainment = [
    CTestDefect(
      "the pages of a run are not counted", "\tdomain->pages += size >> VTD_PAGE_SHIFT;\n"),
    CTestDefect(
      "the summary leaves the quarantine out",
      "\tfor (level = 1; level <= OLD_LEVELS_MAX; level++)\n\t\tpages +=",
      "\tfor (level = 1; level > OLD_LEVELS_MAX; level++)\n\t\tpages +="),
    CTestDefect(
      "quarantine has any domain-id", "if (!__test_and_set_bit(id, old->domain_ids))", "if (1)"),
    CTestDefect(
      "all hardware has the second stage", "intel_iommu_sm && ecap_smts(ecap) && !ecap_slts(ecap);",
      "false;"),
    CTestDefect("what is in quarantine is not marked", "\t\t__set_bit(id, old->copied);\n", ""),
    CTestDefect(
      "all buses are in quarantine without a root table",
      "\t\tif (!pci_find_bus(old->iommu->segment, bus))\n\t\t\tcontinue;\n", ""),
    CTestDefect(
      "only half of an unknown bus is in quarantine",
      "\t\tif (old->scalable)\n\t\t\trefuse_root(old, bus, true, error);\n", ""),
    CTestDefect(
      "quarantine has few addresses",
      "use_addresses(&quarantined, QUARANTINE_FIRST, SZ_4G - QUARANTINE_FIRST);",
      "use_addresses(&quarantined, QUARANTINE_FIRST, SZ_1G);"),
    CTestDefect(
      "damaged tables stand for those in quarantine",
      "\t\tret = remember_domain(old, id) ?: ret;\n", "\t\t;\n"),
    CTestDefect(
      "a blocked device is silent", "\tif (count)\n\t\tpr_warn(\"%s: In-flight DMA of %u",
      "\tif (0)\n\t\tpr_warn(\"%s: In-flight DMA of %u"),
    CTestDefect(
      "identity has no hole", "\t\tspared |= is_own(phys, &part);\n", "\t\t;\n"),
    CTestDefect(
      "a hole keeps what is beside it out of reach", "if (part == size && spared) {",
      "if (spared) {"),
    CTestDefect(
      "pages are mapped over a hole", "if (part == size && page_level(", "if (page_level("),
    CTestDefect(
      "the hole is this kernel's RAM alone", "\t\t*range = *limits;\n", "\t\t;\n"),
    CTestDefect(
      "the hole is not trimmed from above", "limits->end = min(", "limits->end = max("),
    CTestDefect(
      "the firmware's memory below 1 MiB is lost", "if (range->first < SZ_1M)",
      "if (range->first < SZ_4K)"),
    CTestDefect(
      "large pages need nothing",
      "if (part == size && page_level(new->iommu->cap, new->first_stage, level)) {",
      "if (part == size && level < 4) {"),
    CTestDefect(
      "identity has no budget", "if (new->pages < totalram_pages() / 64)", "if (1)"),
    CTestDefect(
      "what was begun of identity leaks", "\tif (ret)\n\t\tfree_new_tables(new);\n",
      "\tif (ret)\n\t\t;\n"),
    CTestDefect(
      "identity ends with the tables",
      "new->reach && !within_any(new->reach, new->reaches, phys, &part)", "false"),
    CTestDefect(
      "tables of this kernel take no memory", "\tnew->pages++;\n", ""),
    CTestDefect(
      "pass-through goes on in silence", "\tif (ret)\n\t\tpr_warn(\"%s: Pass-through",
      "\tif (0)\n\t\tpr_warn(\"%s: Pass-through"),
    CTestDefect(
      "pass-through has no addresses",
      "\t\told->domain = get_pass_through(old->iommu);\n\t\treturn 0;\n\t}", "\t\treturn 0;\n\t}"),
    CTestDefect(
      "pass-through ends at 4 GiB", "\t\tfind_reach(iommu);\n"),
    CTestDefect("identity ends with RAM", "if (!ret && reaches == 1 &&", "if (0 &&"),
    CTestDefect(
      "identity has all windows in caching mode",
      "reaches == 1 && !cap_caching_mode(iommu->cap) &&", "reaches == 1 &&"),
    CTestDefect(
      "windows need no pages of 1 GiB",
      "page_level(iommu->cap, own_first_stage(iommu->ecap), 3))", "1)"),
    CTestDefect(
      "source-ids without a context count as in quarantine",
      "\t\t\t__clear_bit(id, source_ids);\n"),
    CTestDefect(
      "windows make no ranges", "if (first > last->end && reaches < ARRAY_SIZE(reach)) {",
      "if (0) {"),
    CTestDefect(
      "there are too many windows", "first > last->end && reaches < ARRAY_SIZE(reach)",
      "first > last->end && reaches < ARRAY_SIZE(reach) + 4"),
    CTestDefect(
      "a window within another shortens it", "last->end = max(last->end, round_up(",
      "last->end = (round_up("),
    CTestDefect(
      "the domain has no windows", "for (i = 0; i < reaches; i++)", "for (i = 0; i < 1; i++)"),
    // pass-through in software, device-TLBs, PASIDs
    CTestDefect(
      "own memory stays within reach",
      "\t\tret = spare_page(walk, *level, pte);\n\t\tif (ret)\n\t\t\treturn ret;\n", ""),
    CTestDefect(
      "pages of own memory keep their permissions", ") & (flags | ~(PTE_R | PTE_W | PTE_US));",
      ") | flags;"),
    CTestDefect(
      "permissions grow", ") & (flags | ~(PTE_R | PTE_W | PTE_US));", ");"),
    CTestDefect(
      "copies lead to the old tables",
      "\t\t*link = virt_to_phys(table->own) | (*link & ~PTE_ADDR);\n", "\t\t(void)link;\n"),
    CTestDefect(
      "a copy is not flushed",
      "\tif (table->own)\n\t\tclflush_cache_range(table->own, VTD_PAGE_SIZE);\n", ""),
    CTestDefect(
      "new tables are not flushed",
      "\tclflush_cache_range(table, VTD_PAGE_SIZE);\n\n\treturn ret;\n", "\n\treturn ret;\n"),
    CTestDefect(
      "copies of damaged tables leak", "\t\tfree_new_tables(&old->walk.new);\n", ""),
    CTestDefect(
      "a split page keeps its size bit", "pte & ~PTE_ADDR & ~(level > 1 ? PTE_PS : 0)",
      "pte & ~PTE_ADDR"),
    CTestDefect(
      "copies are never linked to a legacy context", "else if (!old->scalable && old->own)",
      "else if (0)"),
    CTestDefect(
      "copies are never linked to a scalable context", "if (old->scalable && old->own_dir)",
      "if (0)"),
    CTestDefect(
      "a refused context frees the copies of another",
      "\told->own = NULL;\n\told->own_dir = NULL;\n", "\told->own = NULL;\n"),
    CTestDefect(
      "another PASID is spared", "pasid % 64 * PASID_TE_WORDS", "(pasid + 1) % 64 * PASID_TE_WORDS"),
    CTestDefect(
      "the first stage is spared in the second", "== PASID_ENTRY_PGTT_FL_ONLY)\n\t\tentry[2]",
      "== PASID_ENTRY_PGTT_SL_ONLY)\n\t\tentry[2]"),
    CTestDefect(
      "one PASID table serves all", "\told->own_pasid_table = NULL;\n", ""),
    CTestDefect(
      "copies of PASID tables leak", "\t\tif (old->own_dir)\n\t\t\tfree_own_dir(old);\n", ""),
    CTestDefect(
      "nested tables are not spared", "\told->own = domain->own;\n",
      "\told->own = first_stage ? domain->own : old->own;\n"),
    CTestDefect(
      "hypervisors shadow the scratch page", "return cap_caching_mode(new->iommu->cap) ? 0 :",
      "return 0 ? 0 :"),
    CTestDefect(
      "hypervisors shadow the quarantine", "ret = cap_caching_mode(iommu->cap) ? -EOPNOTSUPP :",
      "ret = 0 ? -EOPNOTSUPP :"),
    CTestDefect(
      "reserved regions are lost", "\tnew->reaches = rmrrs;\n"),
    CTestDefect(
      "reserved regions end too early", "round_up(region->end_address + 1, PAGE_SIZE)",
      "round_down(region->end_address, PAGE_SIZE)"),
    CTestDefect(
      "regions are written beyond the last", "|| rmrrs == ARRAY_SIZE(rmrr))", ")"),
    CTestDefect(
      "units are taken for regions", "if (region->header.type != ACPI_DMAR_TYPE_RESERVED_MEMORY)",
      "if (0)"),
    CTestDefect(
      "device-TLBs stay on", "pci_write_config_word(pdev, ats + PCI_ATS_CTRL, 0);", "(void)0;"),
    CTestDefect(
      "faults of a replaced quarantine are reported", "\t\tentry.lo |= CONTEXT_FPD;\n", "\t\t;\n"),
    CTestDefect(
      "the firmware is believed about RAM",
      "width = clamp_t(unsigned int, fls64(end - 1), width, boot_cpu_data.x86_phys_bits);", ";"),
    CTestDefect("a device-TLB is switched off", "\t\tentry[0] |= device_tlb;\n"),
    CTestDefect(
      "the device-TLB of a damaged context is switched off",
      "\t\tcopy[0] = entry[0] & device_tlb_bit(old->iommu);\n"),
    CTestDefect("the PASIDs of all devices count", "\told->pasids = 0;\n"),
    CTestDefect(
      "tables are replaced for other PASIDs, too", "if (old->scalable && old->pasids > 1) {",
      "if (0) {"),
    CTestDefect(
      "the quarantine can be read", "(first_stage ? FS_PTE_ALL : PTE_W);",
      "(first_stage ? FS_PTE_ALL : PTE_R | PTE_W);"),
    // muting
    CTestDefect(
      "a device is muted a fault too late", "#define FAULTS_MAX\t16", "#define FAULTS_MAX\t17"),
    CTestDefect(
      "a device is muted a fault too early", "#define FAULTS_MAX\t16", "#define FAULTS_MAX\t15"),
    CTestDefect(
      "the handler goes on for as long as there are faults",
      "\tschedule_work(&mute_work);\n\n\treturn true;",
      "\tschedule_work(&mute_work);\n\n\treturn false;"),
    CTestDefect("no work is scheduled", "\tschedule_work(&mute_work);\n"),
    CTestDefect("all later faults are left", "\tatomic_set(&faults, 0);\n"),
    CTestDefect("records without a fault count", "if (!(record & DMA_FRCD_F))", "if (0)"),
    CTestDefect(
      "records are not cleared", "\t\twritel(DMA_FRCD_F, iommu->reg + at + 12);\n"),
    CTestDefect(
      "an overflow stays", "\twritel(DMA_FSTS_PFO, iommu->reg + DMAR_FSTS_REG);\n"),
    CTestDefect("a record that is filled again stays", "\t\t\tschedule_work(work);\n", "\t\t\t;\n"),
    CTestDefect(
      "the last record is left out", "i < cap_num_fault_regs(iommu->cap); i++",
      "i + 1 < cap_num_fault_regs(iommu->cap); i++"),
    CTestDefect(
      "all devices are taken for that of the first record", "i++, at += 16) {", "i++) {"),
    CTestDefect("muting does not wait for the queues", "if (may_mute && iommu", "if (iommu"),
    CTestDefect(
      "old faults mute devices", "\tclear_faults(iommu, false);", "\tclear_faults(iommu, true);"
    ),
    CTestDefect(
      "a normal boot leaves faults", "if (!is_kdump_kernel() || atomic_inc", "if (atomic_inc"),
    CTestDefect(
      "devices are muted for faults of interrupts",
      "(dma_frcd_fault_reason(record) & 0xf0) != 0x20", "dma_frcd_fault_reason(record)"),
    CTestDefect(
      "devices are not muted for other faults",
      "(dma_frcd_fault_reason(record) & 0xf0) != 0x20",
      "!(dma_frcd_fault_reason(record) & 0x20)"),
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
      "copied entries, and those without a table, are not found",
      "context = iommu_context_addr(iommu, bus, devfn, 1);",
      "context = iommu_context_addr(iommu, bus, devfn, 0);"),
    CTestDefect(
      "a normal boot clears pending faults",
      "\tif (!is_kdump_kernel())\n\t\treturn;\n\n\tclear_faults",
      "\tclear_faults"),
    CTestDefect(
      "a device is muted when its IOMMU is gone",
      "if (may_mute && iommu->root_entry)", "if (may_mute)"),
  ]
}
