extension Patch {
  static let p07ReserveDomainIds = Patch(
    "Reserve the domain-ids of a crashed kernel in scalable mode",
    changelog: """
      In scalable mode the domain-id of a translation is in its PASID table
      entry. None of the crashed kernel's is reserved, so a new domain can get
      one that is in use, and its DMA hits IOTLB entries of legacy DMA, or the
      other way round.

      Reserve the domain-id of every PASID table entry that is taken over.
      """,
    edits: [
      .insert(
        """

        __set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);
        """,
        .after, "if (!pasid_table_entry_valid(old->iommu, entry))\nreturn -EINVAL;",
        in: .kdump, .function("check_pasid_table"))
    ])
}
