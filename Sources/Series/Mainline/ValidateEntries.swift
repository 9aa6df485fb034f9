extension Patch {
  static let validateEntries = Patch(
    "Refuse the previous kernel's damaged root and context entries",
    changelog: """
      An entry of the previous kernel is copied as it is found. If the crash
      damaged it, an address in this kernel's own memory, or one beyond what the
      hardware can address, becomes the root of a page table.

      Check each present root and context entry, in both table modes, as the
      hardware would: reserved bits, translation type, address width, domain-id
      and table pointer, against the capability registers. An entry that fails is
      not copied, but its domain-id stays reserved. The DMA behind it is blocked
      until a driver attaches to the device, a message names the device or the
      bus, and the rest of the tables is taken over.
      """)
}
