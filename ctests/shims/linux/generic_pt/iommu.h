/* SPDX-License-Identifier: GPL-2.0-only */
/* Only what the driver's own headers embed. */
#ifndef _LINUX_GENERIC_PT_IOMMU_H
#define _LINUX_GENERIC_PT_IOMMU_H

#include <linux/iommu.h>

struct pt_iommu {
	struct iommu_domain domain;
};

struct pt_iommu_x86_64 {
	struct pt_iommu iommu;
};

struct pt_iommu_vtdss {
	struct pt_iommu iommu;
};

#define PT_IOMMU_CHECK_DOMAIN(type, member, domain) \
	_Static_assert(offsetof(type, member.domain) == offsetof(type, domain), \
		       "the domain comes first")

#endif
