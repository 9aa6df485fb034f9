extension Patch {
  static let muteFaults = Patch(
    "Mute a device that keeps faulting in a crash kernel",
    changelog: """
      A device that nobody stopped, and whose DMA the tables do not allow, faults
      for as long as the crash kernel runs. The messages are limited in rate; the
      interrupts are not, and some machines answer a fault with an NMI.

      While an IOMMU has copied tables, count the faults of each device, whether
      they are printed or not. After 16, set Fault Processing Disable in the
      device's context entry. Its DMA stays blocked, but is no longer reported,
      and one message names it. A driver that attaches brings a new entry, and a
      new count.

      A fault before the fault interrupt is set up goes to the vector that the
      previous kernel used, and there is none for later ones until it is handled:
      do that once the interrupt is there.

      Set the bit from the start for a device in quarantine, and leave it set in
      the entry that a driver brings: nobody knows what the device has mapped.

      What faults before it comes to a context entry goes on being reported: for
      a bus without a context table, there is no place for the bit.
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
