/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the header of the driver was before 6.0 */
#include "drivers/iommu/intel/iommu.h"
