extension CTestDefect {
  /// In what happens on several CPUs at the same time.
  static let ofOrder = [
    CTestDefect(
      "devices of a group do not wait for each other", "\t\tdown(&group->lock);\n\telse if",
      "\t\t(void)down_trylock(&group->lock);\n\telse if"),
    CTestDefect(
      "contexts marked at once lose a mark", "\tclear_bit(source_id, iommu->copied_tables);",
      "\t__clear_bit(source_id, iommu->copied_tables);"),
    CTestDefect(
      "counts are read while they change",
      "raw_spin_lock_irq(&faulty_lock);\n\t\tdevice = faulty[i];\n\t\traw_spin_unlock_irq(&faulty_lock);",
      "device = faulty[i];"),
  ]
}
