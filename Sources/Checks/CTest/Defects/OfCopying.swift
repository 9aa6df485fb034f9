extension CTestDefect {
  /// In reading old tables, copying them and publishing the copy.
  static let ofCopying = [
    // reading
    CTestDefect("a mapping is kept", "\tmemunmap(old);\n"),
    CTestDefect(
      "the old table is written", "left = copy_mc_to_kernel(table, old, VTD_PAGE_SIZE);",
      "left = copy_mc_to_kernel(table, old, VTD_PAGE_SIZE);\n\t*(u64 *)old ^= 1;"),
    CTestDefect(
      "a page is read after its mapping",
      "\tleft = copy_mc_to_kernel(table, old, VTD_PAGE_SIZE);\n\tmemunmap(old);",
      "\tmemunmap(old);\n\tleft = copy_mc_to_kernel(table, old, VTD_PAGE_SIZE);"),
    CTestDefect("poison is taken for a table", "return left ? -EIO : 0;", "return 0 * left;"),
    CTestDefect(
      "a mapping is read beyond its end", "copy_mc_to_kernel(table, old, VTD_PAGE_SIZE);",
      "copy_mc_to_kernel(table, old + 8, VTD_PAGE_SIZE);"),
    CTestDefect("address 0 is read", "return phys && phys ==", "return phys =="),
    CTestDefect("this kernel's memory is read", "!page_is_ram(PHYS_PFN(phys))", "true"),
    CTestDefect("any address is read", "!(phys >> host_address_width()) &&", ""),
    CTestDefect("the DMAR table is kept", "\t\tacpi_put_table(dmar);\n"),
    CTestDefect("the host address width is one bit short", "->width + 1U", "->width + 0U"),
    CTestDefect(
      "the CPU's address width is forgotten", "width = boot_cpu_data.x86_phys_bits;",
      "width = 64;"),
    // copying
    CTestDefect("every table goes to the lower half", "root->hi = virt", "root->lo = virt"),
    CTestDefect(
      "upper halves are forgotten",
      "ret = copy_context_table(old, bus, true, root + 1);", "ret = 0;"),
    CTestDefect(
      "entries have one size", "unsigned int i, words = old->scalable ? 4 : 2;",
      "unsigned int i, words = 2;"),
    CTestDefect(
      "upper functions are taken for lower ones", "u8 first = upper ? 0x80 : 0;", "u8 first = 0;"),
    CTestDefect(
      "half an entry is copied", "memcpy(copy, entry, (old->scalable ? 4 : 2) * sizeof(*entry));",
      "memcpy(copy, entry, (old->scalable ? 2 : 1) * sizeof(*entry));"),
    CTestDefect(
      "contexts that are not present are copied", "\t\tif (old->context[i] & CTX_P)\n"),
    CTestDefect(
      "copied contexts are not marked", "\t__set_bit(source_id, old->copied);\n"),
    CTestDefect(
      "another mode is taken over", "FIELD_GET(RTADDR_TTM, rtaddr) != !!sm_supported(iommu)",
      "FIELD_GET(RTADDR_TTM, rtaddr) > 3"),
    // all or nothing
    CTestDefect(
      "tables leak on failure", "if (ret)\n\t\tfree_tables(old);",
      "if (ret)\n\t\tbitmap_free(old->copied), (void)free_tables;"),
    CTestDefect("the bitmap leaks on failure", "\n\tbitmap_free(old->copied);\n", "\n"),
    CTestDefect("the working memory leaks", "\tkvfree(old);\n"),
    CTestDefect(
      "a missing page is used", "\tif (!table)\n\t\treturn -ENOMEM;\n\told->tables[bus][upper]",
      "\told->tables[bus][upper]"),
    CTestDefect(
      "a missing mapping is used", "\tif (!old)\n\t\treturn -ENOMEM;\n\n\tleft", "\tleft"),
    CTestDefect(
      "a missing bitmap is used", "if (old->copied) {\n\t\tcopy_root_table",
      "{\n\t\tcopy_root_table"),
    CTestDefect(
      "a root entry is published at once", "old->tables[bus][upper] = table;",
      "old->tables[bus][upper] = table;\n\tiommu->root_entry[bus].lo = 1 | virt_to_phys(table);"),
    CTestDefect(
      "a failure drops the bus",
      "\t\tif (ret)\n\t\t\trefuse_root(old, bus, false, ret);\n"),
    CTestDefect(
      "the lock is kept", "old->copied;\n\n\tspin_unlock(&iommu->lock);\n", "old->copied;\n"),
    CTestDefect(
      "memory is allocated under the lock", "spin_lock(&iommu->lock);\n\n\tfor (bus",
      "spin_lock(&iommu->lock);\n\tkvfree(kvzalloc(8, GFP_KERNEL));\n\tfor (bus"),
    CTestDefect(
      "context tables are not flushed",
      "\t\t\t__iommu_flush_cache(iommu, tables[0], VTD_PAGE_SIZE);\n"),
    CTestDefect(
      "upper context tables are not flushed",
      "\t\t\t__iommu_flush_cache(iommu, tables[1], VTD_PAGE_SIZE);\n"),
    CTestDefect(
      "the root table is not flushed",
      "\t__iommu_flush_cache(iommu, iommu->root_entry, VTD_PAGE_SIZE);\n"),
  ]
}
