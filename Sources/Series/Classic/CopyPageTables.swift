extension Patch {
  static let copyPageTables = Patch(
    "Add a copy of a crashed kernel's page table",
    changelog: """
      The crashed kernel's page tables must stay as they are, for the dump, and
      cannot be trusted to: the memory that they lie in is written to by whatever
      the crash let loose. This kernel's drivers are to map in them, too.

      Add a copy of a whole page table. The walk is a loop, because a damaged
      table must not deepen the stack, and goes down one level at each step. A
      table that leads back to itself counts as damaged, and one that several
      entries lead to is copied once. All copies together take no more than an
      eighth of this kernel's memory.
      """)
}
