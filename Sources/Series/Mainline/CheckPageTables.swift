extension Patch {
  static let checkPageTables = Patch(
    "Check page tables behind copied context entries",
    changelog: """
      The hardware goes on using the page tables of the previous kernel where
      they are. If the crash damaged an entry, the hardware can use memory of the
      crash kernel as a page table. The device behind it can then write to any
      address.

      Walk the page tables of both stages behind each context entry. Check the
      addresses of tables, and that no table leads back to itself. Do not copy a
      context entry that leads to a damaged page table.

      Walk page tables that several contexts share only once, unless their IOMMUs
      differ in capabilities. The walk does not recurse, and calls cond_resched()
      for each table. It reads at most 2^22 tables from one root, enough for
      almost 8 TiB in pages of 4 KiB, and at most as many behind all damaged
      roots of an IOMMU. Damaged tables do not keep the crash kernel from
      booting. A context entry with more tables is not copied.

      Later patches use the same walk to check reserved bits, and to find the I/O
      addresses that are in use and the memory behind them.
      """)
}
