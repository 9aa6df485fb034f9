extension Patch {
  static let checkReservedBits = Patch(
    "Check reserved bits in page tables of the previous kernel",
    changelog: """
      The hardware faults on an entry of a page table with a reserved bit, so
      such an entry is damaged: the previous kernel cannot have used it.

      Check the reserved bits of both stages at each level, with the bits that
      are reserved because the hardware lacks large pages, snooping, or the
      address bits. Do not copy a context entry that leads to an entry with such
      a bit.
      """)
}
