extension CTestKnownFailure {
  /// Of the mainline series, in one configuration only.
  static let inConfigurations: [CTestKnownFailure] =
    [
      CTestKnownFailure(
        code, "links", in: "i386", says: "this kernel has no elfcorehdr_read()",
        "There must be a way to read the dump's ELF header without /proc/vmcore, as x86_64 has."),
      CTestKnownFailure(
        code, "builds", in: "i386", base: "#define KERNEL_CMPXCHG128 0",
        says: "cmpxchg_double() of what is no long",
        "Before 6.4, i386 has a cmpxchg_double() too, which is for halves of 32 bits."),
    ]
    + [("test_property.c", "property_holds"), ("test_property_known.c", "holds_for_acpi_devices")]
    .map {
      CTestKnownFailure(
        $0.0, $0.1, in: "no-smp", says: "while it is replaced",
        "Without SMP, cmpxchg16b has no lock prefix, and the hardware may see half of its store.")
    }
    + aboveLongs(
      "test_carry.c", says: "is mapped twice",
      ["carries_pages_of_every_size", "carries_the_first_stage"])
    + aboveLongs("test_carry_budget.c", says: "is mapped twice", ["counts_tables_far_apart"])
    + aboveLongs(
      "test_carry_memory.c", says: "16 GiB in a row: 0 pages",
      ["takes_its_share_of_the_old_tables", "asks_for_what_it_takes"])
    + aboveLongs(
      "test_cost.c", says: "is mapped twice",
      ["reads_each_table_three_times", "looks_up_each_mapping_once"])
    + aboveLongs("test_property.c", says: "leads to", ["property_holds"])
    + aboveLongs("test_property_known.c", says: "leads to", ["holds_for_acpi_devices"])
    + aboveLongs(
      "test_topologies.c", says: "0x200000000 is not mapped",
      [
        "one", "eight_in_a_group", "two_groups_with_one_domain", "bridged", "bridged_upper",
        "phantom", "vmd", "sr_iov", "two_units_with_one_domain",
      ])
    + aboveLongs(
      "test_units.c", says: "mapping",
      [
        "each_is_handed_over_in_turn", "one_may_be_handed_over_late",
        "an_added_one_has_nothing_to_take_over",
      ])

  private static func aboveLongs(
    _ file: String, says: String, _ tests: [String]
  ) -> [CTestKnownFailure] {
    tests.map {
      CTestKnownFailure(
        file, $0, in: "i386", says: says,
        "iommu_map() takes longs: of addresses and sizes from 4 GiB on, the upper half is lost.")
    }
  }
}
