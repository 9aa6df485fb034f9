// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks everything that the hardware can reach, after each store, each flush
 * and each mapping of a live domain
 */

#include <string.h>

#include "caches.h"
#include "fixture.h"
#include "hand_over.h"
#include "run.h"

static void look_at(unsigned int index, u64 first, u64 last)
{
	const struct source *source = &run.sources[index];
	struct reach reach;

	caches_reach(index, run.rtaddr, &reach);
	if (run.both)
		reach.space[reach.count++] = hw_space(run.old_rtaddr, source->id);
	for (unsigned int i = 0; i < reach.count; i++) {
		run.by_own_table = in_own_memory(reach.space[i].table);
		for (unsigned int j = 0; j < source->probe_count; j++) {
			u64 iova = source->probes[j];
			struct hw_page page;

			if (iova < first || iova > last)
				continue;
			page = hw_address(&reach.space[i], iova);
			if (!is_allowed(source, iova, page)) {
				fails("stage %u: %04x: %#llx leads to %#llx with access %u by table %#llx with %u levels",
				      source->stage, source->id, iova,
				      (u64)page.phys, page.access,
				      (u64)reach.space[i].table,
				      reach.space[i].levels);
				return;
			}
		}
	}
}

/* While a context is replaced, the hardware sees the old one or the new one. */
static void look_at_entry(const struct source *source)
{
	unsigned int words = run.tree->scalable ? 4 : 2;
	u64 entry[4];

	if (source->stage != ATTACHING)
		return;
	hw_context(run.rtaddr, source->id, (uint64_t *)entry);
	if (!memcmp(entry, source->entry, words * 8))
		return;
	/* The faults of a device that was in quarantine are not reported: FPD, bit 1 */
	if (source->refused || run.lossy)
		entry[0] &= ~2ULL;
	if (memcmp(entry, source->replacement, words * 8) &&
	    !(run.tree->old_cpu && !entry[0]))
		fails("%04x: the context is %#llx %#llx while it is replaced",
		      source->id, entry[0], entry[1]);
}

/* With the CPU's caches and, where the hardware does not snoop, without them */
void look_at_all(void)
{
	if (run.failure[0])
		return;
	for (int view = fx.iommu.ecap & 1; view < 2; view++) {
		hw_snoops = view;
		caches_fetch(run.rtaddr);
		if (run.both)
			caches_fetch(run.old_rtaddr);
		for (unsigned int i = 0; i < run.source_count; i++) {
			look_at(i, 0, U64_MAX);
			look_at_entry(&run.sources[i]);
		}
	}
}

void look_at_event(const struct sim_event *event)
{
	if (event->kind == STORED || event->kind == LINES_FLUSHED)
		return;
	caches_hear(event);
	look_at_all();
}

/*
 * Called at each store and each call that may fail. Stores to live tables need a
 * full check. Otherwise only domains can have grown: check the new mappings, or,
 * without any, one sample of what must not have changed.
 */
void look(bool stored)
{
	bool mapped = false;

	if (stored && run.rtaddr != run.old_rtaddr) {
		look_at_all();
		return;
	}
	for (unsigned int i = 0; i < run.source_count; i++) {
		struct group *group = group_of(run.sources[i].device);
		const struct sim_domain *domain = &group->domain;

		for (unsigned int j = group->looked_at; j < domain->count; j++)
			if (run.sources[i].stage == ATTACHED)
				look_at(i, domain->maps[j].iova,
					domain->maps[j].iova +
					domain->maps[j].size - 1);
	}
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		mapped |= run.groups[i].looked_at != run.groups[i].domain.count;
		run.groups[i].looked_at = run.groups[i].domain.count;
	}
	if (run.source_count && !mapped) {
		const struct source *source;
		u64 iova;

		source = &run.sources[machine.calls % run.source_count];
		iova = source->probes[machine.calls % source->probe_count];
		look_at(source - run.sources, iova, iova);
	}
}
