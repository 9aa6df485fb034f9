/// The files of the mainline driver that the series touches or asks.
extension KernelPath {
  static let driver: KernelPath = "drivers/iommu/intel/iommu.c"
  static let header: KernelPath = "drivers/iommu/intel/iommu.h"
  static let iommuPages: KernelPath = "drivers/iommu/iommu-pages.h"
  static let slab: KernelPath = "include/linux/slab.h"
  static let makefile: KernelPath = "drivers/iommu/intel/Makefile"
  /// Added by the series.
  static let kdump: KernelPath = "drivers/iommu/intel/kdump.c"
}
