/// The files of the classic driver that the series touches.
extension KernelPath {
  static let classicDriver: KernelPath = "drivers/iommu/intel-iommu.c"
  static let classicHeader: KernelPath = "include/linux/intel-iommu.h"
  static let classicMakefile: KernelPath = "drivers/iommu/Makefile"
  static let compiler: KernelPath = "include/linux/compiler.h"
  static let maintainers: KernelPath = "MAINTAINERS"
  /// Added by the series.
  static let classicKdump: KernelPath = "drivers/iommu/intel-iommu-kdump.c"
  static let classicKdumpHeader: KernelPath = "drivers/iommu/intel-iommu-kdump.h"
}
