extension Patch {
  static let printSummary = Patch(
    "Print what a crash kernel took over from the previous kernel",
    changelog: """
      The log of a crash kernel says "Copied translation tables from previous
      kernel", and nothing about how much that was, and how many devices are in
      quarantine.

      Print one line for each IOMMU: the context entries that were taken over,
      the I/O address ranges in their page tables, the source-ids in quarantine,
      and the memory used. The memory consists of the saved mappings, the tables
      of the quarantine and its scratch page, context and PASID tables, changed
      page tables, and the bitmap of copied context entries. What IOMMUs share
      counts for the first of them.
      """)
}
