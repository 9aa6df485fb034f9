extension Patch {
  static let muteFaults = Patch(
    "Mute devices that keep faulting in a crash kernel",
    changelog: """
      A device whose in-flight DMA is blocked faults as long as the crash kernel
      runs. The driver limits the rate of the messages but not of the interrupts,
      and some platforms answer a fault with an NMI.

      While an IOMMU has copied tables, report 16 faults. Then set Fault
      Processing Disable in the context entry of each device whose fault is
      pending, print one message that names the device, and start again. The DMA
      of the device stays blocked, and the device still gets an error for each
      request. Only the reports stop. When a driver attaches, the new context
      entry lets faults be reported again.

      Set the bit from the start for a device whose context entry was not taken
      over, and leave it set when a driver attaches. The crash kernel does not
      know what the device has mapped, so it expects faults.

      A pending fault keeps the hardware from raising further fault interrupts.
      The crash may leave one, or in-flight DMA may cause one before the crash
      kernel sets up its interrupt. Handle it once the interrupt is set up.

      The faults of interrupt remapping (0x20-0x2f) are still reported, as they
      do not involve a context entry.

      The fault handler can neither allocate memory nor wait for an invalidation,
      so a work item sets the bit. The handler also reads records for as long as
      there are any. A device that faults faster than the handler reads could
      keep a single CPU busy, and the work item would never run. After 16 faults,
      leave the handler. The hardware raises no interrupt while a record is
      pending, until the work item has the handler report and clear the rest.
      """,
    edits: [
      .insert(
        """
        bool intel_kdump_leave_faults(void);
        void intel_kdump_handle_faults(struct intel_iommu *iommu);
        """,
        .after, "void intel_kdump_warn_off(struct intel_iommu *iommu);", in: .header),
      .insert(
        """

        static inline bool intel_kdump_leave_faults(void)
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

        if (iommu->copied_tables && intel_kdump_leave_faults())
        	break;
        """,
        .after, "if (!(data & DMA_FRCD_F))\nbreak;", in: .dmar, .function("dmar_fault")),
    ])
}
