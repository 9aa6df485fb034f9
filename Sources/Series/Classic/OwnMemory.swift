extension Patch {
  static let ownMemory = Patch(
    "Keep legacy DMA out of the crash kernel's memory",
    changelog: """
      A mapping of the crashed kernel can reach this kernel's memory without
      being damaged: identity mappings cover all of RAM, and pass-through covers
      everything. A device that goes astray there destroys the dump.

      Leave this kernel's memory out of the copied page tables, and split large
      pages around it. Put an identity table with the same hole in the place of
      pass-through; where the budget does not allow it, pass-through stays, with
      a warning. All devices share the parts of this table in which no driver can
      map anything, so that a second device costs a handful of pages. Each device
      gets a domain-id of its own, because its page table differs from others.
      """)
}
