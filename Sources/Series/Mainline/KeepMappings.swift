extension Patch {
  static let keepMappings = Patch(
    "Save the mappings found in page tables of the previous kernel",
    changelog: """
      A later patch maps in the first domain of a device what the previous kernel
      mapped for this device. The old page tables cannot be read at that time,
      because a driver may map memory for the first time where it must not sleep.
      In addition, page tables that several groups share would be read once for
      each group.

      Save the mappings while the page tables are checked. Contiguous I/O
      addresses that lead to contiguous memory take 16 bytes. All saved mappings
      may take 1/16 of the crash kernel's memory. If a set of page tables needs
      more than what is left, save none of its mappings.

      Also count the page tables that are needed to map the saved mappings again.
      The later patch can then refuse a set that is too large before it allocates
      anything. The patch adds about 125 lines, for the saved mappings and this
      count.
      """)
}
