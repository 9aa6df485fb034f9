extension Patch {
  static let warnWhenSwitchedOff = Patch(
    "Warn when a crash kernel switches translation off",
    changelog: """
      With intel_iommu=off, or for an IOMMU that it does not drive, a crash
      kernel switches translation off without a word. What the devices of the
      previous kernel go on doing then is taken as DMA to physical addresses, and
      can overwrite the crash kernel or the memory that it is to save.

      Do what the user asks for, but say once what it means; document it.
      """,
    edits: [
      .insert(
        "void intel_kdump_warn_off(struct intel_iommu *iommu);",
        .after, "int intel_kdump_copy_tables(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline void intel_kdump_warn_off(struct intel_iommu *iommu) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .replace(
        "if (drhd->ignored) {\niommu_disable_translation(iommu);",
        with: """
          if (drhd->ignored) {
          	intel_kdump_warn_off(iommu);
          	iommu_disable_translation(iommu);
          """,
        in: .driver, .function("init_dmars")),
      .insert(
        """
        for_each_iommu(iommu, drhd)
        	intel_kdump_warn_off(iommu);

        """,
        .before,
        """
        /*
         * Make sure the IOMMUs are switched off, even when we
         * boot into a kexec kernel and the previous kernel left
         * them enabled
         */
        intel_disable_iommus();
        """, in: .driver, .function("intel_iommu_init")),
      .insert(
        """
        In a crash kernel, devices that the previous kernel left
        running may then write to any memory, the dump included.
        """,
        .after, "Disable intel iommu driver.", in: .kernelParameters),
    ])
}
