extension Patch {
  static let quarantineDevices = Patch(
    "Put a device with damaged tables into quarantine",
    changelog: """
      One damaged table must not end the dump, nor cost more than the device that
      it belongs to.

      Give such a device a page table in which every address leads to one scratch
      page that can only be written to. It costs one table for each level,
      whatever the size of the address space, and serves all devices. The same
      is done for a page table that is too large to be copied, for each device
      of a bus whose context table cannot be read, and for what a damaged table
      below the top of a page table translates.

      What the device writes does no harm, and causes no fault: some platforms
      answer a fault with an NMI. What it reads faults, silently: a device that
      reads zeros might write them to a disk.
      """)
}
