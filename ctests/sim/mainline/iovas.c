// SPDX-License-Identifier: GPL-2.0-only
/* The addresses of a domain that the DMA API may give out */

#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/log2.h>

#include "devices.h"
#include "internal.h"

#define BELOW_4G	0xffffffffULL
/* Sizes below this are rounded up to a power of two, for the caches. */
#define CACHED_SIZE	(32 * MACHINE_PAGE)

static void take(struct sim_iovas *iovas, u64 first, u64 last)
{
	unsigned int begin = 0, end;

	while (begin < iovas->count && iovas->taken[begin].last < first &&
	       iovas->taken[begin].last + 1 < first)
		begin++;
	for (end = begin; end < iovas->count; end++) {
		if (iovas->taken[end].first > last &&
		    iovas->taken[end].first - 1 > last)
			break;
		first = min(first, iovas->taken[end].first);
		last = max(last, iovas->taken[end].last);
	}
	if (end == begin && iovas->count == IOVAS_MAX)
		abort();
	memmove(&iovas->taken[begin + 1], &iovas->taken[end],
		(iovas->count - end) * sizeof(iovas->taken[0]));
	iovas->taken[begin].first = first;
	iovas->taken[begin].last = last;
	iovas->count += begin + 1 - end;
}

static void take_windows(struct sim_iovas *iovas, struct pci_dev *pdev)
{
	struct resource_entry *window;

	resource_list_for_each_entry(window,
				     &pci_find_host_bridge(pdev->bus)->windows)
		if (resource_type(window->res) == IORESOURCE_MEM)
			take(iovas, window->res->start - window->offset,
			     window->res->end - window->offset);
}

void iovas_init(struct sim_iovas *iovas, struct sim_device *first)
{
	struct list_head regions = LIST_HEAD_INIT(regions);
	struct device *dev = &first->pci.dev;
	struct iommu_resv_region *region;

	iovas->count = 0;
	take(iovas, 0, MACHINE_PAGE - 1);
	if (dev_is_pci(dev))
		take_windows(iovas, &first->pci);
	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry(region, &regions, list)
		take(iovas, region->start, region->start + region->length - 1);
	iommu_put_resv_regions(dev, &regions);
}

static u64 alloc_below(struct sim_iovas *iovas, u64 size, u64 mask)
{
	u64 align = roundup_pow_of_two(size), last = mask;

	if (size < CACHED_SIZE)
		size = align;
	for (unsigned int i = iovas->count; i--;) {
		u64 free = iovas->taken[i].last + 1;

		if (iovas->taken[i].last < last && last - free >= size - 1) {
			u64 first = (last - (size - 1)) & -align;

			if (first >= free) {
				take(iovas, first, first + size - 1);
				return first;
			}
		}
		last = min(last, iovas->taken[i].first - 1);
	}

	return 0;
}

u64 iovas_alloc(struct sim_iovas *iovas, u64 size, u64 mask)
{
	u64 iova = 0;

	if (mask > BELOW_4G)
		iova = alloc_below(iovas, size, BELOW_4G);

	return iova ?: alloc_below(iovas, size, mask);
}

u64 iovas_room(const struct sim_iovas *iovas, u64 mask)
{
	u64 room = 0, last = mask;

	for (unsigned int i = iovas->count; i--;) {
		if (iovas->taken[i].last < last)
			room += last - iovas->taken[i].last;
		last = min(last, iovas->taken[i].first - 1);
	}

	return room;
}
