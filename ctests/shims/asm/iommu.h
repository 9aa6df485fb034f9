/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_IOMMU_H
#define _ASM_IOMMU_H

extern int force_iommu, no_iommu;

#endif
