// SPDX-License-Identifier: GPL-2.0-only
/* Whether all that the devices may be using is kept from new DMA */

#include <linux/slab.h>

#include "fixture.h"
#include "run.h"

/* All addresses in use are reserved, and 256 MiB below 4 GiB are left. */
static void check_reserved(unsigned int device)
{
	struct iommu_resv_region *region, *next;
	u64 room = 4ULL << 30;
	struct list_head regions;

	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&run.device[device]->pci.dev, &regions);
	for (unsigned int i = 0; i < run.source_count; i++) {
		const struct source *source = &run.sources[i];

		if (!same_group(source->device, device))
			continue;
		for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++) {
			u64 first = max(source->runs[j].iova, run.floor);
			u64 end = source->runs[j].iova + source->runs[j].size;
			bool found = first >= end || run.tree->fail_at;

			list_for_each_entry(region, &regions, list)
				found |= region->start <= first &&
					 region->start + region->length >= end;
			if (!found)
				fails("%04x: %#llx to %#llx is not reserved",
				      source->id, first, end);
		}
	}
	list_for_each_entry_safe(region, next, &regions, list) {
		u64 end = region->start + region->length;

		if (region->start < SZ_4G)
			room -= min(end, (u64)SZ_4G) - region->start;
		kfree(region);
	}
	if (room < FLOOR)
		fails("%#llx bytes are left below 4 GiB", room);
}

/* The addresses below 4 GiB that the devices of a group leave free */
static u64 room_of(unsigned int device)
{
	u64 room = 0, at = 0, next;

	for (; at < 4ULL << 30; at = next) {
		bool used = false;

		next = 4ULL << 30;
		for (unsigned int i = 0; i < run.source_count; i++) {
			const struct source *source = &run.sources[i];

			if (!same_group(source->device, device))
				continue;
			for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++) {
				u64 first = source->runs[j].iova;
				u64 end = first + source->runs[j].size;

				if (first > at)
					next = min(next, first);
				if (end > at)
					next = min(next, end);
				used |= first <= at && at < end;
			}
		}
		if (!used)
			room += next - at;
	}

	return room;
}

void check_all_reserved(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		if (run.device[i]->pci.aliases && room_of(i) < FLOOR)
			run.floor = FLOOR;
	for (int twice = 0; twice < 2; twice++)
		for (unsigned int i = 0; i < TREE_DEVICES; i++)
			if (run.device[i]->pci.aliases)
				check_reserved(i);
}
