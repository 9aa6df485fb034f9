extension Patch {
  static let quarantineDevices = Patch(
    "Put a device with damaged tables into quarantine",
    changelog: """
      One damaged table must not end the dump, nor cost more than the device that
      it belongs to.

      Give such a device a page table in which every address leads to one scratch
      page that can only be written to. It costs one table for each level,
      whatever the size of the address space, and serves all devices. The same
      is done for a page table that is too large to be copied, for each device
      of a bus whose context table cannot be read, and for what a damaged table
      below the top of a page table translates.

      What the device writes does no harm, and causes no fault: some platforms
      answer a fault with an NMI. What it reads faults, silently: a device that
      reads zeros might write them to a disk.
      """,
    edits: [
      .insert("#include <linux/pci.h>", .after, "#include <linux/mm.h>", in: .classicKdump),
      .insert(
        """
        #define FIELD_PREP(mask, value)	((value) * ((mask) & -(mask)))
        """, .after, "#define FIELD_GET(mask, word) (((word) & (mask)) / ((mask) & -(mask)))",
        in: .classicKdump),
      .insert(
        "#define CTX_FPD\t\t\tBIT_ULL(1)\t/* fault processing disable */", .after,
        "#define CTX_P BIT_ULL(0)", in: .classicKdump),
      .insert(
        """
        DECLARE_BITMAP(damaged, BUSES);	/* all of the bus is in quarantine */
        unsigned long quarantine_id;
        unsigned int quarantined;	/* contexts */
        unsigned int damaged_tables;	/* behind page tables */
        """, .after, "unsigned int copied;", in: .classicKdump, .structure("old_tables")),
      .place(
        .template("classic/quarantine.c"), .before, .function("alloc_table"), in: .classicKdump),
      .replace(
        """
        table = copy_table(old, *entry & PTE_ADDR, level - 1, &fresh);
        if (IS_ERR(table))
        	return PTR_ERR(table);
        """,
        with: """
          table = copy_table(old, *entry & PTE_ADDR, level - 1, &fresh);
          if (PTR_ERR(table) == -EINVAL) {
          	*entry = quarantine_entry(level);
          	old->damaged_tables++;
          	continue;
          }
          if (IS_ERR(table))
          	return PTR_ERR(table);
          """, in: .classicKdump, .function("copy_tables_below")),
      .replace(
        "if (!*entry || is_leaf(level, *entry))",
        with: """
          if (!*entry || *entry == quarantine_entry(level) ||
              is_leaf(level, *entry))
          """, in: .classicKdump, .function("copy_tables_below")),
      .remove(.function("read_contexts"), in: .classicKdump),
      .place(
        .template("classic/read_contexts.c"), .before, .function("copy_context"), in: .classicKdump),
      .insert(
        """

        /* Of page tables, in their pages' private numbers: see forget_copy() */
        #define PARTLY			BIT(3)	/* parts are in quarantine */
        """, .after, "#define COPIES_SHARE 8", in: .classicKdump),
      .replace(
        "radix_tree_delete(&old->copies[page_private(page)], page->index);",
        with: """
          radix_tree_delete(&old->copies[page_private(page) % PARTLY],
          		  page->index);
          """, in: .classicKdump, .function("forget_copy")),
      .replace(
        "bool fresh;\nint ret = 0;",
        with: """
          unsigned int damaged = old->damaged_tables;
          bool fresh;
          int ret = 0;
          """, in: .classicKdump, .function("intel_kdump_copy_page_table")),
      .replace(
        "list_splice_tail_init(&old->fresh, &old->kept);\nreturn 0;",
        with: """
          list_splice_tail_init(&old->fresh, &old->kept);

          page = virt_to_page(*copy);
          if (old->damaged_tables != damaged)
          	set_page_private(page, level | PARTLY);

          return page_private(page) & PARTLY;
          """, in: .classicKdump, .function("intel_kdump_copy_page_table")),
      .replace(
        "if (!ret)\ncontext[0] = virt_to_phys(table) | (context[0] & ~CTX_SSPTPTR);",
        with: """
          if (ret >= 0)
          	context[0] = virt_to_phys(table) | (context[0] & ~CTX_SSPTPTR);
          """, in: .classicKdump, .function("copy_context")),
      .remove(
        "__set_bit(FIELD_GET(CTX_DID, context[1]), old->domain_ids);", in: .classicKdump,
        .function("copy_context")),
      .remove(.function("copy_contexts"), in: .classicKdump),
      .place(
        .template("classic/copy_contexts.c"), .before, .function("copy_all"), in: .classicKdump),
      .replace(
        "ret = read_contexts(old, phys);",
        with: """
          ret = read_contexts(old, phys);
          if (!ret)
          	ret = choose_domain_ids(old);
          if (!ret)
          	ret = make_quarantine();
          """, in: .classicKdump, .function("copy_all")),
      .replace(
        "ret = copy_contexts(old, bus);", with: "copy_contexts(old, bus);", in: .classicKdump,
        .function("copy_all")),
      .replace(
        """
        pr_info("%s: Took over %u contexts of the crashed kernel\\n",
        	iommu->name, old->copied);
        """,
        with: """
          pr_info("%s: Took over %u contexts of the crashed kernel, %u are in quarantine\\n",
          	iommu->name, old->copied, old->quarantined);
          """, in: .classicKdump, .function("publish_tables")),
      .insert(
        "bool intel_kdump_in_quarantine(phys_addr_t root);", .after,
        "int intel_kdump_copy_tables(struct intel_iommu *iommu);", in: .classicKdumpHeader),
    ])
}
