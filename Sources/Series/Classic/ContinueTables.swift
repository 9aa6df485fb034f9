extension Patch {
  static let continueTables = Patch(
    "Continue a device's first domain from the copied tables",
    changelog: """
      A driver may need DMA memory before it can reset its device, which still
      does what the crashed kernel told it to do. With an empty domain, that DMA
      faults from then on.

      Let the first domain of a device go on with the page table that was copied
      for it, and reserve the IOVAs that it maps, so that no buffer of this
      kernel comes to lie where the device still writes. Adjoining ranges are
      joined, and more than that when there are very many. The context entry
      is present all the time. A device in quarantine stays there, but for 1 GiB
      of addresses that its driver can use.

      A domain whose page table is in use already, for another alias of the
      device, does not go on with a copy. ATS is enabled for a device that used
      it, so that the driver invalidates the device-TLB.

      Such a page table is not freed when its device is removed: other devices
      may use it.
      """,
    edits: [
      .insert(
        """

        /* the page table was taken over from a crashed kernel */
        #define DOMAIN_FLAG_OLD_TABLES\t\tBIT(3)

        /* a context entry that was set up anew leads to the page table */
        #define DOMAIN_FLAG_IN_USE\t\tBIT(4)
        """, .after, "#define DOMAIN_FLAG_STATIC_IDENTITY (1 << 2)", in: .classicDriver,
        unless: .twoDomainFlags),
      .insert(
        """

        /* the page table was taken over from a crashed kernel */
        #define DOMAIN_FLAG_OLD_TABLES\t\tBIT(2)

        /* a context entry that was set up anew leads to the page table */
        #define DOMAIN_FLAG_IN_USE\t\tBIT(3)
        """, .after, "#define DOMAIN_FLAG_STATIC_IDENTITY (1 << 1)", in: .classicDriver,
        when: .twoDomainFlags),
      .place(
        .template("classic/context_fields.c"), .after, in: .classicDriver,
        .function("context_domain_id")),
      .place(
        .template("classic/continue_tables.c"), .before, in: .classicDriver,
        .function("take_over_context")),
      continueInPlaceOfClearing(with: "domain->id").unless(.domainIDByUnit),
      continueInPlaceOfClearing(with: "domain->iommu_did[iommu->seq_id]").when(.domainIDByUnit),
      .insert(
        "domain->flags |= DOMAIN_FLAG_IN_USE;", .after, "context_set_present(context);",
        in: .classicDriver, .function("domain_context_mapping_one")),
      .replace(
        "freelist = domain_unmap(domain, 0, DOMAIN_MAX_PFN(domain->gaw));",
        with: """
          if (!(domain->flags & DOMAIN_FLAG_OLD_TABLES))
          	freelist = domain_unmap(domain, 0,
          				DOMAIN_MAX_PFN(domain->gaw));
          """, in: .classicDriver, .function("domain_exit"), when: .pageLists),
      .replace(
        """
        dma_pte_clear_range(domain, 0, DOMAIN_MAX_PFN(domain->gaw));
        dma_pte_free_pagetable(domain, 0, DOMAIN_MAX_PFN(domain->gaw));
        """,
        with: """
          if (!(domain->flags & DOMAIN_FLAG_OLD_TABLES)) {
          	dma_pte_clear_range(domain, 0, DOMAIN_MAX_PFN(domain->gaw));

          	/* free page tables */
          	dma_pte_free_pagetable(domain, 0,
          			       DOMAIN_MAX_PFN(domain->gaw));
          }
          """, in: .classicDriver, .function("domain_exit"), unless: .pageLists),
    ])

  private static func continueInPlaceOfClearing(with domainID: String) -> Edit {
    .replace(
      "context_clear_entry(context);",
      with: """
        if (domain_continues(domain, iommu, context)) {
        	context_continue(context, virt_to_phys(domain->pgd),
        			 \(domainID));
        	continue_device_tlb(domain, iommu, bus, devfn, context);
        } else {
        	context_clear_entry(context);
        }
        """, in: .classicDriver, .function("take_over_context"))
  }
}
