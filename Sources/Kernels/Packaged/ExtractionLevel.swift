/// How much of a packaged kernel is extracted; each level holds those before it.
public enum ExtractionLevel: String, Codable, Sendable, CaseIterable, Comparable {
  /// What patches, the headers' assertions, checkpatch and get_maintainer need.
  case patches
  /// And what building the objects of `drivers/iommu/intel/` needs.
  case objects
  /// Everything.
  case full

  /// What is extracted: patterns of GNU tar below the kernel's top directory, in which `*`
  /// stands for `/` too.
  var included: [String] {
    switch self {
    case .patches:
      [
        ".get_maintainer.ignore", ".gitattributes", ".mailmap", "COPYING", "CREDITS", "Kbuild",
        "Kconfig", "LICENSES", "MAINTAINERS", "Makefile", "README",
        // checkpatch.pl takes a directory for a kernel tree only when all of these are there
        "arch/Kconfig", "arch/x86/include", "fs/Kconfig", "init/Kconfig", "ipc/Makefile",
        "kernel/Makefile", "lib/Makefile",
        "Documentation/dev-tools", "Documentation/process",
        "Documentation/admin-guide/kernel-parameters.txt", "Documentation/admin-guide/kdump",
        "drivers/iommu", "include", "scripts",
      ]
    case .objects:
      // what a traced `make drivers/iommu/intel/` with W=1 C=1 read on x86
      ExtractionLevel.patches.included + [
        ".clang-format", ".gitignore", "*/Kbuild", "*/Kconfig*", "*/Makefile",
        "arch/x86", "drivers/acpi/*.h", "drivers/pci/*.h", "kernel/*.h", "kernel/bounds.c",
        "kernel/configs", "kernel/sched", "kernel/time/timeconst.bc", "lib/*.h",
        "tools/arch/x86", "tools/build", "tools/include", "tools/lib",
        "tools/objtool", "tools/scripts",
      ] + optional
    case .full: [""]
    }
  }

  /// What of that only some kernels have.
  var optional: [String] { self == .objects ? ["tools/docs"] : [] }

  /// What of that is left out after all.
  var excluded: [String] {
    switch self {
    case .patches, .full: []
    case .objects:
      [
        "arch/x86/crypto/*.S", "arch/x86/events/*.c", "arch/x86/kvm/*.c", "tools/lib/bpf/*.c",
        "tools/lib/perf", "tools/objtool/arch/loongarch",
      ]
    }
  }

  public static func < (a: ExtractionLevel, b: ExtractionLevel) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
