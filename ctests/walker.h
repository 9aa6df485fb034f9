/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the hardware's walk from the root table to a page, by hand from
 * the VT-d specification (sections 3.4, 3.6, 9.1 to 9.8) for the IOMMU of the
 * fixture. Like the builder, it shares no masks with what is tested.
 */
#ifndef _WALKER_H
#define _WALKER_H

#include <stdbool.h>
#include <stdint.h>

enum { WALK_READ = 1, WALK_WRITE = 2 };

/* Where an address leads; a page without access is a fault. */
struct walk_page {
	uint64_t phys;
	unsigned int access;
};

enum walk_kind {
	WALK_BLOCKED,
	WALK_PASS_THROUGH,
	WALK_SECOND_STAGE,
	WALK_OTHER,		/* first-stage or nested: told apart, not walked */
};

/* What a context, and a PASID entry where there are any, make of addresses */
struct walk_space {
	enum walk_kind kind;
	uint16_t domain_id;
	unsigned int levels;
	uint64_t table;
};

struct walk_run {
	uint64_t iova, size;
	struct walk_page page;	/* of its start */
};

/*
 * Whether the hardware sees what is in the caches of the CPU. Without coherency
 * it may, for some of it, at any time.
 */
extern bool walk_snoops;

/*
 * A page table of this kernel that the simulation keeps as a list of mappings:
 * finds the page and returns true, or false if @table is none of these.
 */
extern bool (*walk_domain)(uint64_t table, unsigned int levels, uint64_t iova,
			   struct walk_page *page);

/*
 * The context entry of a source-id as the hardware fetches it; all zeros when
 * the walk to it faults. @rtaddr is what the register holds, mode included.
 */
void walk_context(uint64_t rtaddr, uint16_t source_id, uint64_t context[4]);
/* The entry of a scalable context's RID_PASID, or zeros */
void walk_pasid(const uint64_t context[4], uint64_t entry[8]);

struct walk_space walk_legacy_space(const uint64_t context[4]);
struct walk_space walk_pasid_space(const uint64_t entry[8]);
/* All of it: where the requests without a PASID go */
struct walk_space walk_space(uint64_t rtaddr, uint16_t source_id);

struct walk_page walk_address(const struct walk_space *space, uint64_t iova);

/*
 * Whether everything below the root entry that concerns a source-id is as the
 * specification wants it, and no table is where the crashed kernel has none.
 */
bool walk_is_sound(uint64_t rtaddr, uint16_t source_id);

/*
 * What a sound space translates, in ascending order, in runs that are as long
 * as they can be. Returns their number, of which @max at most are stored.
 */
unsigned int walk_runs(const struct walk_space *space, struct walk_run *runs,
		       unsigned int max);

#endif
