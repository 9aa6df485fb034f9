extension Patch {
  static let checkPASIDTables = Patch(
    "Check and heed the PASID tables of a crashed kernel",
    changelog: """
      In scalable mode a context entry leads through a PASID directory and PASID
      tables to the page tables. All of them stay in the memory of the crashed
      kernel, where the hardware goes on using them; what is damaged there can
      make it walk this kernel's memory as a page table.

      Check every present PASID directory and PASID table entry behind a context
      entry, and do not copy a context entry that leads to a damaged one. The
      number of pages that are read is bounded, so that a damaged directory does
      not keep the crash kernel from booting.

      The domain-ids of scalable mode are in these entries, too. None of the
      crashed kernel's is reserved today: a new domain can get one whose IOTLB
      entries are in use. Reserve each, of damaged entries as well.
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
      .insert(
        """
        __set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);

        """,
        .before, "if (!pasid_table_entry_valid(old->iommu, entry))",
        in: .kdump, .function("check_pasid_table")),
    ])
}
