extension Patch {
  static let readCrashedMemory = Patch(
    "Add a checked helper to read tables of the previous kernel",
    changelog: """
      A crash kernel maps every address that it finds in the root table address
      register and in the root entries of the previous kernel. If the crash
      damaged such an address, the driver takes its own memory, or an address
      that the hardware cannot reach, for a table.

      Add a new file for access to the tables of the previous kernel.
      Its helper refuses an address beyond the host address width, and an address
      in RAM of the crash kernel, where the previous kernel has no tables. The
      helper copies a table instead of leaving it mapped, so that poisoned memory
      causes an error and not a panic. Read the root and context tables through
      this helper.

      The file is built only with CONFIG_CRASH_DUMP. Its helper is the only
      function that reads tables of the previous kernel, in this patch and in all
      later ones.
      """,
    edits: [
      .insert(
        """
        #ifdef CONFIG_CRASH_DUMP
        int intel_kdump_read_table(u64 phys, void *table);
        #else
        static inline int intel_kdump_read_table(u64 phys, void *table)
        {
        	return -ENODEV;
        }
        #endif /* CONFIG_CRASH_DUMP */


        """,
        .before, "#ifdef CONFIG_INTEL_IOMMU_DEBUGFS\nvoid intel_iommu_debugfs_init(void);",
        in: .header)
    ] + buildTheFile + readTheRootTable + readTheContextTables)

  /// With the driver only, whether or not the Makefile is read without it.
  private static let buildTheFile: [Edit] = [
    object("kdump.o").when(.leavesOutObjects),
    object("kdump.o").when(.leavesOutDirectory).unless(.leavesOutObjects),
    object("kdump.o", guarded: true)
      .when(.ownDirectory).unless(.leavesOutObjects).unless(.leavesOutDirectory),
    object("intel-kdump.o", guarded: true, before: "intel_irq_remapping.o irq_remapping.o")
      .unless(.ownDirectory),
  ]

  private static func object(
    _ name: String, guarded: Bool = false, before other: String = "irq_remapping.o"
  ) -> Edit {
    let line = "obj-$(CONFIG_CRASH_DUMP) += \(name)"
    return .insert(
      .verbatim(guarded ? "ifdef CONFIG_INTEL_IOMMU\n\(line)\nendif" : line), .before,
      "obj-$(CONFIG_IRQ_REMAP) += \(other)", in: .makefile)
  }

  private static let readTheRootTable: [Edit] = [
    .replace(
      """
      old_rt = memremap(old_rt_phys, PAGE_SIZE, MEMREMAP_WB);
      if (!old_rt)
      	return -ENOMEM;
      """,
      with: """
        old_rt = kmalloc(VTD_PAGE_SIZE, GFP_KERNEL);
        if (!old_rt)
        	return -ENOMEM;

        ret = intel_kdump_read_table(old_rt_phys, old_rt);
        if (ret)
        	goto out_free;
        """,
      in: .driver, .function("copy_translation_tables"), unless: .copyFreesBitmap),
    .replace(
      """
      old_rt = memremap(old_rt_phys, PAGE_SIZE, MEMREMAP_WB);
      if (!old_rt) {
      	ret = -ENOMEM;
      	goto err_free_bitmap;
      }
      """,
      with: """
        old_rt = kmalloc(VTD_PAGE_SIZE, GFP_KERNEL);
        if (!old_rt) {
        	ret = -ENOMEM;
        	goto err_free_bitmap;
        }

        ret = intel_kdump_read_table(old_rt_phys, old_rt);
        if (ret)
        	goto out_free;
        """,
      in: .driver, .function("copy_translation_tables"), when: .copyFreesBitmap),
    .replace(
      "memunmap(old_rt);\nreturn 0;",
      with: """
        kfree(old_rt);
        return 0;
        """,
      in: .driver, .function("copy_translation_tables"), when: .copyFreesBitmap),
    .replace(
      "goto out_unmap;", with: "goto out_free;",
      in: .driver, .function("copy_translation_tables")),
    .replace(
      "out_unmap:\nmemunmap(old_rt);",
      with: """
        out_free:
        	kfree(old_rt);
        """,
      in: .driver, .function("copy_translation_tables")),
  ]

  private static let readTheContextTables: [Edit] = [
    .replace(
      "if (old_ce) memunmap(old_ce);", with: "kfree(old_ce);",
      in: .driver, .function("copy_context_table")),
    .replace(
      """
      old_ce = memremap(old_ce_phys, PAGE_SIZE, MEMREMAP_WB);
      if (!old_ce)
      	goto out;
      """,
      with: """
        old_ce = kmalloc(VTD_PAGE_SIZE, GFP_KERNEL);
        if (!old_ce)
        	goto out;

        ret = intel_kdump_read_table(old_ce_phys, old_ce);
        if (ret)
        	goto out_free;

        ret = -ENOMEM;
        """,
      in: .driver, .function("copy_context_table")),
    .replace(
      "goto out_unmap;", with: "goto out_free;",
      in: .driver, .function("copy_context_table")),
    .replace(
      "out_unmap:\nmemunmap(old_ce);",
      with: """
        out_free:
        	kfree(old_ce);
        """,
      in: .driver, .function("copy_context_table")),
  ]
}
