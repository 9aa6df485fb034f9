extension Patch {
  static let inheritMode = Patch(
    "Use the table mode that the previous kernel left enabled",
    changelog: """
      A crash kernel may be configured for another table mode, legacy or
      scalable, than the previous kernel. The mode can only change while
      translation is disabled, so the crash kernel gives up the copy and disables
      translation. In-flight DMA then goes to physical addresses.

      Use the mode that the hardware is in. The driver has one mode for all
      IOMMUs with scalable mode support, so take the mode of the first of them
      that has translation enabled. Calculate the address widths again, as they
      depend on the mode.
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
