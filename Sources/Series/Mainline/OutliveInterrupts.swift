extension Patch {
  static let outliveInterrupts = Patch(
    "Keep the tables of the previous kernel when an interrupt fails",
    changelog: """
      When the fault interrupt or the page request queue of an IOMMU cannot be
      set up, init_dmars() disables translation and frees the tables of all
      IOMMUs. In a crash kernel, devices that nobody stopped go on doing DMA
      through these tables.

      Where tables were copied, go on without the interrupt or the queue. (The
      test of is_kdump_kernel() lets the compiler drop the other one where
      CONFIG_CRASH_DUMP is off.)
      """,
    fixes: .copyTables, stable: KernelVersion(6, 1),
    edits: [
      .replace(
        "down_write(&dmar_global_lock);\nif (ret)\ngoto free_iommu;",
        with: """
          down_write(&dmar_global_lock);
          if (ret && !is_kdump_kernel())
          	goto free_iommu;
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
