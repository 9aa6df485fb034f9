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
  ]
}
