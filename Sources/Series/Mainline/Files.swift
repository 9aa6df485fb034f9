/// The files of the mainline driver that the series touches or asks.
extension KernelPath {
  static let driver: KernelPath = "drivers/iommu/intel/iommu.c"
  static let header: KernelPath = "drivers/iommu/intel/iommu.h"
  /// Before 6.0.
  public static let formerHeader: KernelPath = "include/linux/intel-iommu.h"
  static let dmar: KernelPath = "drivers/iommu/intel/dmar.c"
  static let pasid: KernelPath = "drivers/iommu/intel/pasid.c"
  static let irqRemapping: KernelPath = "drivers/iommu/intel/irq_remapping.c"
  static let iommuAPI: KernelPath = "include/linux/iommu.h"
  static let iommuCore: KernelPath = "drivers/iommu/iommu.c"
  static let iommuPages: KernelPath = "drivers/iommu/iommu-pages.h"
  static let uaccess: KernelPath = "include/linux/uaccess.h"
  static let string: KernelPath = "include/linux/string.h"
  static let slab: KernelPath = "include/linux/slab.h"
  static let makefile: KernelPath = "drivers/iommu/intel/Makefile"
  static let kernelParameters: KernelPath = "Documentation/admin-guide/kernel-parameters.txt"
  static let kdumpGuide: KernelPath = "Documentation/admin-guide/kdump/kdump.rst"
  /// Added by the series.
  static let kdump: KernelPath = "drivers/iommu/intel/kdump.c"
}
