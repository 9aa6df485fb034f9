// SPDX-License-Identifier: GPL-2.0-only
/* Whether all that the devices may be using is kept from new DMA */

#include <string.h>

#include <linux/slab.h>

#include "fixture.h"
#include "run.h"

#define CHUNK		(4ULL << 20)
#define CHUNKS		1024
#define MSI		0xfee00000

bool is_reserved(const struct group *group, u64 iova)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(group->reserved); i++)
		if (group->reserved[i].first <= iova &&
		    iova < group->reserved[i].end)
			return true;

	return false;
}

static void list_reserved(struct group *group, unsigned int device)
{
	struct iommu_resv_region *region, *next;
	struct list_head regions;
	unsigned int count = 0;

	memset(group->reserved, 0, sizeof(group->reserved));
	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&run.device[device]->pci.dev, &regions);
	list_for_each_entry_safe(region, next, &regions, list) {
		if (count < ARRAY_SIZE(group->reserved)) {
			group->reserved[count].first = region->start;
			group->reserved[count].end = region->start + region->length;
		}
		count++;
		kfree(region);
	}
	if (count > ARRAY_SIZE(group->reserved))
		fails("%u regions are reserved for a group", count);
}

static void use(bool *used, u64 first, u64 end)
{
	for (u64 chunk = first / CHUNK; chunk < CHUNKS && chunk * CHUNK < end; chunk++)
		used[chunk] = true;
}

/* The largest gap below 4 GiB that the devices of a group leave, in chunks */
static u64 room_of(unsigned int device)
{
	bool used[CHUNKS + 1] = { [MSI / CHUNK] = true, [CHUNKS] = true };
	u64 room = 0, most = 0;

	for (unsigned int i = 0; i < run.source_count; i++) {
		const struct source *source = &run.sources[i];

		for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++)
			if (same_group(source->device, device) && source->runs[j].size)
				use(used, source->runs[j].iova,
				    source->runs[j].iova + source->runs[j].size);
	}
	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		for (unsigned int j = 0; j < run.device[i]->directs; j++)
			if (same_group(i, device))
				use(used, run.device[i]->direct[j].start,
				    run.device[i]->direct[j].start +
				    run.device[i]->direct[j].length);
	for (unsigned int chunk = 0; chunk <= CHUNKS; chunk++) {
		room = used[chunk] ? 0 : room + CHUNK;
		most = max(most, room);
	}

	return most;
}

/* What is in use is reserved; where that leaves no room, but for some of it. */
static void check_reserved(unsigned int device)
{
	bool is_short = room_of(device) < ROOM;
	struct group *group = group_of(device);
	u64 given_up = 0, given_up_end = 0, room = SZ_4G;

	list_reserved(group, device);
	for (unsigned int i = 0; i < run.source_count; i++) {
		const struct source *source = &run.sources[i];

		if (!same_group(source->device, device))
			continue;
		for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++) {
			const struct hw_run *part = &source->runs[j];
			u64 end = part->iova + part->size;

			for (u64 iova = part->iova; iova < end; iova += CHUNK) {
				if (is_reserved(group, iova))
					continue;
				if (!is_short)
					fails("%04x: %#llx is not reserved",
					      source->id, iova);
				given_up_end = max(given_up_end, iova);
				if (!given_up)
					given_up = iova;
				given_up = min(given_up, iova);
			}
		}
	}
	if (given_up_end - given_up >= ROOM)
		fails("%#llx to %#llx is given up", given_up, given_up_end);
	for (unsigned int i = 0; i < ARRAY_SIZE(group->reserved); i++)
		room -= min(group->reserved[i].end, (u64)SZ_4G) -
			min(group->reserved[i].first, (u64)SZ_4G);
	if (room < ROOM)
		fails("%#llx bytes are left below 4 GiB", room);
}

void check_all_reserved(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		if (run.device[i]->pci.aliases && !run.tree->fail_at)
			check_reserved(i);
}
