internal import Kernels
public import Series

/// A kernel configuration that every commit of the series is built under.
public struct KernelConfiguration: Sendable {
  public let name: String
  /// The options that differ between the configurations, without `CONFIG_`.
  public let options: [String: Bool]
  private let family: Family

  /// Whether each name that the driver newly needs is looked up in the rest of the kernel. The rig
  /// links what is most like the other configurations.
  public let isLinked: Bool

  /// kbuild's `ARCH`.
  var architecture: String { options["64BIT"] == false ? "i386" : "x86_64" }

  /// Whether the series must not make the driver a single byte larger.
  public var isFrozen: Bool { family == .mainline && options["CRASH_DUMP"] == false }

  /// Whether the driver is built; interrupt remapping, in the same directory, is built without it.
  var hasDriver: Bool { options["INTEL_IOMMU"] != false }

  /// The directory to build: without the driver, it is for the Makefile above to go there.
  func directory(of driver: String) -> String {
    hasDriver ? driver : driver.split(separator: "/").prefix(2).joined(separator: "/")
  }

  /// The configurations of `make bisect`.
  public static func all(of family: Family) -> [KernelConfiguration] {
    family == .mainline ? all : classic
  }

  private static let classic = [
    KernelConfiguration(name: "crash-dump", options: ["CRASH_DUMP": true], family: .classic),
    KernelConfiguration(name: "no-crash-dump", options: ["CRASH_DUMP": false], family: .classic),
    // the rest of the kernel is not built: today's compiler cannot build all of it in 32 bits
    KernelConfiguration(
      name: "i386",
      options: [
        "CRASH_DUMP": true, "64BIT": false, "X86_X2APIC": false, "IRQ_REMAP": false,
        "HIGHMEM4G": true,
      ], family: .classic),
  ]

  public static let all = [
    KernelConfiguration(
      name: "crash-dump",
      options: [
        "CRASH_DUMP": true, "PROC_VMCORE": true, "INTEL_IOMMU_SVM": false,
        "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON": false,
      ]),
    KernelConfiguration(
      name: "no-crash-dump",
      options: [
        "CRASH_DUMP": false, "INTEL_IOMMU_SVM": false,
        "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON": false,
      ]),
    KernelConfiguration(
      name: "svm",
      options: [
        "CRASH_DUMP": true, "PROC_VMCORE": true, "INTEL_IOMMU_SVM": true,
        "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON": false,
      ]),
    KernelConfiguration(
      name: "scalable-default",
      options: [
        "CRASH_DUMP": true, "PROC_VMCORE": true, "INTEL_IOMMU_SVM": false,
        "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON": true,
        "DEBUG_FS": true, "IOMMU_DEBUGFS": true, "INTEL_IOMMU_DEBUGFS": true,
      ]),
    KernelConfiguration(
      name: "no-crash-dump-svm",
      options: [
        "CRASH_DUMP": false, "INTEL_IOMMU_SVM": true, "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON": true,
        "DEBUG_FS": true, "IOMMU_DEBUGFS": true, "INTEL_IOMMU_DEBUGFS": true,
      ]),
    KernelConfiguration(name: "no-driver", options: ["CRASH_DUMP": true, "INTEL_IOMMU": false]),
    KernelConfiguration(
      name: "no-vmcore",
      options: ["CRASH_DUMP": true, "PROC_VMCORE": false, "INTEL_IOMMU_SVM": false],
      isLinked: true),
    KernelConfiguration(
      name: "i386",
      options: [
        "CRASH_DUMP": true, "PROC_VMCORE": false, "64BIT": false, "X86_X2APIC": false,
        "IRQ_REMAP": false, "HIGHMEM4G": true,
      ], isLinked: true),
  ]

  /// What the VT-d driver needs on top of `allnoconfig`.
  private static let common = [
    "64BIT", "SMP", "PRINTK", "ACPI", "PCI", "PCI_MSI", "X86_X2APIC", "IOMMU_SUPPORT",
    "INTEL_IOMMU", "IRQ_REMAP", "KEXEC", "DEBUG_KERNEL", "PROC_FS", "FRAME_POINTER",
  ]

  /// What the kernel of RHEL 7 does not build without. Other kernels may not have all of it.
  private static let rhel7 = [
    "JUMP_LABEL=y", "DEBUG_FS=y", "DYNAMIC_DEBUG=y", "TRANSPARENT_HUGEPAGE=y", "SCHEDSTATS=y",
    "BLOCK=y", "FS_DAX=y", "NR_CPUS=256",
  ].map { "CONFIG_\($0)" }

  public init(
    name: String, options: [String: Bool], family: Family = .mainline, isLinked: Bool = false
  ) {
    self.isLinked = isLinked
    self.name = name
    self.options = options
    self.family = family
  }

  var allOptions: [(name: String, value: Bool)] {
    let common = Self.common.filter { options[$0] == nil }
    return common.map { ($0, true) } + options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The fragment for `KCONFIG_ALLCONFIG`.
  var fragment: String {
    let wished = KernelMake.unwinders + (family == .classic ? Self.rhel7 : [])
    let demanded = allOptions.map { $1 ? "CONFIG_\($0)=y" : "# CONFIG_\($0) is not set" }
    return (wished + demanded).map { "\($0)\n" }.joined()
  }

  /// The options that have another value in a `.config` than in this configuration.
  func missing(in config: String) -> [String] {
    let set = Set(config.split(separator: "\n"))
    return allOptions.filter { set.contains("CONFIG_\($0.name)=y") != $0.value }
      .map { "CONFIG_\($0.name)=\($0.value ? "y" : "n")" }
  }
}
