extension Patch {
  static let checkPageTableEntries = Patch(
    "Check the entries of a crashed kernel's page tables",
    changelog: """
      What the crashed kernel's page tables hold may be damaged as well. A table
      pointer into this kernel's own memory would make the hardware walk it.

      Add the masks and the checks for the entries of each level, as the
      hardware would judge them: reserved bits, page sizes against the
      capability register, addresses against the host address width.
      """)
}
