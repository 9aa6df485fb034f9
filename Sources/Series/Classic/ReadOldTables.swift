extension Patch {
  static let readOldTables = Patch(
    "Add a checked reader of a crashed kernel's tables",
    changelog: """
      A crash kernel that is to keep the translations of the crashed kernel has
      to read its tables. They lie in memory that the crash kernel does not own,
      and a crash may have damaged any pointer to them.

      Add a new file, built only with CONFIG_CRASH_DUMP, with a helper that
      copies one page of tables out of the crashed kernel's memory. It refuses
      an address beyond the host address width, or in this kernel's own RAM.
      """,
    edits: [
      .insert(
        "F:\tdrivers/iommu/intel-iommu-kdump.*", .after, "F: drivers/iommu/intel-iommu.c",
        in: .maintainers),
      .insert(
        """
        ifdef CONFIG_CRASH_DUMP
        obj-$(CONFIG_INTEL_IOMMU) += intel-iommu-kdump.o
        endif
        """,
        .before, "obj-$(CONFIG_IRQ_REMAP) += intel_irq_remapping.o irq_remapping.o",
        in: .classicMakefile),
    ])
}
