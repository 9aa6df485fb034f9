/// A test that the series does not pass yet, and what the series lacks.
///
/// The test must fail at the end of the series: a run in which it passes fails, so that this list
/// stays true.
struct CTestKnownFailure: Sendable {
  let area: String
  let test: String
  let lacks: String

  init(_ area: String, _ test: String, _ lacks: String) {
    self.area = area
    self.test = test
    self.lacks = lacks
  }

  static let all: [CTestKnownFailure] = [
    CTestKnownFailure(
      "cost", "reads_each_table_three_times",
      "The tables of a group are read anew for each of its devices, at each call of the driver."),
    CTestKnownFailure(
      "cost", "checks_a_shared_table_once",
      "The check of page tables remembers the last table only, and two take turns."),
    CTestKnownFailure(
      "cost", "looks_up_each_mapping_once",
      "A mapping that is there is stepped over in pages of 4 KiB."),
    CTestKnownFailure(
      "cost", "takes_a_few_steps_for_each_device",
      "Each probe goes through all PCI devices to find those of one group."),
    CTestKnownFailure(
      "groups", "may_be_attached_again",
      "A second attempt to attach maps everything again."),
    CTestKnownFailure(
      "groups", "keeps_what_acpi_devices_use", "Devices that are not PCI devices are passed over."),
    CTestKnownFailure(
      "groups", "keeps_what_is_translated_in_two_stages", "Nested translation is passed over."),
    CTestKnownFailure(
      "reach", "cuts_off_pages_of_own_memory",
      "Page tables are checked, but not where their pages are, until a driver attaches."),
    CTestKnownFailure(
      "reach", "cuts_off_large_pages_over_own_memory",
      "Page tables are checked, but not where their pages are, until a driver attaches."),
    CTestKnownFailure(
      "reach", "keeps_the_device_tlb_in_quarantine",
      "The device-TLB is switched off in the context, while the device goes on using it."),
    CTestKnownFailure(
      "firmware-width", "believes_the_dump_about_memory",
      "A context is refused for memory above the width that the firmware declares."),
    CTestKnownFailure(
      "pass-through-memory", "keeps_memory_of_the_firmware",
      "A domain in place of pass-through maps the crashed kernel's RAM, and nothing else."),
    CTestKnownFailure(
      "pass-through-memory", "keeps_what_is_below_1_mib",
      "The hole around this kernel's memory reaches to the crashed kernel's RAM."),
    CTestKnownFailure(
      "scratch", "holds_nothing_to_read", "The scratch memory is not zeroed."),
    CTestKnownFailure(
      "hypervisor", "leaves_little_to_shadow_of_pass_through",
      "Every address leads somewhere, and a hypervisor shadows every page."),
    CTestKnownFailure(
      "hypervisor", "leaves_little_to_shadow_in_quarantine",
      "Every address leads somewhere, and a hypervisor shadows every page."),
  ]

  /// What an area's tests said, with the failures that are known set apart.
  ///
  /// - Parameter isLast: the code is that at the end of the series.
  static func setApart(
    _ results: [CTestResult], of area: CTestArea, isLast: Bool,
    known: [CTestKnownFailure] = all
  ) -> [CTestResult] {
    let known = known.filter { $0.area == area.name }
    let judged = results.map { result in
      known.first { $0.test == result.name }.map { result.known(to: $0.lacks) } ?? result
    }
    let outlived = known.filter { failure in
      let runs = judged.filter { $0.name == failure.test }
      return isLast && !runs.isEmpty && runs.allSatisfy { $0.failure == nil && $0.lack == nil }
    }
    return judged
      + outlived.map {
        CTestResult(name: $0.test, failure: "passes now: drop it from CTestKnownFailure.swift")
      }
  }
}

extension CTestResult {
  /// The same with its failure set apart; a test that ended the run hides others, and is not.
  fileprivate func known(to lack: String) -> CTestResult {
    guard let failure, !endedRun else { return self }
    var known = CTestResult(name: name, failure: nil)
    known.lack = "\(lack) (\(failure.prefix { $0 != "\n" }))"
    return known
  }
}
