extension CTestDefect {
  /// In quarantine, identity in place of pass-through, and muting.
  static let ofContainment = [
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
      "quarantine gets few addresses", "SZ_4G - QUARANTINE_FIRST, IOMMU_WRITE, true);",
      "SZ_1G, IOMMU_WRITE, true);"),
    CTestDefect(
      "damaged tables stand for those in quarantine",
      "\t\txa_store(&old_devices, device_index(iommu, id), domain, GFP_KERNEL);\n"),
    CTestDefect(
      "a blocked device is silent", "\tif (ret)\n\t\tpr_warn(\"%s: In-flight DMA of some",
      "\tif (0)\n\t\tpr_warn(\"%s: In-flight DMA of some"),
    CTestDefect(
      "identity has no hole", "\t\tidentity.next = max(identity.next, own[i].end);\n"),
    CTestDefect(
      "the hole is this kernel's RAM alone", "\t\t*range = *limits;\n", "\t\t;\n"),
    CTestDefect(
      "the hole is not trimmed from above", "limits->end = min(", "limits->end = max("),
    CTestDefect(
      "the firmware's memory below 1 MiB is lost", "if (range->first < SZ_1M)",
      "if (range->first < SZ_4K)"),
    CTestDefect(
      "pages of 1 GiB need nothing", "if (page_level(identity->iommu->cap, first_stage, level) &&",
      "if ("),
    CTestDefect(
      "identity has no budget", "if (identity->pages == totalram_pages() / 64)", "if (0)"),
    CTestDefect(
      "what was begun of identity leaks",
      "free_identity(iommu, identity.root, identity.levels);", "(void)free_identity;"),
    CTestDefect(
      "identity reaches beyond its tables",
      "min(identity.end, entry_size(identity.levels + 1) >>",
      "min(identity.end, 2 * identity.end >>"),
    CTestDefect(
      "identity takes no memory", "\t\told->identity_pages = identity.pages;\n", "\t\t;\n"),
    CTestDefect(
      "pass-through goes on in silence", "\tif (ret)\n\t\tpr_warn(\"%s: Pass-through",
      "\tif (0)\n\t\tpr_warn(\"%s: Pass-through"),
    CTestDefect(
      "pass-through has no addresses",
      "\t\told->domain = get_pass_through(old->iommu);\n\t\treturn 0;\n\t}", "\t\treturn 0;\n\t}"),
    CTestDefect(
      "pass-through ends at 4 GiB", "\t\tvisit_old_ram(find_end, &end);\n"),
    // pass-through in software, device-TLBs, PASIDs
    CTestDefect(
      "page tables are never pass-through", "return domain && domain->header && !domain->moved;",
      "return false;"),
    CTestDefect(
      "one mapping is enough for pass-through",
      "return domain && domain->header && !domain->moved;", "return domain && domain->header;"),
    CTestDefect(
      "any page tables one to one are pass-through",
      "return domain && domain->header && !domain->moved;", "return domain && !domain->moved;"),
    CTestDefect(
      "pass-through need not be written",
      "walk->run.iova != walk->run.phys ||\n\t    walk->run.prot != (IOMMU_READ | IOMMU_WRITE)",
      "walk->run.iova != walk->run.phys"),
    CTestDefect("a device-TLB is switched off", "\t\tentry[0] |= device_tlb;\n"),
    CTestDefect(
      "the device-TLB of a damaged context is switched off",
      "\t\t\ttable[i] = entry[0] & device_tlb_bit(old->iommu);\n"),
    CTestDefect("the PASIDs of all devices count", "\told->pasids = 0;\n"),
    CTestDefect(
      "tables are replaced for other PASIDs, too", "if (!old->scalable || old->pasids == 1)",
      "if (1)"),
    CTestDefect(
      "identity is made for devices in quarantine",
      "bitmap_andnot(old->pass_through, old->pass_through, old->refused,",
      "bitmap_andnot(old->pass_through, old->pass_through, (unsigned long [1024]){},"),
    CTestDefect(
      "the quarantine can be read", "(first_stage ? FS_PTE_ALL : PTE_W);",
      "(first_stage ? FS_PTE_ALL : PTE_R | PTE_W);"),
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
