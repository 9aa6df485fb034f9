extension Patch {
  static let quarantine = Patch(
    "Quarantine devices whose tables are damaged",
    changelog: """
      If the tables of a device are damaged, the crash kernel blocks the
      in-flight DMA of this device. Each access is then a fault, which some
      platforms answer with an NMI.

      Put such devices in quarantine: page tables in which every address leads to
      one scratch page. Devices can write to the page but not read it, because a
      device could write what it reads to a disk. All entries of a level are
      equal, so a quarantine has one table for each level. The device-TLB bit of
      a context entry stays as it was.

      The quarantine has limits:

       - Hardware with the first stage only, as some hypervisors present it, has
         no write-only pages. There, devices read zeros, and what devices wrote.

       - In caching mode, a hypervisor shadows every page that is mapped, of
         which a quarantine has billions. There, the DMA stays blocked.

      A driver that attaches gets an ordinary domain. The crash kernel does not
      know which I/O addresses the device is using, so reserve all from 256 MiB
      to 4 GiB. In-flight DMA to these addresses is blocked from then on. Below
      and above, it can reach new buffers of the driver.

      The functions that build context and PASID table entries serve the tables
      of later patches, too.
      """)
}
