extension Patch {
  static let muteFaults = Patch(
    "Mute faulting devices in a crash kernel",
    changelog: """
      A device whose in-flight DMA is blocked faults as long as the crash kernel
      runs. The driver limits the rate of the messages but not of the interrupts,
      and some platforms answer a fault with an NMI.

      In a crash kernel, let the fault handler leave after 16 faults, and leave
      the pending records to a work item. It sets Fault Processing Disable in the
      context entry of each device that has a pending record, prints one message
      that names the device, and clears the records. Then the handler takes the
      next 16. The DMA of the device stays blocked, and the device still gets an
      error for each request. Only the reports stop. If a driver then replaces
      the context entry, faults are reported again.

      Put devices in quarantine with the bit set, and leave it set when a driver
      attaches. The crash kernel does not know what such a device has mapped, so
      it expects faults.

      A pending record keeps the hardware from raising fault interrupts. The
      crash may leave one, or in-flight DMA may cause one before the crash kernel
      sets up its interrupt. Clear all records once the interrupt is set up. The
      fault handler would stop at the first record that is not pending.

      The devices behind faults of interrupt remapping (0x20-0x2f) are not muted,
      as these faults do not involve a context entry.

      A work item is used because the lock of the context entries cannot be taken
      in the fault handler. The handler must leave because it reads records for
      as long as there are any. A device that faults faster than that could keep
      a single CPU busy, and the work item would never run. The hardware raises
      no fault interrupt until the work item has cleared the records.
      """,
    edits: [
      .insert(
        """
        bool intel_kdump_leave_faults(void);
        void intel_kdump_clear_faults(struct intel_iommu *iommu);
        """,
        .after, "void intel_kdump_warn_off(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline bool intel_kdump_leave_faults(void)
        {
        	return false;
        }

        static inline void intel_kdump_clear_faults(struct intel_iommu *iommu) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .insert(
        """

        intel_kdump_clear_faults(iommu);
        """,
        .after,
        "ret = dmar_set_interrupt(iommu);\nif (ret && !is_kdump_kernel())\ngoto free_iommu;",
        in: .driver,
        .function("init_dmars")),
      .insert(
        """

        if (intel_kdump_leave_faults())
        	break;
        """,
        .after, "if (!(data & DMA_FRCD_F))\nbreak;", in: .dmar, .function("dmar_fault")),
    ])
}
