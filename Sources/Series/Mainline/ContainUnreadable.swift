extension Patch {
  static let containUnreadable = Patch(
    "Quarantine devices whose tables cannot be read",
    changelog: """
      If the root table or a context table of the previous kernel cannot be
      read, or if there is no memory to copy one, the crash kernel disables
      translation for the whole IOMMU. In-flight DMA then uses I/O addresses as
      physical addresses, and overwrites memory.

      Leave translation enabled. Put the devices of such a context table in
      quarantine, or all devices of the IOMMU if the table is the root table. If
      there is no memory to begin with, the in-flight DMA of the IOMMU is
      blocked, because the new root table stays empty. Do not print that tables
      were copied then.
      """,
    edits: [
      onlyIfCopied("iommu->copied_tables").unless(.sideTable),
      onlyIfCopied("intel_copied_tables[iommu->seq_id]").when(.sideTable),
    ])

  /// - Parameter place: where the pointer to an IOMMU's bitmap is.
  private static func onlyIfCopied(_ place: String) -> Edit {
    .replace(
      "} else {\npr_info(\"Copied translation tables from previous kernel for %s\\n\",",
      with: """
        } else if (\(place)) {
        	pr_info("Copied translation tables from previous kernel for %s\\n",
        """,
      in: .driver, .function("init_dmars"))
  }
}
