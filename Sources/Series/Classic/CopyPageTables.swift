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
      """,
    edits: [] + Edit.makeStatic("int intel_kdump_read_table(phys_addr_t phys, void *table)")
      + Edit.makeStatic(
        """
        bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level,
        			     const u64 *entry)
        """,
        as: """
          static bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level,
          				    const u64 *entry)
          """) + [])
}

extension Edit {
  /// A function of the new file loses its declaration: the first caller stands in that file.
  static func makeStatic(
    _ head: String, as newHead: String? = nil, file: String = #filePath, line: Int = #line
  ) -> [Edit] {
    []
  }
}
