extension CTestKnownFailure {
  /// Of the mainline series.
  static let all: [CTestKnownFailure] = [
    CTestKnownFailure(
      "test_cost.c", "reads_each_table_three_times", says: "times in groups of 1, 2, 4, 8",
      "The tables of a group are read anew for each of its devices, at each call of the driver."),
    CTestKnownFailure(
      "test_cost.c", "reads_tables_of_two_domains_three_times", says: "a table is read",
      "The check of page tables remembers the last table only: two that alternate are read again."),
    CTestKnownFailure(
      "test_cost.c", "looks_up_each_mapping_once", says: "look-ups for",
      "A mapping that is there is stepped over in pages of 4 KiB."),
    CTestKnownFailure(
      "test_cost.c", "takes_a_few_steps_for_each_device", says: "steps for",
      "Each probe goes through all PCI devices to find those of one group."),
    CTestKnownFailure(
      "test_stretch.c", "lets_others_run_while_tables_are_checked", says: "steps at a stretch",
      "The check of page tables never calls cond_resched()."),
    CTestKnownFailure(
      "test_stretch.c", "lets_others_run_between_contexts", says: "steps at a stretch",
      "The check of page tables never calls cond_resched()."),
    CTestKnownFailure(
      "test_stretch.c", "lets_others_run_while_regions_are_listed", says: "steps at a stretch",
      "The walk that collects I/O addresses never calls cond_resched()."),
    CTestKnownFailure(
      "test_nested.c", "keeps_its_addresses_or_says_so", says: "nobody is told",
      "Nested translations are passed over in silence."),
    CTestKnownFailure(
      "test_groups.c", "may_be_attached_again", says: "is mapped twice",
      "A second attempt to attach maps everything again."),
    CTestKnownFailure(
      "test_groups.c", "may_be_attached_under_a_spinlock", says: "the attach sleeps",
      "Old tables are mapped and memory is allocated in ways that may sleep."),
    CTestKnownFailure(
      "test_poison.c", "survives_a_poisoned_first_table", says: "is a machine check",
      "Old tables are read with memcpy()."),
    CTestKnownFailure(
      "test_poison.c", "survives_a_poisoned_last_table", says: "is a machine check",
      "Old tables are read with memcpy()."),
    CTestKnownFailure(
      "test_races.c", "the_budget_has_no_race", says: "carried_pages: nothing orders",
      "Drivers attach on several CPUs, and no lock is for the pages that they have taken."),
    CTestKnownFailure(
      "test_races.c", "the_floor_has_no_race", says: "old_floor: nothing orders",
      "Addresses are listed on several CPUs, and no lock is for the lowest that is kept."),
    CTestKnownFailure(
      "test_races.c", "the_scratch_memory_has_no_race", says: "scratch: nothing orders",
      "Drivers attach on several CPUs, and no lock is for the scratch memory."),
    CTestKnownFailure(
      "test_races.c", "makes_one_scratch_memory", says: "scratch memory is made 2 times",
      "Drivers that attach at once each make scratch memory, and one of it is lost."),
    CTestKnownFailure(
      "test_races.c", "keeps_to_the_budget", says: "pages more than their budget",
      "The budget is looked at before mappings are carried over, and charged after that."),
    CTestKnownFailure(
      "test_reach.c", "cuts_off_pages_of_own_memory", says: "which is this kernel's",
      "Page tables are checked, but not where their pages are, until a driver attaches."),
    CTestKnownFailure(
      "test_reach.c", "cuts_off_large_pages_over_own_memory", says: "which is this kernel's",
      "Page tables are checked, but not where their pages are, until a driver attaches."),
    CTestKnownFailure(
      "test_reach.c", "keeps_the_device_tlb_in_quarantine", says: "the device-TLB is off",
      "The device-TLB is switched off in the context, while the device goes on using it."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_of_quarantine", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_of_identity", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_of_a_driver", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_of_a_driver_without_device_tlbs", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_as_a_virtual_function", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_while_another_gives_no_answer", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_device_tlb.c", "told_of_pages_that_are_cut_off", says: "which is this kernel's",
      "Page tables are checked, but not where their pages are, until a driver attaches."),
    CTestKnownFailure(
      "test_device_tlb_trees.c", "none_keeps_what_is_withdrawn", says: "keeps what is withdrawn",
      "A device whose context is replaced is not told to empty its TLB."),
    CTestKnownFailure(
      "test_firmware_width.c", "believes_the_dump_about_memory", says: "the context is refused",
      "A context is refused for memory above the width that the firmware declares."),
    CTestKnownFailure(
      "test_pass_through_memory.c", "keeps_memory_of_the_firmware", says: "is not mapped",
      "A domain in place of pass-through maps the crashed kernel's RAM, and nothing else."),
    CTestKnownFailure(
      "test_pass_through_memory.c", "keeps_what_is_below_1_mib", says: "is out of reach",
      "The hole around this kernel's memory reaches to the crashed kernel's RAM."),
    CTestKnownFailure(
      "test_scratch.c", "holds_nothing_to_read", says: "of the scratch memory is",
      "The scratch memory is not zeroed."),
    CTestKnownFailure(
      "test_short_memory.c", "calls_no_table_damaged", says: "are called damaged",
      "Any error of the check is reported as damage."),
    CTestKnownFailure(
      "test_topologies.c", "one", says: "a table is read",
      "The tables of a group are read anew at each call of the driver."),
    CTestKnownFailure(
      "test_topologies.c", "eight_in_a_group", says: "warnings instead of 0",
      "Page tables that are there count again for each device of a group, and run out."),
    CTestKnownFailure(
      "test_topologies.c", "two_groups_with_one_domain", says: "warnings instead of 0",
      "Page tables that are there count again for each device of a group, and run out."),
    CTestKnownFailure(
      "test_topologies.c", "bridged", says: "a table is read",
      "The tables of a group are read anew for each of its devices, at each call of the driver."),
    CTestKnownFailure(
      "test_topologies.c", "bridged_upper", says: "a table is read",
      "The tables of a group are read anew for each of its devices, at each call of the driver."),
    CTestKnownFailure(
      "test_topologies.c", "phantom", says: "a table is read",
      "The tables of a device are read anew for each id that it sends its requests with."),
    CTestKnownFailure(
      "test_topologies.c", "vmd", says: "warnings instead of 0",
      "Page tables that are there count again for each device of a group, and run out."),
    CTestKnownFailure(
      "test_topologies.c", "sr_iov", says: "a table is read",
      "The tables of a domain are read anew for each function that uses it."),
    CTestKnownFailure(
      "test_topologies.c", "two_units_with_one_domain", says: "a table is read",
      "The tables of a domain are read anew for each IOMMU that it is behind."),
    CTestKnownFailure(
      "test_topologies.c", "acpi", says: "are reserved",
      "Devices that are not PCI devices are passed over."),
    CTestKnownFailure(
      "test_property_known.c", "holds_for_acpi_devices", says: "is not reserved",
      "Devices that are not PCI devices are passed over."),
    CTestKnownFailure(
      "test_room_below_4g.c", "counts_windows_of_the_host_bridge", says: "MiB are left below 4 GiB",
      "What drivers are left with is counted without the windows of the host bridge."),
    CTestKnownFailure(
      "test_room_below_4g.c", "counts_memory_of_the_firmware", says: "MiB are left below 4 GiB",
      "What drivers are left with is counted without the regions of the firmware."),
    CTestKnownFailure(
      "test_room_below_4g.c", "counts_the_addresses_of_msis", says: "MiB are left below 4 GiB",
      "What drivers are left with is counted without the range of MSIs."),
    CTestKnownFailure(
      "test_room_below_4g.c", "leaves_another_group_its_addresses", says: "are no longer reserved",
      "When one group leaves no room, low addresses are given up in all groups."),
    CTestKnownFailure(
      "test_room_below_4g.c", "leaves_another_group_its_mappings", says: "is no longer mapped",
      "When one group leaves no room, low mappings are lost in all groups, whatever was reserved."),
    CTestKnownFailure(
      "test_hypervisor.c", "leaves_little_to_shadow_of_pass_through", says: "pages to shadow",
      "Every address leads somewhere, and a hypervisor shadows every page."),
    CTestKnownFailure(
      "test_hypervisor.c", "leaves_little_to_shadow_in_quarantine", says: "pages to shadow",
      "Every address leads somewhere, and a hypervisor shadows every page."),
  ]
}
