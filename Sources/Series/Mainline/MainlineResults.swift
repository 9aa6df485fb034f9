extension ResultRow {
  /// The rows of the table in the cover letter, each with the cases of the rig that it sums up.
  static let mainline: [ResultRow] = [
    ResultRow("no driver", "none"),
    ResultRow("drivers that reset at once", "ordinary"),
    ResultRow("late-reset", "late-reset"),
    ResultRow("the same in scalable mode", "scalable-late-reset"),
    ResultRow("no driver, scalable mode", "scalable-none"),
    ResultRow("drivers as usual, scalable mode", "scalable-ordinary"),
    ResultRow("legacy to scalable, and back", "legacy-to-scalable", "scalable-to-legacy"),
    ResultRow("a bus with devfn >= 0x80 only", "upper-half"),
    ResultRow("iommu=pt before, iommu=pt after", "pass-through-first", "pass-through-crash"),
    ResultRow("iommu=pt before, without it in the hardware", "software-pass-through"),
    ResultRow("100,000 mappings, 64 MiB crash kernel", "many-mappings"),
    ResultRow(
      "a device that faults for ever, both modes", "faulting-device", "scalable-faulting-device"),
    ResultRow("intel_iommu=off is warned of", "iommu-off"),
    ResultRow(
      "10 kinds of damaged context entries, page\n  tables and PASID directories",
      "context-reserved-bit", "context-address-width", "context-translation-type",
      "context-beyond-host-width", "context-into-crash-region", "page-table-reserved-bit",
      "page-table-into-crash-region", "page-table-cycle", "pasid-beyond-host-width",
      "pasid-into-crash-region"),
    ResultRow("the root table is garbage", "root-garbage"),
    ResultRow("a normal boot: nothing new", "normal-boot"),
  ]
}
