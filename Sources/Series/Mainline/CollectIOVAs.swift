extension Patch {
  static let collectIOVAs = Patch(
    "Collect the I/O addresses that the previous kernel uses",
    changelog: """
      The DMA API of a crash kernel hands out I/O addresses that the page tables
      of the previous kernel still translate. To keep them from drivers, this
      kernel has to know them.

      Note them while the page tables are checked: below 4 GiB in chunks of 4
      MiB, beyond that only where they end. Keep a record for each set of page
      tables, however many devices share it, and find it by source-id. A later
      patch reserves the addresses.
      """)
}
