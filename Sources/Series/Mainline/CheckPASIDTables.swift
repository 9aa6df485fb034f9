extension Patch {
  static let checkPASIDTables = Patch(
    "Check PASID tables and reserve domain-ids in a crash kernel",
    changelog: """
      In scalable mode, a context entry leads through a PASID directory and PASID
      tables to the page tables. The hardware goes on using the directory and the
      tables of the previous kernel where they are. If the crash damaged them,
      the hardware can use memory of the crash kernel as a page table.

      Check every present PASID directory entry and PASID table entry behind a
      context entry. Do not copy a context entry that leads to a damaged one.
      Read at most 2^17 pages for each IOMMU, so that a damaged directory does
      not keep the crash kernel from booting.

      PASID table entries also hold the domain-ids of scalable mode. Today none
      of these is reserved, and a new domain can get a domain-id whose IOTLB
      entries are in use. Reserve the domain-id of each entry that is checked,
      also if the entry is damaged.

      The patch adds about 170 lines, because each field of a PASID table entry
      depends on a capability of its own.
      """,
    edits: [
      .insert(
        """


        /* Translation types: VT-d specification, section 9.6, bits 8:6 */
        #define PASID_ENTRY_PGTT_FL_ONLY	1
        #define PASID_ENTRY_PGTT_SL_ONLY	2
        #define PASID_ENTRY_PGTT_NESTED		3
        #define PASID_ENTRY_PGTT_PT		4
        """,
        .after, "#define PASID_TBL_ENTRIES\tBIT(PASID_PDE_SHIFT)", in: .pasidHeader,
        unless: .namesPASIDTypes),
      .insert(
        "#define cap_fl5lp_support(c)\tcap_5lp_support(c)", .after,
        "#define cap_5lp_support(c)\t(((c) >> 60) & 1)", in: .header,
        unless: .fiveLevelsOfFirstStage),
      .insert(
        "#define ecap_slads(e)\t\t(((e) >> 45) & 0x1)", .after,
        "#define ecap_slts(e)\t\t(((e) >> 46) & 0x1)", in: .header, unless: .dirtyTracking),
    ])
}
