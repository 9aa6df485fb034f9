extension Patch {
  static let makeRoom = Patch(
    "Let domains replace the contexts of a crashed kernel",
    changelog: """
      The driver takes a context entry that is present for one that is set up
      already. One that was taken over from a crashed kernel is present, but does
      not belong to a domain of this kernel.

      Tell the two apart by the domain-id: those of the crashed kernel are
      reserved and belong to no domain. When a driver maps memory for the device,
      remove the old entry, flush what the hardware has of it, and set up the new
      one. Do not look for a domain behind a reserved domain-id.
      """,
    edits: [
      .insert(
        "#include \"intel-iommu-kdump.h\"", .before, "#include \"irq_remapping.h\"",
        in: .classicDriver),
      .place(
        """
        static inline u16 context_domain_id(struct context_entry *context)
        {
        	return context->hi >> 8;
        }
        """, .after, in: .classicDriver, .function("context_set_domain_id")),
      .place(
        .template("classic/context_is_old.c"), .before, in: .classicDriver,
        .function("device_context_mapped")),
      .replace(
        "ret = context_present(&context[devfn]);",
        with: """
          ret = context_present(&context[devfn]) &&
                !context_is_old(iommu, &context[devfn]);
          """, in: .classicDriver, .function("device_context_mapped"), when: .contextByTable),
      .replace(
        "ret = context_present(context);",
        with: """
          ret = context_present(context) &&
                !context_is_old(iommu, context);
          """, in: .classicDriver, .function("device_context_mapped"), when: .contextByAddress),
      .place(
        .template("classic/take_over_context.c"), .before,
        in: .classicDriver, .function("domain_context_mapping_one")),
      .insert(
        """
        if (context_is_old(iommu, context))
        	take_over_context(domain, iommu, bus, devfn, context);

        """, .before,
        "if (context_present(context)) {\nspin_unlock_irqrestore(&iommu->lock, flags);\nreturn 0;\n}",
        in: .classicDriver, .function("domain_context_mapping_one")),
      .insert(
        """
        if (!domain)
        	continue;
        """, .after, "domain = iommu->domains[i];\nclear_bit(i, iommu->domain_ids);",
        in: .classicDriver),
    ])
}
