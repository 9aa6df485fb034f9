/// The kernel configurations that the C is tested in, besides the usual one.
extension KernelConfiguration {
  /// Most of what is tested is tested here.
  static let usual = all[0]

  public static let tested: [KernelConfiguration] = [
    // with physical addresses of 64 bits, and with a dump to read; `make bisect` builds it without
    bisected("i386").with("i386", ["HIGHMEM4G": false, "X86_PAE": true, "PROC_VMCORE": true]),
    bisected("no-vmcore"),
    usual.with("no-smp", ["SMP": false]),
    // The driver's Kconfig selects PCI_ATS; `pci=noats` leaves it with the same.
    usual.with("no-ats", ["PCI_ATS": false]),
  ]

  private static func bisected(_ name: String) -> KernelConfiguration {
    all.first { $0.name == name }!
  }

  private func with(_ name: String, _ changes: [String: Bool]) -> KernelConfiguration {
    KernelConfiguration(name: name, options: options.merging(changes) { $1 })
  }

  /// Whether a long has 64 bits.
  var is64Bit: Bool { options["64BIT"] ?? true }

  /// What the compiler is told.
  var compilerFlags: [String] { is64Bit ? [] : ["-m32"] }

  /// The Debian packages that the tests need, and what makes them known to apt.
  var packages: String {
    is64Bit
      ? "apt-get install libcmocka-dev"
      : "dpkg --add-architecture i386 && apt-get update && "
        + "apt-get install gcc-multilib libcmocka-dev:i386"
  }

  /// Why an area is not run; nil when it is.
  func leavesOut(_ area: CTestArea) -> String? {
    guard area.hasThreads else { return nil }
    if !is64Bit { return "ThreadSanitizer has no 32-bit version" }
    return options["SMP"] == false ? "there is one CPU" : nil
  }

  /// `CONFIG_…` for C that is built without Kconfig.
  var header: String {
    let wide = is64Bit || options["X86_PAE"] == true
    // what Kconfig makes of the options
    let selected = [
      "X86": true, "X86_64": is64Bit, "X86_32": !is64Bit, "PHYS_ADDR_T_64BIT": wide,
      "ARCH_DMA_ADDR_T_64BIT": wide, "DMAR_TABLE": true, "PCI_ATS": true,
    ]
    let all = selected.merging(allOptions.map { ($0.name, $0.value) }) { $1 }
    return all.filter(\.value).map { "#define CONFIG_\($0.key) 1\n" }.sorted().joined()
  }
}
