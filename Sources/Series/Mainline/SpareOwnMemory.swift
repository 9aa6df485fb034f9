extension Patch {
  static let spareOwnMemory = Patch(
    "Exclude memory of the crash kernel from the saved mappings",
    changelog: """
      A page table of the previous kernel may map memory that kexec reserved for
      the crash kernel, because it maps all of RAM one to one, or because it is
      damaged. If the crash kernel mapped this memory again in a new domain,
      in-flight DMA could overwrite the crash kernel.

      Save such a mapping as a write-only mapping of a scratch page, which holds
      no data. Leave it out if the I/O address equals the physical address, so
      that drivers of the crash kernel can use the I/O address.

      The reserved memory is the RAM of the crash kernel and what kexec placed
      beside it, such as the ELF header of the dump. Extend each range of RAM to
      the 16 MiB alignment of kexec, but not into RAM of the previous kernel,
      which the ELF header lists. Below 1 MiB, the memory is the RAM of the crash
      kernel, from address 0 on. Save the address of the ELF header in an
      initcall, because /proc/vmcore forgets it before the IOMMU is set up.

      Also use this list of RAM to correct a host address width in the DMAR table
      that is too small.

      The patch adds about 170 lines, most of them to find the reserved memory. A
      simple guess that is too large would withhold memory that devices use.
      """)
}
