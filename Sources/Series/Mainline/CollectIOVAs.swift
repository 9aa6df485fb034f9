extension Patch {
  static let collectIOVAs = Patch(
    "Record the I/O addresses that the previous kernel mapped",
    changelog: """
      The DMA API of a crash kernel hands out I/O addresses that the page tables
      of the previous kernel still translate. The crash kernel can keep these
      addresses from its drivers only if it knows them.

      Record the addresses while the page tables are checked. Below 4 GiB, a
      bitmap has one bit for each 4 MiB. Above 4 GiB, record only the end of the
      highest range. Keep one record for each set of page tables, however many
      devices share it, and find it by source-id. A later patch reserves the
      addresses.

      Do not record the addresses of nested translations, which the second-stage
      tables do not show, and say so once.

      The patch adds about 125 lines. In return, no page table has to be read
      again for the record, and a record has a fixed size.
      """)
}
