extension Patch {
  static let outliveInterrupts = Patch(
    "Keep copied tables when a fault interrupt cannot be set up",
    changelog: """
      When init_dmars() cannot set up the fault interrupt or the page request
      queue of one IOMMU, it gives up all IOMMUs and frees their tables. In a
      crash kernel, devices that the previous kernel left running still do DMA
      through these tables. The hardware then uses freed memory as tables, or
      takes I/O addresses for physical addresses if translation is disabled. In
      both cases, a device can overwrite the crash kernel or the memory that it
      is to save.

      In a crash kernel, go on without the interrupt or the queue, even if the
      IOMMU that fails has no copied tables: others may have them. Without the
      interrupt, faults of this IOMMU are not reported. Without the queue, it is
      taken for an IOMMU that does not support page requests (bit 29 of the
      extended capabilities), and those of in-flight DMA are not answered.
      """,
    fixes: .copyTables, stable: KernelVersion(6, 1),
    edits: [
      .replace(
        "down_write(&dmar_global_lock);\nif (ret)\ngoto free_iommu;",
        with: """
          down_write(&dmar_global_lock);
          if (ret && !is_kdump_kernel())
          	goto free_iommu;
          /* Without the queue, devices must not be told to send page requests. */
          if (ret)
          	iommu->ecap &= ~BIT_ULL(29);
          """,
        in: .driver, .function("init_dmars")),
      .replace(
        "ret = dmar_set_interrupt(iommu);\nif (ret)\ngoto free_iommu;",
        with: """
          ret = dmar_set_interrupt(iommu);
          if (ret && !is_kdump_kernel())
          	goto free_iommu;
          """,
        in: .driver, .function("init_dmars")),
    ])
}
