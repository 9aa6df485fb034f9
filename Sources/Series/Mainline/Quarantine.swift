extension Patch {
  static let quarantine = Patch(
    "Quarantine devices whose tables cannot be taken over",
    changelog: """
      If the tables of a device are damaged, the crash kernel blocks the
      in-flight DMA of this device. Each access is then a fault, which some
      platforms answer with an NMI. If the root table or a context table cannot
      be read, or if memory runs out, the crash kernel disables translation for
      the IOMMU.

      In these cases, leave translation enabled, and put the devices in
      quarantine: page tables in which every address leads to one scratch page.
      Devices can write to the page but not read it, because a device could write
      what it reads to a disk. All entries of a level are equal, so a quarantine
      has one table for each level. The device-TLB bit of a context entry stays
      as it was.

      The quarantine has limits:

       - Hardware with the first stage only, as some hypervisors present it, has
         no write-only pages. There, devices read zeros, and what devices wrote.

       - In caching mode, a hypervisor shadows every page that is mapped, of
         which a quarantine has billions. There, the DMA stays blocked.

       - If there is no memory for the copy itself, translation stays enabled,
         and all in-flight DMA of the IOMMU is blocked.

      A driver that attaches gets an ordinary domain. The crash kernel does not
      know which I/O addresses the device is using, so reserve all from 256 MiB
      to 4 GiB. In-flight DMA to these addresses is blocked from then on.

      Print one line for each IOMMU that says what was taken over.

      The patch adds about 235 lines. The next patches use the functions that
      build context and PASID table entries for other tables.
      """)
}
