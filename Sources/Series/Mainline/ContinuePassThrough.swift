extension Patch {
  static let continuePassThrough = Patch(
    "Let legacy DMA go on where a crashed kernel used pass-through",
    changelog: """
      There are no page tables behind a context that was pass-through, so the
      first driver that attaches ends the device's legacy DMA, or is given its
      addresses. And with iommu=pt in this kernel, the device of a context that
      did translate gets the identity domain: I/O addresses of legacy DMA are
      taken for addresses of memory.

      Let the crashed kernel's RAM stand for the mappings of such a device, and
      of one whose page tables map all of RAM one to one: that is pass-through
      in software, and reaches this kernel's memory as well. A device-TLB stays
      in use; a device with several PASIDs stays as it is, with a warning. Give
      each device with a copied context a DMA domain, whatever the default is.
      Tell users of kdump what they may see of all this.
      """,
    edits: whatUsersSee + whatIsPassThrough + whenADriverAttaches)

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

  private static let whatIsPassThrough: [Edit] = [
    .insert(
      """
      unsigned int pasids;		/* present, of the last context */
      bool moved;			/* what was walked last is not one to one */
      bool header;			/* it has the header of the dump */
      """,
      .after, "int walked;", in: .kdump, .structure("old_tables")),
    .insert(
      """
      if (run->iova != run->phys || run->prot != (IOMMU_READ | IOMMU_WRITE))
      	old->moved = true;
      if (elf_header - run->phys < run->size)
      	old->header = true;
      """,
      .after, "old->ranges++;", in: .kdump, .function("count_range")),
    .insert(
      "old->moved = false;\nold->header = false;", .before,
      "old->walked = walk_page_tables(walk);", in: .kdump, .function("check_page_tables")),
    .insert(
      "old->pasids++;", .before, "__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);",
      in: .kdump, .function("check_pasid_table")),
    .insert(
      "old->pasids = 0;", .before, "for (i = 0; i < entries; i++) {",
      in: .kdump, .function("check_pasid_directory")),
    .replace(
      "return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH;",
      with: """
        return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH ||
               is_one_to_one(old);
        """, in: .kdump, .function("is_pass_through")),
    .replace(
      """
      return FIELD_GET(PASID_TE_PGTT, entry[0]) == PASID_ENTRY_PGTT_PT &&
             !(context[0] & (SMCTX_DTE | SMCTX_PASIDE));
      """,
      with: """
        switch (FIELD_GET(PASID_TE_PGTT, entry[0])) {
        case PASID_ENTRY_PGTT_FL_ONLY:
        case PASID_ENTRY_PGTT_SL_ONLY:
        	return old->pasids == 1 && is_one_to_one(old);
        case PASID_ENTRY_PGTT_PT:
        	if (old->pasids > 1)
        		pr_warn_once("%s: Pass-through goes on for devices with PASIDs, this kernel's memory included\\n",
        			     old->iommu->name);
        	return old->pasids == 1;
        default:
        	return 0;
        }
        """, in: .kdump, .function("is_pass_through")),
    .place(
      """
      /* Pass-through in software also maps what was kept for this kernel. */
      static bool is_one_to_one(struct old_tables *old)
      {
      	return old->header && !old->moved;
      }
      """,
      .before, .function("is_pass_through"), in: .kdump),
    .replace("u64 *entry;", with: "u64 *entry, device_tlb;", in: .kdump, .function("put_contexts")),
    .replace(
      "memcpy(entry, context, words * sizeof(*entry));",
      with: """
        device_tlb = entry[0] & SMCTX_DTE; /* a bit of TT in legacy mode */
        memcpy(entry, context, words * sizeof(*entry));
        entry[0] |= device_tlb;
        """, in: .kdump, .function("put_contexts")),
  ]

  private static let whenADriverAttaches: [Edit] = [
    .insert(
      "bool pass_through;\t\t/* there are no page tables */", .after, "unsigned int levels;",
      in: .kdump, .structure("old_walk")),
    .place(
      .template("kdump/find_pass_through.c"), .before, .function("find_page_tables"), in: .kdump),
    .replace(
      """
      /* Of this kernel's own tables, a context has the quarantine's. */
      if (page_is_ram(PHYS_PFN(context[0]))) {
      """,
      with: """
        walk->pass_through = false;
        if (page_is_ram(PHYS_PFN(context[0]))) {
        	if (!in_quarantine(iommu, context))
        		return find_pass_through(walk);

        """,
      in: .kdump, .function("find_page_tables")),
    .replace(
      """
      return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH ?
             -ENOENT : 0;
      """,
      with: """
        return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH ?
               find_pass_through(walk) : 0;
        """,
      in: .kdump, .function("find_page_tables")),
    .insert(
      "case PASID_ENTRY_PGTT_PT:\n\treturn find_pass_through(walk);", .before, "default:",
      in: .kdump, .function("find_page_tables")),
    .place(.template("kdump/walk_ram.c"), .before, .function("walk_context"), in: .kdump),
    .insert(
      "if (walk->pass_through)\n\treturn walk_old_ram(walk);\n\n", .before,
      "return page_is_ram(PHYS_PFN(walk->root)) ?", in: .kdump, .function("walk_context")),
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
