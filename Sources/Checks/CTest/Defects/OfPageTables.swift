extension CTestDefect {
  /// In walking the page tables of both stages.
  static let ofPageTables = [
    // page tables
    CTestDefect(
      "more levels are walked than there can be",
      "\tif (levels > OLD_LEVELS_MAX)\n\t\treturn -EINVAL;\n"),
    CTestDefect(
      "reserved bits of page tables are ignored", "[0] = reserved[0];", "[0] = 0;"),
    CTestDefect(
      "reserved bits of pages are ignored", "reserved[1] | beyond : U64_MAX", "beyond : U64_MAX"),
    CTestDefect(
      "pages may be of any size", "pages ? reserved[1] | beyond : U64_MAX", "reserved[1] | beyond"),
    CTestDefect(
      "page sizes are mixed up", "& BIT(level - 2));", "& BIT(3 - level));"),
    CTestDefect(
      "pages may be beyond the host", "reserved[1] | beyond :", "reserved[1] :"),
    CTestDefect(
      "snooping is refused", "if (!first_stage && !ecap_sc_support(iommu->ecap))",
      "if (!first_stage)"),
    CTestDefect(
      "snooping needs no capability", "if (!first_stage && !ecap_sc_support(iommu->ecap))",
      "if (0)"),
    CTestDefect(
      "large pages keep a bit of their type",
      "add_page(walk, iova, pte & PTE_ADDR & -size, size, prot);",
      "add_page(walk, iova, pte & PTE_ADDR, size, prot);"),
    CTestDefect(
      "a page table may contain itself", "if (walk->path[above].phys == phys)",
      "if (above > walk->domain->levels)"),
    CTestDefect("page tables are read without end", "\twalk->pages++;\n\n", "\n"),
    CTestDefect(
      "every entry is present",
      "\t\tif (!(pte & present))\n\t\t\tcontinue;\n"),
    CTestDefect(
      "the last entry of a page table is left out", "table->next < TABLE_WORDS",
      "table->next < TABLE_WORDS - 1"),
    CTestDefect(
      "shared page tables are walked again", "\t\t\tgoto found;", "\t\t\tbreak;"),
    CTestDefect(
      "page tables are shared with other hardware",
      "domain->cap == iommu->cap && domain->ecap == iommu->ecap", "true"),
    CTestDefect(
      "shared page tables are not damaged", "\treturn domain->error;", "\treturn 0;"),
    CTestDefect(
      "nested translations are not walked",
      "\t\tret = check_page_tables(old, entry[0] & PASID_TE_SSPTPTR,\n\t\t\t\t\tAW_LEVELS(FIELD_GET(PASID_TE_AW, entry[0])), false);",
      "\t\tret = 0;"),
    // first-stage tables
    CTestDefect(
      "first-stage tables are not checked",
      "check_page_tables(old, entry[2] & PASID_TE_FSPTPTR,\n\t\t\t\t\t FS_LEVELS(entry), true);",
      "0;"),
    CTestDefect(
      "every first-stage table has 4 levels",
      "(4 + (unsigned int)FIELD_GET(PASID_TE_FSPM, (entry)[2]))", "4U"),
    CTestDefect(
      "both stages have the same reserved bits", "pte_reserved[first_stage]",
      "pte_reserved[0]"),
    CTestDefect(
      "a table is judged for one stage only", "domain->first_stage == first_stage &&", "true &&"),
    CTestDefect(
      "first-stage entries that are not present count",
      "walk->domain->first_stage ? PTE_R : PTE_R | PTE_W",
      "PTE_R | PTE_W"),
    CTestDefect(
      "first-stage pages of 1 GiB need no capability",
      "level <= 2 + cap_fl1gp_support(cap)", "level <= 3"),
    CTestDefect(
      "first-stage pages have the sizes of the second stage",
      "page_level(iommu->cap, first_stage, level);", "page_level(iommu->cap, false, level);"),
    CTestDefect("what is not for users is translated", "!(pte & PTE_US) || iova", "iova"),
    CTestDefect(
      "the upper half is translated", " || iova >= entry_size(walk->domain->levels + 1) / 2))", "))"
    ),
    CTestDefect(
      "the sign is that of 4 levels", "iova >= entry_size(walk->domain->levels + 1) / 2",
      "iova >= entry_size(5) / 2"),
    CTestDefect(
      "the first stage is walked as the second", "\tdomain->first_stage = first_stage;\n"),
  ]
}
