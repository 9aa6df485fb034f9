/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the new file needs of the classic driver's own header. No kernel of that
 * age can be had from an archive, so it is written here, by hand from the VT-d
 * specification.
 */
#ifndef _INTEL_IOMMU_H_
#define _INTEL_IOMMU_H_

#include <asm/cacheflush.h>
#include <linux/acpi.h>
#include <linux/bitops.h>
#include <linux/iova.h>
#include <linux/types.h>

#define VTD_PAGE_SHIFT		12
#define VTD_PAGE_SIZE		(1UL << VTD_PAGE_SHIFT)
#define VTD_STRIDE_SHIFT	9

#define DMA_PTE_READ		1
#define DMA_PTE_WRITE		2
#define DMA_PTE_LARGE_PAGE	(1 << 7)

#define CONTEXT_TT_MULTI_LEVEL	0
#define CONTEXT_TT_DEV_IOTLB	1
#define CONTEXT_TT_PASS_THROUGH	2

#define DMAR_RTADDR_REG		0x20

#define cap_ndoms(c)		(1UL << (4 + 2 * ((c) & 7)))
#define cap_sagaw(c)		(((c) >> 8) & 0x1f)
#define cap_super_page_val(c)	(((c) >> 34) & 0xf)
#define ecap_coherent(e)	((e) & 1)
#define ecap_dev_iotlb_support(e)	(((e) >> 2) & 1)
#define ecap_pass_through(e)	(((e) >> 6) & 1)
#define ecap_sc_support(e)	(((e) >> 7) & 1)

struct root_entry {
	u64 val;
	u64 rsvd1;
};

struct intel_iommu {
	void *reg;
	u64 cap;
	u64 ecap;
	int agaw;
	unsigned char name[13];
	unsigned long *domain_ids;
	struct root_entry *root_entry;
	unsigned int old_tables:1;
};

static inline u64 dmar_readq(void *addr)
{
	return *(u64 *)addr;
}

static inline void __iommu_flush_cache(struct intel_iommu *iommu, void *addr,
				       int size)
{
	if (!ecap_coherent(iommu->ecap))
		clflush_cache_range(addr, size);
}

#endif
