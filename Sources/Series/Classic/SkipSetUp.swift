extension Patch {
  static let skipSetUp = Patch(
    "Skip the set-up that copied tables hold already",
    changelog: """
      The crashed kernel had set up the reserved regions of the firmware, the
      first 16 MiB for ISA bridges, and perhaps identity mappings, and what was
      copied holds them. Setting them up again would put an empty domain in the
      place of the copy.

      Skip them for a device whose copied tables translate. Skip the mapping for
      the ISA bridge also if the bridge is in quarantine: nothing of the crashed
      kernel is left to it. Do not use identity mapping in a crash kernel that
      took over an IOMMU: what a device still does would be taken as physical
      addresses. This also drops the identity mappings that some graphics and
      sound devices get as a quirk; a message says so.
      """,
    unless: .copiesTables,
    edits: [
      .place(
        .template("classic/has_old_tables.c"), .before,
        in: .classicDriver, .function("iommu_prepare_identity_map")),
      .insert(
        """
        if (device_has_old_tables(dev, false))
        	return 0;

        """, .before, "domain = get_domain_for_dev(dev, DEFAULT_DOMAIN_ADDRESS_WIDTH);",
        in: .classicDriver, .function("iommu_prepare_identity_map"), when: .genericDevices),
      .insert(
        """
        if (device_has_old_tables(pdev, false))
        	return 0;

        """, .before, "domain = get_domain_for_dev(pdev, DEFAULT_DOMAIN_ADDRESS_WIDTH);",
        in: .classicDriver, .function("iommu_prepare_identity_map"), when: .pciDevices),
      .insert(
        """
        if (device_has_old_tables(&pdev->dev, true)) {
        	pci_dev_put(pdev);
        	return;
        }


        """, .before, "printk(KERN_INFO \"IOMMU: Prepare 0-16MiB unity mapping for LPC\\n\");",
        in: .classicDriver, when: .genericDevices),
      .insert(
        """
        if (device_has_old_tables(pdev, true)) {
        	pci_dev_put(pdev);
        	return;
        }


        """, .before, "printk(KERN_INFO \"IOMMU: Prepare 0-16MiB unity mapping for LPC\\n\");",
        in: .classicDriver, when: .pciDevices),
      noIdentityMapping,
    ])

  /// The same for a driver that already sets nothing up when it has copied tables.
  static let skipSetUpOfCopies = Patch(
    "Leave regions alone that copied tables map already",
    changelog: """
      When a driver maps memory for the first time, the IOMMU driver maps the
      reserved regions of the firmware for its device. The crashed kernel had
      done so, and what was copied maps them. Mapping them again would fill the
      new page table, and a page table that is in use cannot take the place of
      the copy.

      Skip them for a device whose copied tables translate. Do not use identity
      mapping in a crash kernel that took over an IOMMU: what a device still does
      would be taken as physical addresses. This also drops the identity mappings
      that some graphics and sound devices get as a quirk; a message says so.
      """,
    when: .copiesTables,
    edits: [
      .place(
        .template("classic/has_old_tables.c"), .before,
        in: .classicDriver, .function("domain_prepare_identity_map")),
      .insert(
        """
        if (device_has_old_tables(dev))
        	return 0;

        """, .before,
        "if (domain == si_domain && hw_pass_through) {",
        in: .classicDriver, .function("domain_prepare_identity_map")),
      noIdentityMapping,
    ])

  private static let noIdentityMapping: Edit = .insert(
    """

    for_each_active_iommu(iommu, drhd) {
    	if (!iommu->old_tables || !iommu_identity_mapping)
    		continue;

    	pr_info("IOMMU: No identity mapping beside the tables of the crashed kernel\\n");
    	iommu_identity_mapping = 0;
    }
    """, .after, "check_tylersburg_isoch();", in: .classicDriver, .function("init_dmars"))
}
