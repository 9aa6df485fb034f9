extension Patch {
  static let endOldQueue = Patch(
    "Clear errors of the invalidation queue before disabling it",
    changelog: """
      A crash may leave the invalidation queue in error, because a descriptor was
      invalid or because a device did not answer. The hardware then fetches no
      descriptors until software repairs the queue and clears the error. A crash
      kernel does neither, with two consequences:

       - The driver disables the old queue before it sets up its own. If the
         hardware does not disable a queue that still has descriptors, the
         driver's wait for it times out, and the crash kernel panics.

       - If the error is still set when the new queue is enabled, the driver
         blames its own first invalidation.

      In a crash kernel, wait for the old queue to become empty before disabling
      it. If there is an error, overwrite all descriptors of the queue with wait
      descriptors, as qi_check_fault() does with one in the kernel's own queue,
      and clear the error bits. Write the tail register again, as some
      hypervisors resume only then. The lost invalidations do no harm, because
      the crash kernel invalidates all caches.
      """,
    edits: [
      .insert(
        """
        /* Fills the old queue with wait descriptors, which do nothing. */
        static void dmar_fill_old_queue(struct intel_iommu *iommu)
        {
        	u64 queue = (u64)readl(iommu->reg + DMAR_IQA_REG + 4) << 32 |
        		    readl(iommu->reg + DMAR_IQA_REG);
        	size_t length = SZ_4K << (queue & 7), at;
        	size_t size = queue & BIT(11) ? 32 : 16;
        	u64 base = queue & VTD_PAGE_MASK, *desc;
        	void *descs;

        	descs = memremap(base, length, MEMREMAP_WB);
        	if (!descs)
        		return;
        	memset(descs, 0, length);
        	for (at = 0; at < length; at += size) {
        		desc = descs + at;
        		desc[0] = QI_IWD_TYPE | QI_IWD_STATUS_WRITE;
        		/* The status, 0, is written over itself. */
        		desc[1] = base + at + 4;
        	}
        	__iommu_flush_cache(iommu, descs, length);
        	memunmap(descs);
        }

        /*
         * A crash may leave the queue in error, or with descriptors that lead to
         * one. The hardware then waits, and more such descriptors may follow.
         */
        static void dmar_end_old_queue(struct intel_iommu *iommu)
        {
        	const u32 errors = DMA_FSTS_IQE | DMA_FSTS_ITE | DMA_FSTS_ICE;
        	cycles_t start_time = get_cycles();

        	do {
        		cpu_relax();
        		if (!(readl(iommu->reg + DMAR_FSTS_REG) & errors))
        			continue;
        		dmar_fill_old_queue(iommu);
        		writel(errors, iommu->reg + DMAR_FSTS_REG);
        		/* Some hypervisors go on when the tail is written. */
        		writel(readl(iommu->reg + DMAR_IQT_REG),
        		       iommu->reg + DMAR_IQT_REG);
        	} while (readl(iommu->reg + DMAR_IQT_REG) !=
        		 readl(iommu->reg + DMAR_IQH_REG) &&
        		 DMAR_OPERATION_TIMEOUT > (get_cycles() - start_time));
        }


        """,
        .before, "/*\n * Disable Queued Invalidation interface.\n */", in: .dmar, .file),
      .insert(
        """
        if (is_kdump_kernel() &&
            readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_QIES)
        	dmar_end_old_queue(iommu);


        """,
        .before, "raw_spin_lock_irqsave(&iommu->register_lock, flags);", in: .dmar,
        .function("dmar_disable_qi")),
      .insert(
        "#include <linux/crash_dump.h>\n#include <linux/io.h>", .before, "#include <linux/pci.h>",
        in: .dmar, .file),
    ])
}
