extension Patch {
  static let p07ReserveDomainIds = Patch(
    "Reserve the domain-ids of a crashed kernel in scalable mode",
    changelog: """
      In scalable mode the domain-id of a translation is in its PASID table
      entry. None of the crashed kernel's is reserved, so a new domain can get
      one that is in use, and its DMA hits IOTLB entries of legacy DMA, or the
      other way round.

      Reserve the domain-id of every PASID table entry that is present, damaged
      or not, as it is done for legacy context entries.
      """,
    edits: [
      .insert(
        """
        __set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);

        """,
        .before, "if (!pasid_table_entry_valid(old->iommu, entry))",
        in: .kdump, .function("check_pasid_table"))
    ])
}
