extension Patch {
  static let reserveIOVAs = Patch(
    "Reserve the I/O addresses of in-flight DMA in a crash kernel",
    changelog: """
      The DMA API of a crash kernel hands out I/O addresses from the top of 4
      GiB, as the DMA API of the previous kernel did. Until a driver resets its
      device, in-flight DMA of the device hits the buffers of this driver. On
      6.12 in QEMU, the ring of an e1000e device was at 0xffffc000, and the first
      coherent buffer of the crash kernel's driver for this device got
      0xfff00000-0xffffffff.

      Devices of a group share a domain, so collect the addresses of all of them
      when they join the group. Leave drivers the largest gap below 4 GiB that
      contains none of these addresses. Report all other addresses
      as reserved, from the first to the last in use below 4 GiB, and from the
      first to the last in use above.

      If the gap is smaller than 32 MiB, or than half of the crash kernel's
      memory if this is less, leave drivers that much of the addresses of
      in-flight DMA, and print a warning.

      The patch adds about 190 lines, because requester-ids that are aliases and
      all members of a group count. Keeping one gap needs no list of ranges,
      whose length would depend on the previous kernel.
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
        "struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn);", .before,
        "extern int dmar_enable_qi(struct intel_iommu *iommu);", in: .header,
        when: .hidesDeviceLookup),
      .replace(
        "static struct intel_iommu *device_to_iommu(",
        with: "struct intel_iommu *device_to_iommu(", in: .driver, when: .hidesDeviceLookup),
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
