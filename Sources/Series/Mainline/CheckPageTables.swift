extension Patch {
  static let checkPageTables = Patch(
    "Check the page tables behind the previous kernel's contexts",
    changelog: """
      The hardware goes on using the page tables of the previous kernel where
      they are. A damaged entry can make it take this kernel's memory for a page
      table, and a device that is left running then writes where that leads.

      Walk the page tables of both stages behind each context: reserved bits,
      page sizes, addresses, a table within itself. The walk does not recurse,
      and the number of tables that it reads is bounded. Do not copy a context
      with a damaged page table. What the walk finds is for its visitor, of which
      the check has none.
      """)
}
