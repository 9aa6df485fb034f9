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
      "an entry that changed meanwhile is not stored again",
      "\t\twhile (!try_cmpxchg128((u128 *)live, &old, value))\n\t\t\t;\n",
      "\t\t(void)try_cmpxchg128((u128 *)live, &old, value);\n",
      needs: "try_cmpxchg128"),
    CTestDefect(
      "other tasks wait while tables are read", "\ttable->own = NULL;\n\tcond_resched();",
      "\ttable->own = NULL;"),
    CTestDefect(
      "other tasks wait while mappings are carried over",
      "\t\tif (may_sleep())\n\t\t\tcond_resched();\n", ""),
    CTestDefect(
      "mappings are carried over from the reserves of interrupts",
      "may_sleep() ? GFP_KERNEL : GFP_ATOMIC);", "GFP_ATOMIC);", needs: "may_sleep() ? GFP_KERNEL"),
  ]
}
