extension Patch {
  static let quarantine = Patch(
    "Put devices behind the previous kernel's damaged tables aside",
    changelog: """
      Where the tables of the previous kernel are damaged, in-flight DMA is
      blocked: each access is a fault, which some machines answer with an NMI.
      Where there is no memory or no root table, translation is switched off.

      Leave translation on, and give the contexts that are not taken over page
      tables in which every address leads to one page that can be written only: a
      device may go on to write what it reads to a disk. Hardware that has the
      first stage only, as some hypervisors present it, cannot keep a page from
      being read; this one holds zeros. Whether the device may use a device-TLB
      stays as it was. A driver that attaches gets a domain of its own, where the
      addresses from 256 MiB to 4 GiB lead to the scratch memory.

      Say in one line for each IOMMU what was taken over.
      """)
}
