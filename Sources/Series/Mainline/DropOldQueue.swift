extension Patch {
  static let dropOldQueue = Patch(
    "Drop an invalidation queue that a crashed kernel left in error",
    changelog: """
      The crash may come while the invalidation queue is in error: a descriptor
      was invalid, or a device did not answer. The hardware then fetches no
      descriptors until software clears the error. Some hardware cannot disable
      the queue before it is empty, and the crash kernel panics while it waits
      for that. If the error is still set when the crash kernel enables its own
      queue, its first invalidation is taken for the culprit.

      Empty a queue in error and clear the error before the queue is disabled.
      The descriptors that are lost do not matter, as the crash kernel
      invalidates all caches.
      """,
    edits: [
      .insert(
        """
        /*
         * A crash may leave the queue in error. The hardware fetches no
         * descriptors then: drop them.
         */
        if (is_kdump_kernel()) {
        	if (readl(iommu->reg + DMAR_FSTS_REG) & DMA_FSTS_IQE)
        		writel(readl(iommu->reg + DMAR_IQH_REG),
        		       iommu->reg + DMAR_IQT_REG);
        	writel(DMA_FSTS_IQE | DMA_FSTS_ITE | DMA_FSTS_ICE,
        	       iommu->reg + DMAR_FSTS_REG);
        }


        """,
        .before,
        """
        /*
         * Give a chance to HW to complete the pending invalidation requests.
         */
        """, in: .dmar, .function("dmar_disable_qi")),
      .insert(
        "#include <linux/crash_dump.h>", .before, "#include <linux/pci.h>", in: .dmar, .file),
    ])
}
