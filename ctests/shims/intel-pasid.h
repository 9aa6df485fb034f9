/* SPDX-License-Identifier: GPL-2.0-only */
/* Where this header was before 5.8 */
#include "drivers/iommu/intel/pasid.h"
