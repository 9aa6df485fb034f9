extension Patch {
  static let validateEntries = Patch(
    "Refuse a crashed kernel's damaged root and context entries",
    changelog: """
      An entry of the crashed kernel is copied as it is found. If the crash
      damaged it, an address in this kernel's own memory, or one beyond what
      the hardware can address, becomes the root of a page table.

      Check each present root and context entry, in both table modes, as the
      hardware would: reserved bits, translation type, address width, domain-id
      and table pointer, against the capability registers. An entry that fails
      is not copied, but its domain-id stays reserved. The DMA behind it is
      blocked until a driver attaches to the device, a message names the device
      or the bus, and the rest of the tables is taken over.
      """,
    edits: [
      .place(
        .template("kdump/entries.c"), .after, .function("intel_kdump_read_table"), in: .kdump),
      .insert(
        "unsigned int refused;\t\t/* entries that were not taken over */",
        .after, "bool scalable;", in: .kdump, .structure("old_tables")),
      .place(
        .template("kdump/refuse.c"), .before, .function("copy_context_table"), in: .kdump),
      .insert(
        """

        if (!root_valid(old, root)) {
        	refuse_root(old, bus, upper);
        	return 0;
        }
        """,
        .after, "if (!(root[0] & ROOT_P))\nreturn 0;", in: .kdump,
        .function("copy_context_table")),
      .insert(
        """

        if (check_context(old, entry)) {
        	refuse_context(old, bus, devfn);
        	continue;
        }
        """,
        .after,
        "if (!old->scalable)\n__set_bit(FIELD_GET(CTX_DID, entry[1]), old->domain_ids);",
        in: .kdump,
        .function("copy_context_table")),
      .insert(
        """

        if (old->refused)
        	pr_warn("%s: Refused %u damaged entries of the crashed kernel\\n",
        		iommu->name, old->refused);


        """,
        .before, "kvfree(old);", in: .kdump, .function("take_over_tables")),
    ])
}
