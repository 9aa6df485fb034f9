extension Patch {
  static let copyAllOrNothing = Patch(
    "Add an all-or-nothing copy of root and context tables",
    changelog: """
      copy_translation_tables() skips a bus whose context table it cannot copy,
      and still returns success. The devices on this bus fault, and one error
      message is the only trace.

      Add intel_kdump_copy_tables(). It copies each half of a root entry on its
      own. It first builds the context tables, the bitmap of copied contexts and
      the set of domain-ids, and publishes them only when all are complete. If it
      fails, the state of the IOMMU is the same as before the call.

      Reserve the domain-ids of legacy mode only. In scalable mode, the field
      that the old code takes for the domain-id of a context entry is RID_PASID.
      A later patch reads the domain-ids of scalable mode from the PASID tables.

      The accessors of the driver are made for building entries. Define masks for
      reading entries, which later patches also use to check reserved bits.

      The patch is long because the new function replaces the old copy as a
      whole. It has no caller until the next patch, which removes the old copy.
      """,
    edits: [
      .insert(
        "int intel_kdump_copy_tables(struct intel_iommu *iommu);",
        .after, "int intel_kdump_read_table(u64 phys, void *table);", in: .header),
      .insert(
        """

        static inline int intel_kdump_copy_tables(struct intel_iommu *iommu)
        {
        	return -ENODEV;
        }
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
    ])
}
