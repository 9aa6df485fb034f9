/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _UAPI_LINUX_IOMMUFD_H
#define _UAPI_LINUX_IOMMUFD_H

#include <linux/types.h>

struct iommu_hwpt_vtd_s1 {
	__aligned_u64 flags;
	__aligned_u64 pgtbl_addr;
	__u32 addr_width;
	__u32 __reserved;
};

#endif
