extension Patch {
  static let reserveIOVAs = Patch(
    "Keep new DMA off the I/O addresses of the previous kernel",
    changelog: """
      The DMA API of a crash kernel hands out I/O addresses from the top of 4
      GiB, as that of the previous kernel did. In-flight DMA then hits the
      buffers of the driver that attaches to the device, as long as it has not
      reset it.

      The devices of a group share a domain, so collect the addresses of all of
      them when they join the group. Leave drivers the largest gap below 4 GiB
      that these addresses, the windows of the host bridge, MSIs and the regions
      of the firmware leave, and report the rest as reserved. Where this gap is
      smaller than 32 MiB, give up the addresses of in-flight DMA in 32 MiB, and
      say so.
      """,
    edits: [
      .insert(
        """
        void intel_kdump_join_group(struct device *dev, struct iommu_group *iommu_group);
        void intel_kdump_get_resv_regions(struct device *dev, struct list_head *head);
        """,
        .after, "int intel_kdump_copy_tables(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline void
        intel_kdump_join_group(struct device *dev, struct iommu_group *iommu_group) {}
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
      .replace(
        """
        if (dev_is_pci(dev))
        	return pci_device_group(dev);
        return generic_device_group(dev);
        """,
        with: """
          struct iommu_group *group = dev_is_pci(dev) ? pci_device_group(dev) :
          						generic_device_group(dev);

          intel_kdump_join_group(dev, group);

          return group;
          """,
        in: .driver, .function("intel_iommu_device_group")),
    ])
}
