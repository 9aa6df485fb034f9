/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The addresses of a domain that the DMA API may give out. Kinder than a
 * kernel: nothing is freed, and so no address comes out of a cache again.
 */
#ifndef _IOVAS_H
#define _IOVAS_H

#include <linux/types.h>

#define IOVAS_MAX	512

struct sim_device;

struct sim_iovas {
	/* Reserved, or given out; in ascending order, and with gaps between */
	struct {
		u64 first, last;
	} taken[IOVAS_MAX];
	unsigned int count;
};

/*
 * What iommu_dma_init_domain() reserves for a group, of which @first is the
 * device that comes first: page 0, the windows of its host bridge, and its
 * regions.
 */
void iovas_init(struct sim_iovas *iovas, struct sim_device *first);

/*
 * As iommu_dma_alloc_iova() does it: the highest address that @mask allows,
 * aligned to its size, and below 4 GiB if there is one. Return: 0 if none.
 */
u64 iovas_alloc(struct sim_iovas *iovas, u64 size, u64 mask);

/* The bytes that may be given out, in whatever pieces */
u64 iovas_room(const struct sim_iovas *iovas, u64 mask);

#endif
