extension Patch {
  static let checkPageTables = Patch(
    "Check the page tables behind a crashed kernel's contexts",
    changelog: """
      The hardware goes on using the page tables of the crashed kernel where
      they are. A damaged entry can make it take this kernel's memory for a page
      table, and a device that is left running then writes where that leads.

      Walk the page tables of both stages behind each context: reserved bits,
      page sizes, addresses, a table within itself. The walk does not recurse,
      and the number of tables that it reads is bounded. Do not copy a context
      with a damaged page table. What the walk finds is for its visitor, of
      which the check has none.
      """,
    edits: [
      .place(.template("kdump/page_tables.h"), .before, .structure("old_tables"), in: .kdump),
      .place(.template("kdump/walk.c"), .before, .structure("old_tables"), in: .kdump),
      .insert(
        """

        /* The page tables that were walked last, and what came of it */
        struct old_walk walk;
        int walked;
        """,
        .after, "u64 pasid_table[TABLE_WORDS];", in: .kdump, .structure("old_tables")),
      .place(
        .template("kdump/check_page_tables.c"), .before, .function("check_pasid_table"),
        in: .kdump),
      .replace(
        "if (!pasid_table_entry_valid(old->iommu, entry))\nreturn -EINVAL;",
        with: """
          ret = check_pasid_entry(old, entry);
          if (ret)
          	return ret;
          """,
        in: .kdump, .function("check_pasid_table")),
      .replace(
        "return old->scalable ? check_pasid_directory(old, entry) : 0;",
        with: """
          if (old->scalable)
          	return check_pasid_directory(old, entry);

          if (FIELD_GET(CTX_TT, entry[0]) == CONTEXT_TT_PASS_THROUGH)
          	return 0;

          return check_page_tables(old, entry[0] & CTX_SSPTPTR,
          			 AW_LEVELS(FIELD_GET(CTX_AW, entry[1])), false);
          """,
        in: .kdump, .function("check_context")),
    ])
}
