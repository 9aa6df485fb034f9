extension Patch {
  static let warnWhenSwitchedOff = Patch(
    "Warn when a crash kernel disables translation",
    changelog: """
      A crash kernel disables translation without a message if it runs with
      intel_iommu=off, and also for an IOMMU that it does not drive. In-flight
      DMA then goes to physical addresses, and can overwrite the crash kernel or
      the memory that it is to save.

      Obey the user, but print a warning, once. Document the risk of
      intel_iommu=off.
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
