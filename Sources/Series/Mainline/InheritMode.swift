extension Patch {
  static let inheritMode = Patch(
    "Take over the previous kernel's table mode",
    changelog: """
      The table mode, legacy or scalable, can only be changed while translation
      is off. A crash kernel that would choose the other mode than the crashed
      kernel gives up the copy and switches translation off, which leaves legacy
      DMA without isolation.

      Use the mode that the hardware is in.
      """,
    edits: [
      .insert(
        "void intel_kdump_inherit_mode(void);",
        .before, "int intel_kdump_copy_tables(struct intel_iommu *iommu);\nvoid", in: .header),
      .insert(
        """
        static inline void intel_kdump_inherit_mode(void) {}

        """,
        .before,
        """
        static inline int intel_kdump_copy_tables(struct intel_iommu *iommu)
        {
        	return -ENODEV;
        """, in: .header),
      .insert(
        """
        intel_kdump_inherit_mode();

        """,
        .before,
        "for_each_iommu(iommu, drhd) {\nif (drhd->ignored) {\nintel_kdump_warn_off(iommu);",
        in: .driver, .function("init_dmars")),
    ])
}
