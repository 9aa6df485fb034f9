/// The files of the mainline driver that the series touches or asks.
extension KernelPath {
  static let driver: KernelPath = "drivers/iommu/intel/iommu.c"
  static let header: KernelPath = "drivers/iommu/intel/iommu.h"
  static let dmar: KernelPath = "drivers/iommu/intel/dmar.c"
  static let pasid: KernelPath = "drivers/iommu/intel/pasid.c"
  static let pasidHeader: KernelPath = "drivers/iommu/intel/pasid.h"
  static let irqRemapping: KernelPath = "drivers/iommu/intel/irq_remapping.c"
  static let iommuAPI: KernelPath = "include/linux/iommu.h"
  static let iommuCore: KernelPath = "drivers/iommu/iommu.c"
  static let iommuPages: KernelPath = "drivers/iommu/iommu-pages.h"
  static let uaccess: KernelPath = "include/linux/uaccess.h"
  static let string: KernelPath = "include/linux/string.h"
  static let slab: KernelPath = "include/linux/slab.h"
  static let makefile: KernelPath = "drivers/iommu/intel/Makefile"
  static let makefileOfAll: KernelPath = "drivers/iommu/Makefile"
  static let kernelParameters: KernelPath = "Documentation/admin-guide/kernel-parameters.txt"
  static let kdumpGuide: KernelPath = "Documentation/admin-guide/kdump/kdump.rst"
  /// Added by the series.
  static let kdump: KernelPath = "drivers/iommu/intel/kdump.c"
}

extension [KernelPath: KernelPath] {
  /// Where files were before: the driver has had a directory of its own since 5.8, its header has
  /// been there since 6.0, and the kdump guide has been with the other guides since 5.3.
  static let former: Self = [
    .driver: "drivers/iommu/intel-iommu.c",
    .header: "include/linux/intel-iommu.h",
    .dmar: "drivers/iommu/dmar.c",
    .pasid: "drivers/iommu/intel-pasid.c",
    .pasidHeader: "drivers/iommu/intel-pasid.h",
    .irqRemapping: "drivers/iommu/intel_irq_remapping.c",
    .makefile: .makefileOfAll,
    .kdumpGuide: "Documentation/kdump/kdump.txt",
    .kdump: "drivers/iommu/intel-kdump.c",
  ]
}
