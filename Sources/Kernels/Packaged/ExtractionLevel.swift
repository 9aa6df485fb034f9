/// How much of a packaged kernel is extracted; each level includes the ones before it.
public enum ExtractionLevel: String, Codable, Sendable, CaseIterable, Comparable {
  /// What writing patches, checkpatch and get_maintainer need.
  case patches
  /// Also what building the objects of `drivers/iommu/intel/` needs.
  case objects
  /// Everything.
  case full

  /// What is extracted, as patterns for GNU tar below the kernel's top directory; `*` matches `/`
  /// too.
  var included: [String] {
    switch self {
    case .patches:
      [
        ".get_maintainer.ignore", ".gitattributes", ".mailmap", "COPYING", "CREDITS", "Kbuild",
        "Kconfig", "LICENSES", "MAINTAINERS", "Makefile", "README",
        // checkpatch.pl accepts a directory as a kernel tree only if all of these exist
        "arch/Kconfig", "arch/x86/include", "fs/Kconfig", "init/Kconfig", "ipc/Makefile",
        "kernel/Makefile", "lib/Makefile",
        "Documentation/dev-tools", "Documentation/process",
        "Documentation/admin-guide/kernel-parameters.txt", "Documentation/admin-guide/kdump",
        "drivers/iommu", "include", "scripts",
      ]
    case .objects:
      // the files that `make drivers/iommu/intel/ W=1 C=1` was seen to read on x86
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

  /// The part of `included` that only some kernels have.
  var optional: [String] { self == .objects ? ["tools/docs"] : [] }

  /// The part of `included` that is not extracted.
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
