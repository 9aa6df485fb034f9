extension CTestDefect {
  /// In checking entries of every kind, and in heeding domain-ids.
  static let ofChecks = [
    // damage
    CTestDefect(
      "a damaged root entry is used", "if (!root_valid(old, root)) {",
      "if (root_valid(old, root) > 1) {"),
    CTestDefect(
      "a damaged root entry ends the copy", "refuse_root(old, bus, upper, -EINVAL);\n\t\treturn 0;",
      "refuse_root(old, bus, upper, -EINVAL);\n\t\treturn -EINVAL;"),
    CTestDefect(
      "a damaged context is copied", "\t\t\tfree_own_dir(old);\n\t\treturn;\n",
      "\t\t\tfree_own_dir(old);\n"),
    CTestDefect(
      "a failure counts as damage", "error == -EINVAL ? \"Damaged\"", "error ? \"Damaged\""),
    CTestDefect(
      "damage is not reported", "refuse_context(old, source_id, ret);", "(void)refuse_context;"),
    CTestDefect(
      "another device is reported", "PCI_SLOT(source_id & 0xff), PCI_FUNC(source_id));",
      "PCI_SLOT(source_id & 0xff) ^ 1, PCI_FUNC(source_id));"),
    // PASIDs
    CTestDefect(
      "the directory is too short", "(128U << (pdts))", "(64U << (pdts))"),
    CTestDefect(
      "the directory is too long",
      "entries = PASID_DIR_ENTRIES(FIELD_GET(SMCTX_PDTS, context[0]));",
      "entries = min_t(unsigned int, 2 * PASID_DIR_ENTRIES(FIELD_GET(SMCTX_PDTS, context[0])), PASID_DIR_MAX);"
    ),
    CTestDefect(
      "one page of the directory is read",
      "\tfor (i = 0; i < entries; i += TABLE_WORDS) {\n\t\tret = read_pasid_page(",
      "\tfor (i = 0; i < 1; i += TABLE_WORDS) {\n\t\tret = read_pasid_page("),
    CTestDefect(
      "the last entry of a PASID table is left out", "i < TABLE_WORDS; i += PASID_TE_WORDS",
      "i < TABLE_WORDS - PASID_TE_WORDS; i += PASID_TE_WORDS"),
    CTestDefect(
      "absent PASIDs are checked", "if (!(entry[0] & PASID_TE_P))\n\t\t\tcontinue;\n"),
    CTestDefect(
      "absent directory entries are followed", "if (!(entry[0] & PASID_DE_P))\n\t\t\tcontinue;\n"),
    CTestDefect("reading has no bound", "\told->pasid_pages++;\n"),
    // domain-ids
    CTestDefect(
      "domain-ids are forgotten", "iommu->domain_ids, old->domain_ids,",
      "iommu->domain_ids, iommu->domain_ids,", needs: "bitmap_or("),
    CTestDefect(
      "this kernel's domain-ids are lost", "bitmap_or(iommu->domain_ids, iommu->domain_ids,",
      "bitmap_or(iommu->domain_ids, old->domain_ids,", needs: "bitmap_or("),
    CTestDefect(
      "domain-ids are forgotten", "ret = reserve_domain_ids(old);", "(void)reserve_domain_ids;",
      needs: "ida_alloc_range("),
    CTestDefect(
      "a domain-id of this kernel ends the copy", "if (ret == -ENOSPC)", "if (ret == -ENOENT)",
      needs: "ida_alloc_range("),
    CTestDefect(
      "this kernel's domain-ids are freed on failure",
      "\t\t\t__clear_bit(id, old->domain_ids);", "\t\t\t;", needs: "ida_alloc_range("),
    CTestDefect(
      "domain-ids stay reserved on failure", "\t\tida_free(&iommu->domain_ida, id);", "\t\t;",
      needs: "ida_alloc_range("),
    CTestDefect(
      "domain-ids beyond the hardware's are reserved", "old->domain_ids, iommu->max_domain_id)",
      "old->domain_ids, DOMAIN_IDS)", needs: "iommu->max_domain_id"),
    CTestDefect(
      "domain-ids beyond the hardware's are reserved", "cap_ndoms(iommu->cap));\n\tiommu->copied",
      "DOMAIN_IDS);\n\tiommu->copied", needs: "bitmap_or("),
    CTestDefect(
      "RID_PASID is taken for a domain-id", "\tif (!old->scalable)\n\t\t__set_bit(",
      "\t\t__set_bit("),
    CTestDefect(
      "domain-ids of damaged entries are free",
      "__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);",
      "if (pasid_table_entry_valid(old->iommu, entry))\n\t\t\t__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);"
    ),
  ]
}
