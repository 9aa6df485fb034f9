extension Patch {
  static let checkPageTableEntries = Patch(
    "Check the entries of a crashed kernel's page tables",
    changelog: """
      What the crashed kernel's page tables hold may be damaged as well. A table
      pointer into this kernel's own memory would make the hardware walk it.

      Add the masks and the checks for the entries of each level, as the
      hardware would judge them: reserved bits, page sizes against the
      capability register, addresses against the host address width.
      """,
    edits: [
      .insert(
        """
        static bool host_address_valid(u64 addr)
        {
        	return !(addr >> host_address_width());
        }

        """, .before,
        """
        /*
         * The crashed kernel never owned this kernel's memory: a table there is the
         * mark of a damaged pointer, and so is one that the hardware cannot address.
         */
        """, in: .classicKdump),
      .append(.template("classic/page_table_entries.c"), to: .classicKdump),
      .insert(
        """
        bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level,
        			     const u64 *entry);
        """, .after, "int intel_kdump_read_table(phys_addr_t phys, void *table);",
        in: .classicKdumpHeader),
      .insert(
        """
        struct intel_iommu;

        """, .before, "#ifdef CONFIG_CRASH_DUMP",
        in: .classicKdumpHeader),
    ])
}
