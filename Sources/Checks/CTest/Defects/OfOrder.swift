extension CTestDefect {
  /// In what happens on several CPUs at the same time.
  static let ofOrder = [
    CTestDefect(
      "devices of a group do not wait for each other", "\t\tdown(&group->lock);\n\telse\n",
      "\t\t(void)down_trylock(&group->lock);\n\telse\n"),
    CTestDefect(
      "contexts marked at once lose a mark", "\tclear_bit(source_id, iommu->copied_tables);",
      "\t__clear_bit(source_id, iommu->copied_tables);"),
    CTestDefect(
      "an entry is muted while it is replaced",
      "\tspin_lock_irqsave(&iommu->lock, flags);\n\n\t/* The IOMMU may not",
      "\tflags = 0;\n\t/* The IOMMU may not"),
    CTestDefect(
      "an entry is no longer the copy before it is replaced",
      "\tu16 source_id = PCI_DEVID(bus, devfn);\n\tstruct context_entry entry = *new;\n",
      "\tu16 source_id = PCI_DEVID(bus, devfn);\n\tstruct context_entry entry = *new;\n\n"
        + "\tclear_bit(source_id, iommu->copied_tables);\n"),
    CTestDefect(
      "the hardware may find a table that is not in memory yet",
      "\t\t\t__iommu_flush_cache(iommu, tables[0], VTD_PAGE_SIZE);\n"
        + "\t\t\troot->lo = virt_to_phys(tables[0]) | ROOT_P;\n",
      "\t\t\troot->lo = virt_to_phys(tables[0]) | ROOT_P;\n"
        + "\t\t\t__iommu_flush_cache(iommu, tables[0], VTD_PAGE_SIZE);\n"),
    CTestDefect(
      "which entries are copies is said after the lock is free",
      "\tiommu->copied_tables = old->copied;\n\n\tspin_unlock(&iommu->lock);\n",
      "\tspin_unlock(&iommu->lock);\n\n\tiommu->copied_tables = old->copied;\n"),
    CTestDefect(
      "an entry that changed meanwhile is not stored again",
      "\t\twhile (!try_cmpxchg128((u128 *)live, &old, value))\n\t\t\t;\n",
      "\t\t(void)try_cmpxchg128((u128 *)live, &old, value);\n",
      needs: "try_cmpxchg128"),
    CTestDefect(
      "an entry is muted in parts", "\t\tWRITE_ONCE(context->lo, context->lo | CONTEXT_FPD);",
      "\t\tcontext->lo |= CONTEXT_FPD;"),
    CTestDefect(
      "an entry is stored in parts", "\tWRITE_ONCE(live->lo, new->lo);",
      "\tlive->lo = new->lo;"),
    CTestDefect(
      "other tasks wait while tables are made", "\tnew->pages++;\n\tcond_resched();",
      "\tnew->pages++;"),
    CTestDefect(
      "other tasks wait while tables are read", "\ttable->own = NULL;\n\tcond_resched();",
      "\ttable->own = NULL;"),
    CTestDefect(
      "other tasks wait while mappings are carried over",
      "\t\tif (may_sleep())\n\t\t\tcond_resched();\n", ""),
    CTestDefect(
      "mappings are carried over from the reserves of interrupts",
      "may_sleep() ? GFP_KERNEL : GFP_ATOMIC);", "GFP_ATOMIC);"),
  ]
}
