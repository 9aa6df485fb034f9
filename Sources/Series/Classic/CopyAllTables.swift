extension Patch {
  static let copyAllTables = Patch(
    "Copy all tables that a crashed kernel left in use",
    changelog: """
      Add intel_kdump_copy_tables(), which copies the root table, the context
      tables and the page tables of an IOMMU into tables of this kernel, and
      reserves the domain-ids in use. Nothing is published before everything is
      there: if anything fails, the IOMMU's state is as it was before the call.

      The new function has no caller yet.
      """,
    edits: [
      .insert("#include <linux/bitmap.h>", .after, "#include <linux/acpi.h>", in: .classicKdump),
      .insert(
        "#include <linux/vmalloc.h>", .after, "#include <linux/radix-tree.h>", in: .classicKdump),
      .insert(
        .template("classic/entries.h"), .after, "#include \"intel-iommu-kdump.h\"",
        in: .classicKdump),
      .insert(
        """
        #define BUSES			256
        #define DEVFNS			256
        """, .after, "#define TABLE_WORDS (VTD_PAGE_SIZE / sizeof(u64))", in: .classicKdump),
      .insert(
        """

        u64 *contexts[BUSES];		/* the context tables to publish */
        DECLARE_BITMAP(domain_ids, BIT(16));
        unsigned int copied;		/* contexts */
        u64 root[TABLE_WORDS];		/* the crashed kernel's */
        """, .after, "struct list_head fresh;", in: .classicKdump, .structure("old_tables")),
      .append(.template("classic/copy.c"), to: .classicKdump),
      .insert(
        "bool old_tables; /* contexts of a crashed kernel are in use */", .after,
        "struct root_entry *root_entry;", in: .classicHeader, .structure("intel_iommu")),
      .insert(
        "iommu->old_tables = true;", .after,
        "bitmap_or(iommu->domain_ids, iommu->domain_ids, old->domain_ids, ids);",
        in: .classicKdump, .function("publish_tables")),
    ]
      + Edit.makeStatic(
        """
        int intel_kdump_copy_page_table(struct old_tables *old, phys_addr_t phys,
        				int level, u64 **copy)
        """,
        as: """
          static int intel_kdump_copy_page_table(struct old_tables *old, phys_addr_t phys,
          				       int level, u64 **copy)
          """) + [
        .replace("struct old_tables;", with: "struct intel_iommu;", in: .classicKdumpHeader),
        .insert(
          "int intel_kdump_copy_tables(struct intel_iommu *iommu);", .after,
          "#ifdef CONFIG_CRASH_DUMP", in: .classicKdumpHeader),
      ])
}
