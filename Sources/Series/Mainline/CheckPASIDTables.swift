extension Patch {
  static let checkPASIDTables = Patch(
    "Check and heed the PASID tables of the previous kernel",
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
      previous kernel's is reserved today: a new domain can get one whose IOTLB
      entries are in use. Reserve each, of damaged entries as well.
      """)
}
