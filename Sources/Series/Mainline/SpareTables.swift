extension Patch {
  static let spareTables = Patch(
    "Cut crash kernel memory out of page tables that stay in use",
    changelog: """
      Page tables of the previous kernel can map memory of the crash kernel, for
      one of three reasons:

       - They map all of RAM, as with iommu=pt on hardware without pass-through.

       - A buffer lies in CMA memory that was promised to the crash kernel.

       - A page table entry is damaged.

      The device can overwrite the crash kernel until a driver attaches, and for
      ever if there is no driver.

      When the check of the page tables finds such a page, copy the tables on the
      path to the page, and let the copied entry lead to the scratch page. In
      caching mode, leave the entry not present. Split a large page. All other
      entries still lead to tables of the previous kernel, which are never
      written. The context entry leads to the new root with the old domain-id. In
      scalable mode, copies of the PASID directory and the PASID table lead to
      the new root.

      The copies may take another 1/64 of memory for each IOMMU. If memory runs
      out, put the device in quarantine.

      The patch adds about 140 lines. Copying all page tables would be simpler,
      but would take as much memory as the previous kernel used for them.
      """)
}
