extension Patch {
  static let validateEntries = Patch(
    "Reject damaged root and context entries in a crash kernel",
    changelog: """
      A crash kernel copies root and context entries of the previous kernel
      without a check. If the crash damaged an entry, the hardware can use memory
      of the crash kernel, or an address that it cannot reach, as a table.

      Check each present root and context entry, in both table modes, against the
      VT-d specification and the capability registers: reserved bits, translation
      type, address width, domain-id and table pointer. A table pointer into RAM
      of the crash kernel is damaged, because the previous kernel has no tables
      there.

      Do not copy an entry that fails the check. A message names its device or
      its bus. The DMA behind it is blocked until a driver attaches to the
      device. All other entries are copied. In legacy mode, the domain-id of a
      damaged context entry stays reserved, as the IOTLB may still hold
      translations with this domain-id.

      Four kinds of entries have four sets of rules. This is why the patch adds
      about 130 lines.
      """,
    edits: [
      .insert(
        "#define ecap_rps(e)\t\t(((e) >> 49) & 0x1)", .before,
        "#define ecap_smpwc(e)\t\t(((e) >> 48) & 0x1)", in: .header, unless: .supportsRIDPASID)
    ])
}
