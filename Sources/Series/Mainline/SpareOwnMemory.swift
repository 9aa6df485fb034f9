extension Patch {
  static let spareOwnMemory = Patch(
    "Keep the previous kernel's mappings off this kernel's memory",
    changelog: """
      A page table of the previous kernel may map memory that kexec has set aside
      for this kernel: because all of RAM is mapped one to one, or because the
      table is damaged. Mapped again in a domain of this kernel, DMA would go on
      reaching that memory.

      Let such a mapping lead to scratch memory, for writing only. Leave it out
      if it is one to one. What kexec has set aside is this kernel's RAM, and
      what lies beside it up to the previous kernel's RAM, but no more than kexec
      aligns its memory to. Of what is below 1 MiB, it is the first 640 KiB.
      """)
}
