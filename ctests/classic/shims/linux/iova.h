/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IOVA_H
#define _LINUX_IOVA_H

#include <linux/types.h>

#define IOVAS		8192

/* A list of what was reserved, in pages of IOVAs, both ends included */
struct iova {
	unsigned long pfn_lo, pfn_hi;
};

struct iova_domain {
	struct iova ranges[IOVAS];
	unsigned int count;
};

struct iova *reserve_iova(struct iova_domain *iovad, unsigned long pfn_lo,
			  unsigned long pfn_hi);

#endif
