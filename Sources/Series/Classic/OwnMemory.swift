extension Patch {
  static let ownMemory = Patch(
    "Keep legacy DMA out of the crash kernel's memory",
    changelog: """
      A mapping of the crashed kernel can reach this kernel's memory without
      being damaged: identity mappings cover all of RAM, and pass-through covers
      everything.
      A device that goes astray there destroys the dump in the making.

      Leave this kernel's memory out of the copied page tables, and split large
      pages around it. Put an identity table with the same hole in the place of
      pass-through; where the budget does not allow it, pass-through stays, with
      a warning.
      """,
    edits: [
      .insert("#include <linux/ioport.h>", .before, "#include <linux/list.h>", in: .classicKdump),
      .place(
        .template("classic/own_memory.c"), .before, .function("fill_table"), in: .classicKdump),
      .replace(
        """
        if (!*entry || *entry == quarantine_entry(level) ||
            is_leaf(level, *entry))
        	continue;

        table = copy_table(old, *entry & PTE_ADDR, level - 1, &fresh);
        if (PTR_ERR(table) == -EINVAL) {
        """,
        with: """
          if (!*entry || *entry == quarantine_entry(level))
          	continue;

          if (!is_leaf(level, *entry)) {
          	table = copy_table(old, *entry & PTE_ADDR, level - 1,
          			   &fresh);
          } else if (is_own(level, *entry)) {
          	*entry = 0;
          	continue;
          } else if (must_split(old->iommu, level, *entry)) {
          	table = split_leaf(old, level, *entry);
          	fresh = true;
          } else {
          	continue;
          }
          if (PTR_ERR(table) == -EINVAL) {
          """, in: .classicKdump, .function("copy_tables_below")),
      .place(
        .template("classic/pass_through.c"), .before, .function("copy_context"), in: .classicKdump),
      .replace(
        "if (FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH)\n\treturn 0;",
        with: """
          if (FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH)
          	return replace_pass_through(old, context);
          """, in: .classicKdump, .function("copy_context")),
    ])
}
