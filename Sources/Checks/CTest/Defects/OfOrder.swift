extension CTestDefect {
  /// In what happens on several CPUs at the same time.
  static let ofOrder = [
    CTestDefect(
      "all CPUs put ranges into the same place", "\tunsigned int begin, end;\n",
      "\tstatic unsigned int begin, end;\n"),
    CTestDefect(
      "all CPUs carry the same address over", "\tu64 iova = carry->run.iova, done;\n",
      "\tstatic u64 iova;\n\tu64 done;\n\n\tiova = carry->run.iova;\n"),
    CTestDefect(
      "contexts marked at once lose a mark", "\tclear_bit(source_id, iommu->copied_tables);",
      "\t__clear_bit(source_id, iommu->copied_tables);"),
    CTestDefect(
      "counts are read while they change",
      "raw_spin_lock_irq(&faulty_lock);\n\t\tdevice = faulty[i];\n\t\traw_spin_unlock_irq(&faulty_lock);",
      "device = faulty[i];"),
  ]
}
