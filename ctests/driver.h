/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's own header, from the base */
#ifndef _DRIVER_H
#define _DRIVER_H

#include "drivers/iommu/intel/iommu.h"

#endif
