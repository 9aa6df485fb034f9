public import Series

/// The least that passes for a kernel tree.
public enum SmallKernel {
  /// The tree's files by their paths.
  public static func files(_ version: KernelVersion) -> [String: String] {
    [
      "Makefile":
        "# SPDX\nVERSION = \(version.major)\nPATCHLEVEL = \(version.minor)\nSUBLEVEL = \(version.patch)\n",
      "Kbuild": "obj-y += drivers/\n", "MAINTAINERS": "IOMMU\n", "include/linux/iommu.h": "\n",
      "drivers/iommu/intel/iommu.c": driver,
    ]
  }

  public static let driver = """
    #include "iommu.h"

    static int init_dmars(void)
    {
    \tint ret;

    \tret = copy_translation_tables();
    out:
    \tif (ret)
    \t\tdisable();
    \treturn ret;
    }

    """
}
