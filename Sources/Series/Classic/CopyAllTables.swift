extension Patch {
  static let copyAllTables = Patch(
    "Copy all tables that a crashed kernel left in use",
    changelog: """
      Add intel_kdump_copy_tables(), which copies the root table, the context
      tables and the page tables of an IOMMU into tables of this kernel, and
      reserves the domain-ids in use. Nothing is published before everything is
      there: if anything fails, the IOMMU's state is as it was before the call.

      The new function has no caller yet.
      """,
    edits: [
      .insert(
        "unsigned int old_tables:1; /* contexts of a crashed kernel are in use */", .after,
        "struct root_entry *root_entry;", in: .classicHeader, .structure("intel_iommu"))
    ])
}
