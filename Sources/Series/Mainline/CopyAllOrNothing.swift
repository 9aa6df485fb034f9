extension Patch {
  static let copyAllOrNothing = Patch(
    "Add a copy of the previous kernel's tables that is whole",
    changelog: """
      copy_translation_tables() drops a bus whose context table it cannot copy,
      and reports success: the devices on that bus fault, with nothing but one
      error message.

      Add intel_kdump_copy_tables(), which copies each half of each root entry on
      its own, builds the context tables, the bitmap of copied contexts and the
      set of domain-ids aside, and publishes them only when everything is there.
      If anything fails, the IOMMU's state is as it was before the call.

      Domain-ids come from legacy context entries only: what is read as one in
      scalable mode today is the RID_PASID field.

      The masks take apart what the driver's accessors are made to build. The new
      function has no caller until the next patch.
      """,
    edits: [
      .insert(
        "int intel_kdump_copy_tables(struct intel_iommu *iommu);",
        .after, "int intel_kdump_read_table(phys_addr_t phys, void *table);", in: .header),
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
