extension Patch {
  static let muteFaults = Patch(
    "Mute devices that keep faulting in a crash kernel",
    changelog: """
      A device whose in-flight DMA is blocked faults as long as the crash kernel
      runs. The driver limits the rate of the messages but not of the interrupts,
      and some platforms answer a fault with an NMI.

      While an IOMMU has copied tables, count the faults of each device. After 16
      faults, set Fault Processing Disable in the context entry of the device,
      and print one message that names the device. Its DMA stays blocked, and the
      device still gets an error for each request. Only the reports stop. When a
      driver attaches, the count starts anew with a new context entry.

      Set the bit from the start for a device whose context entry was not taken
      over, and leave it set when a driver attaches. The crash kernel does not
      know what the device has mapped, so it expects faults.

      A pending fault keeps the hardware from raising further fault interrupts.
      The crash may leave one, or in-flight DMA may cause one before the crash
      kernel sets up its interrupt. Handle it once the interrupt is set up.

      Some faults are still reported: those that the hardware finds before it
      reads a context entry, for example on a bus without a context table, and
      those of interrupt remapping (0x20-0x2f), which do not involve a context
      entry.

      The fault handler reads records for as long as there are any, so a device
      that faults faster than the handler reads could keep a single CPU busy, and
      the work that mutes it would never run. Leave the handler when a device has
      reached its count; the work clears the records that are left.

      The patch adds about 190 lines. The fault handler can neither allocate
      memory nor wait for an invalidation. It counts up to 64 devices in a fixed
      table, and a work item sets the bit.
      """,
    edits: [
      .insert(
        """
        bool intel_kdump_count_fault(struct intel_iommu *iommu, int record);
        void intel_kdump_handle_faults(struct intel_iommu *iommu);
        """,
        .after, "void intel_kdump_warn_off(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline bool
        intel_kdump_count_fault(struct intel_iommu *iommu, int record)
        {
        	return false;
        }

        static inline void intel_kdump_handle_faults(struct intel_iommu *iommu) {}
        """,
        .before, "#endif /* CONFIG_CRASH_DUMP */", in: .header),
      .insert(
        """

        intel_kdump_handle_faults(iommu);
        """,
        .after,
        "ret = dmar_set_interrupt(iommu);\nif (ret && !is_kdump_kernel())\ngoto free_iommu;",
        in: .driver,
        .function("init_dmars")),
      .insert(
        """

        if (iommu->copied_tables &&
            intel_kdump_count_fault(iommu, reg +
        			    fault_index * PRIMARY_FAULT_REG_LEN))
        	break;
        """,
        .after, "if (!(data & DMA_FRCD_F))\nbreak;", in: .dmar, .function("dmar_fault")),
    ])
}
