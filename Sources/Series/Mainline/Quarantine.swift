extension Patch {
  static let quarantine = Patch(
    "Put devices behind a crashed kernel's damaged tables aside",
    changelog: """
      Where the tables of the crashed kernel are damaged, legacy DMA is blocked:
      each access is a fault, which some machines answer with an NMI. Where
      there is no memory or no root table, translation is switched off.

      Leave translation on, and give the contexts that are not taken over page
      tables in which every address leads to one page that can be written only:
      a device may go on to write what it reads to a disk. They cost five pages.
      A driver that attaches gets a domain of its own, where the addresses from
      256 MiB to 4 GiB are kept for legacy DMA, which ends in memory set aside.

      Say in one line for each IOMMU what was taken over.
      """,
    edits: whatIsRefused + whatIsReported + whenADriverAttaches)

  private static let whatIsRefused: [Edit] = [
    .remove(.function("copy_root_table"), in: .kdump),
    .place(
      .template("kdump/quarantine.c"), .after, .function("copy_context_table"), in: .kdump),
    .replace(
      "unsigned int refused; /* entries that were not taken over */",
      with: "DECLARE_BITMAP(refused, SOURCE_IDS);",
      in: .kdump, .structure("old_tables")),
    .replace(
      "old->refused++;",
      with: "bitmap_set(old->refused, PCI_DEVID(bus, first), last - first + 1);",
      in: .kdump, .function("refuse_root")),
    .replace(
      "old->refused++;",
      with: "__set_bit(PCI_DEVID(bus, devfn), old->refused);",
      in: .kdump, .function("refuse_context")),
    .replace(
      "if (old->copied)\nret = copy_root_table(old, root);",
      with: """
        if (old->copied) {
        	copy_root_table(old, root);
        	quarantine_refused(old);
        	ret = 0;
        }
        """,
      in: .kdump, .function("take_over_tables"),
      unless: .domainIDA),
    .replace(
      "if (old->copied)\nret = copy_root_table(old, root);\nif (!ret)\nret = reserve_domain_ids(old);",
      with: """
        if (old->copied) {
        	copy_root_table(old, root);
        	ret = reserve_domain_ids(old);
        }
        if (!ret)
        	quarantine_refused(old);
        """,
      in: .kdump, .function("take_over_tables"), when: .domainIDA),
    .replace(
      "return take_over_tables(iommu, rtaddr & RTADDR_RTA);",
      with: """
        if (take_over_tables(iommu, rtaddr & RTADDR_RTA))
        	pr_warn("%s: No memory, legacy DMA is blocked\\n", iommu->name);

        return 0;
        """,
      in: .kdump, .function("intel_kdump_copy_tables")),
  ]

  private static let whatIsReported: [Edit] = [
    .insert(
      "unsigned long ranges;\t\t/* of I/O addresses that are translated */",
      .before, "/* The tables that were read last from the crashed kernel */",
      in: .kdump, .structure("old_tables")),
    .place(
      """
      static int count_range(struct old_walk *walk, const struct old_run *run)
      {
      	struct old_tables *old = walk->data;

      	old->ranges++;

      	return 0;
      }
      """,
      .before, .function("check_page_tables"), in: .kdump),
    .insert(
      "walk->visit = count_range;\nwalk->data = old;",
      .after, "walk->levels = levels;", in: .kdump, .function("check_page_tables")),
    .place(.template("kdump/summary.c"), .before, .function("take_over_tables"), in: .kdump),
    .replace(
      """
      if (old->refused)
      	pr_warn("%s: Refused %u damaged entries of the crashed kernel\\n",
      		iommu->name, old->refused);
      """,
      with: """
        if (!ret)
        	print_summary(old);
        """,
      in: .kdump, .function("take_over_tables")),
  ]

  private static let whenADriverAttaches: [Edit] = [
    .insert(
      """

      /* Of this kernel's own tables, a context has the quarantine's. */
      if (page_is_ram(PHYS_PFN(context[0]))) {
      	walk->root = context[0] & CTX_SSPTPTR;
      	walk->levels = OLD_LEVELS_MAX;
      	return 0;
      }
      """,
      .after, "spin_unlock(&iommu->lock);", in: .kdump, .function("find_page_tables")),
    .place(
      """
      /* Any address may be in use in quarantine; small pages take more tables. */
      static int walk_context(struct old_walk *walk)
      {
      	u64 odd = scratch_size & VTD_PAGE_SIZE;
      	struct old_run run = { OLD_RANGES_ROOM, odd, SZ_4G - OLD_RANGES_ROOM };

      	return page_is_ram(PHYS_PFN(walk->root)) ? walk->visit(walk, &run) :
      						   walk_page_tables(walk);
      }
      """,
      .before, .function("add_run"), in: .kdump),
    .replace(
      "walk_page_tables(walk);", with: "walk_context(walk);", in: .kdump, .function("add_alias")),
    .replace(
      "walk_page_tables(walk);", with: "walk_context(walk);", in: .kdump, .function("walk_runs")),
    .replace(
      """
      walk_system_ram_range(PHYS_PFN(run->phys), PHYS_PFN(run->size), carry,
      		      carry_around);
      carry_part(carry, carry->run.size, true);
      """,
      with: """
        if (run->prot)
        	walk_system_ram_range(PHYS_PFN(run->phys), PHYS_PFN(run->size),
        			      carry, carry_around);
        carry_part(carry, carry->run.size, run->prot);
        """,
      in: .kdump, .function("carry_run")),
  ]
}
