extension CTestKnownFailure {
  /// Of the mainline series.
  static let all: [CTestKnownFailure] = [
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
  ]
}
