extension CTestKnownFailure {
  /// Of the mainline series, in one configuration only.
  static let inConfigurations: [CTestKnownFailure] =
    [
      CTestKnownFailure(
        "test_property.c", "property_holds", in: "no-smp", says: "while it is replaced",
        "Without SMP, cmpxchg16b has no lock prefix, and the hardware may see half of its store.")
    ]
    + aboveLongs(
      "test_carry.c", says: "is not mapped",
      ["carries_pages_of_every_size", "carries_long_runs", "carries_the_first_stage"])
    + aboveLongs(
      "test_carry.c", says: "0 != 0x100", ["keeps_to_the_budget_of_what_is_kept"])
    + aboveLongs("test_carry_budget.c", says: "is not mapped", ["counts_tables_far_apart"])
    + aboveLongs(
      "test_carry_memory.c", says: "1 warnings instead of 0",
      ["takes_its_share_of_the_old_tables", "maps_nothing_beyond_the_budget"])
    + aboveLongs("test_carry_memory.c", says: "0 pages, and", ["asks_for_what_it_takes"])
    + aboveLongs("test_cost.c", says: "0 != 0x40", ["reads_each_table_three_times"])
    + aboveLongs("test_cost.c", says: "is not mapped", ["looks_up_each_mapping_once"])
    + aboveLongs("test_property.c", says: "is not reserved", ["property_holds"])
    + aboveLongs("test_property.c", says: "leads to", ["property_holds"])
    + aboveLongs(
      "test_stretch.c", says: "0x834 != 0x8fc", ["lets_others_run_while_mappings_are_carried"])
    + aboveLongs(
      "test_topologies.c", says: "is not mapped",
      [
        "one", "eight_in_a_group", "two_groups_with_one_domain", "bridged", "bridged_upper",
        "phantom", "vmd", "sr_iov", "two_units_with_one_domain", "acpi",
      ])
    + aboveLongs(
      "test_units.c", says: "0 != 0x1",
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
        "i386 maps no I/O addresses from 4 GiB on, and reserves no 4 GiB at once: these types are longs."
      )
    }
  }
}
