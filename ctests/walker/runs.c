// SPDX-License-Identifier: GPL-2.0-only
/* What a device's tables translate, in runs */

#include "entries.h"

struct runs {
	const struct hw_space *space;
	struct hw_run *run;
	unsigned int count, max;
};

static void add_page(struct runs *runs, uint64_t iova, uint64_t size,
		     struct hw_page page)
{
	struct hw_run *last = &runs->run[runs->count - 1];

	if (!page.access || !is_in_space(runs->space, iova))
		return;
	if (runs->count && runs->count <= runs->max &&
	    last->iova + last->size == iova &&
	    last->page.phys + last->size == page.phys &&
	    last->page.access == page.access) {
		last->size += size;
		return;
	}
	if (runs->count++ < runs->max)
		runs->run[runs->count - 1] = (struct hw_run){ iova, size, page };
}

static void add_table(struct runs *runs, uint64_t table, unsigned int level,
		      uint64_t iova, unsigned int access)
{
	uint64_t size = 1ULL << (9 * level + 3);

	for (unsigned int i = 0; i < ENTRIES; i++, iova += size) {
		uint64_t entry = read_word(table + i * 8);
		unsigned int through = access & access_of(runs->space->kind, entry);

		if (!is_present(runs->space->kind, entry))
			continue;
		if (is_page(level, entry))
			add_page(runs, iova, size,
				 (struct hw_page){ page_at(level, entry), through });
		else
			add_table(runs, entry & ADDRESS, level - 1, iova, through);
	}
}

unsigned int hw_runs(const struct hw_space *space, struct hw_run *runs,
		       unsigned int max)
{
	struct runs found = { space, runs, 0, max };

	if (space->kind == HW_SECOND_STAGE || space->kind == HW_FIRST_STAGE)
		add_table(&found, space->table, space->levels, 0,
			  HW_READ | HW_WRITE);

	return found.count;
}
