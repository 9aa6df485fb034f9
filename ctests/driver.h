/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's own header, from the base */
#ifndef _DRIVER_H
#define _DRIVER_H

#include "kernel_features.h"

#include "drivers/iommu/intel/iommu.h"

/* Where the bitmap of the copied context entries of an IOMMU is */
#if KERNEL_SIDE_TABLE
#define copied_tables_of(iommu) intel_copied_tables[(iommu)->seq_id]
#else
#define copied_tables_of(iommu) (iommu)->copied_tables
#endif

#endif
