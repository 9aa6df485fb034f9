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
    + [
      CTestKnownFailure(
        "test_property.c", "property_holds", in: "no-smp", says: "while it is replaced",
        "Without SMP, cmpxchg16b has no lock prefix, and the hardware may see half of its store.")
    ]
}
