extension Patch {
  static let passThrough = Patch(
    "Keep a crashed kernel's pass-through off this kernel's memory",
    changelog: """
      A device in pass-through reaches all of memory, and goes on doing so while
      this kernel boots in a part of it. A stray or damaged descriptor is enough
      to corrupt the dump or the kernel that takes it.

      Replace pass-through by identity page tables up to the end of the crashed
      kernel's RAM, which the ELF header of the dump tells, in large pages, with
      this kernel's memory in quarantine. They may take 1/64 of it; where they
      need more, pass-through goes on, with a warning. Devices that may be using
      a device-TLB or PASIDs are left as they are for now.
      """,
    edits: [
      .insert("#include <linux/elf.h>", .after, "#include <linux/dmar.h>", in: .kdump),
      .insert(
        """
        DECLARE_BITMAP(pass_through, SOURCE_IDS);
        unsigned long identity_pages;
        """,
        .after, "DECLARE_BITMAP(refused, SOURCE_IDS);", in: .kdump, .structure("old_tables")),
      .replace(
        "unsigned int bus, pages = 0;",
        with: "unsigned long pages = old->identity_pages;\nunsigned int bus;",
        in: .kdump, .function("print_summary")),
      .place(.template("kdump/old_ram.c"), .before, .function("count_range"), in: .kdump),
      .place(
        .template("kdump/pass_through.c"), .after, .function("quarantine_refused"), in: .kdump),
      .place(
        """
        /* Whether an identity table can do what a context does */
        static int is_pass_through(struct old_tables *old, const u64 *context)
        {
        	const u64 *entry;
        	int ret;

        	if (!old->scalable)
        		return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH;

        	ret = read_rid_entry(context, old->pasid_table, &entry);
        	if (ret)
        		return ret == -ENOMEM ? ret : 0;

        	return FIELD_GET(PASID_TE_PGTT, entry[0]) == PASID_ENTRY_PGTT_PT &&
        	       !(context[0] & (SMCTX_DTE | SMCTX_PASIDE));
        }
        """,
        .before, .function("copy_context_table"), in: .kdump),
      .insert(
        """
        ret = is_pass_through(old, entry);
        if (ret < 0)
        	return ret;
        if (ret)
        	__set_bit(PCI_DEVID(bus, devfn), old->pass_through);
        """,
        .before, "__set_bit(PCI_DEVID(bus, devfn), old->copied);", in: .kdump,
        .function("copy_context_table")),
      .insert(
        "replace_pass_through(old);", .before, "quarantine_refused(old);", in: .kdump,
        .function("take_over_tables"), unless: .domainIDA),
      .replace(
        "if (!ret)\nquarantine_refused(old);",
        with: """
          if (!ret) {
          	replace_pass_through(old);
          	quarantine_refused(old);
          }
          """,
        in: .kdump, .function("take_over_tables"), when: .domainIDA),
    ])
}
