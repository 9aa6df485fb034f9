extension Patch {
  static let keepMappings = Patch(
    "Keep the mappings of the previous kernel's page tables",
    changelog: """
      A later patch maps in the first domain of a device what the previous kernel
      mapped for it. A driver may map memory for the first time where it must not
      sleep, so the old page tables cannot be read then, and a table that many
      groups of devices share would be read for each of them.

      Keep the mappings when the page tables are checked, in 16 bytes for memory
      and I/O addresses in a row. They may take 1/16 of this kernel's memory.
      """)
}
