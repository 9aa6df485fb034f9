extension Patch {
  static let reserveIOVAs = Patch(
    "Keep new DMA off the I/O addresses of a crashed kernel",
    changelog: """
      The DMA API of a crash kernel hands out I/O addresses from the top of
      4 GiB, as that of the crashed kernel did. Legacy DMA then hits the buffers
      of the driver that attaches to the device, as long as it has not reset it.

      Report what a device's copied contexts translate as reserved regions, for
      all devices of its group, as they share a domain. The number of ranges is
      bounded: when there are more, the closest ones are joined. The lowest
      256 MiB are left to the drivers when less than that would be free below
      4 GiB.
      """,
    edits: [
      .insert(
        "void intel_kdump_get_resv_regions(struct device *dev, struct list_head *head);",
        .after, "int intel_kdump_copy_tables(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline void
        intel_kdump_get_resv_regions(struct device *dev, struct list_head *head) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .insert(
        """
        intel_kdump_get_resv_regions(device, head);

        """,
        .before, "reg = iommu_alloc_resv_region(IOAPIC_RANGE_START,", in: .driver,
        .function("intel_iommu_get_resv_regions")),
    ])
}
