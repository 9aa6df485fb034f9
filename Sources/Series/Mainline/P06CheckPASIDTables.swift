extension Patch {
  static let p06CheckPASIDTables = Patch(
    "Check the PASID tables behind a crashed kernel's contexts",
    changelog: """
      In scalable mode a context entry leads through a PASID directory and PASID
      tables to the page tables. All of them stay in the memory of the crashed
      kernel, where the hardware goes on using them; what is damaged there can
      make it walk this kernel's memory as a page table.

      Check every present PASID directory and PASID table entry behind a context
      entry, and do not copy a context entry that leads to a damaged one. The
      number of pages that are read is bounded, so that a damaged directory does
      not keep the crash kernel from booting.
      """,
    edits: [
      .insert("#include \"pasid.h\"", .after, "#include \"iommu.h\"", in: .kdump),
      .insert(
        .template("kdump/pasid.h"), .after, "#define ECAP_RPRIVS BIT_ULL(53)", in: .kdump),
      .place(
        .template("kdump/pasid_entries.c"), .after, .function("scalable_context_entry_valid"),
        in: .kdump),
      .insert(
        "unsigned int pasid_pages;\t/* read so far */", .after, "unsigned int refused;",
        in: .kdump, .structure("old_tables")),
      .insert(
        """
        u64 pasid_dir[TABLE_WORDS];
        u64 pasid_table[TABLE_WORDS];
        """,
        .after, "u64 context[TABLE_WORDS];", in: .kdump, .structure("old_tables")),
      .place(.template("kdump/pasid.c"), .before, .function("root_valid"), in: .kdump),
      .replace(
        "return valid ? 0 : -EINVAL;",
        with: """
          if (!valid)
          	return -EINVAL;

          return old->scalable ? check_pasid_directory(old, entry) : 0;
          """,
        in: .kdump, .function("check_context")),
      .replace(
        "if (check_context(old, entry)) {\nrefuse_context(old, bus, devfn);\ncontinue;\n}",
        with: """
          ret = check_context(old, entry);
          if (ret == -EINVAL) {
          	refuse_context(old, bus, devfn);
          	continue;
          }
          if (ret)
          	return ret;
          """,
        in: .kdump, .function("copy_context_table")),
    ])
}
