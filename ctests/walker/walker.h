/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the hardware's walk from the root table to a page, by hand from
 * the VT-d specification (sections 3.4 to 3.7, 9.1 to 9.8) for the IOMMU of the
 * fixture. Like the builder, it shares no masks with what is tested.
 */
#ifndef _WALKER_H
#define _WALKER_H

#include <stdbool.h>
#include <stdint.h>

enum { HW_READ = 1, HW_WRITE = 2 };

/* Where an address leads; a page without access is a fault. */
struct hw_page {
	uint64_t phys;
	unsigned int access;
};

enum hw_kind {
	HW_BLOCKED,
	HW_PASS_THROUGH,
	HW_SECOND_STAGE,
	HW_FIRST_STAGE,		/* by users, in the half of addresses from 0 */
	HW_OTHER,		/* nested: never walked, all alike */
};

/* What a context, and a PASID entry where there are any, make of addresses */
struct hw_space {
	enum hw_kind kind;
	uint16_t domain_id;
	unsigned int levels;
	uint64_t table;
};

struct hw_run {
	uint64_t iova, size;
	struct hw_page page;	/* of its start */
};

/*
 * Whether the hardware sees the contents of the CPU's caches. Hardware that is
 * not coherent may see any cache line before it is flushed.
 */
extern bool hw_snoops;

/*
 * A page table of this kernel that the simulation keeps as a list of mappings:
 * finds the page and returns true, or false if @table is none of these.
 */
extern bool (*hw_domain)(uint64_t table, unsigned int levels, uint64_t iova,
			   struct hw_page *page);

/*
 * The context entry of a source-id as the hardware fetches it; all zeros when
 * the walk to it faults. @rtaddr is what the register holds, mode included.
 */
void hw_context(uint64_t rtaddr, uint16_t source_id, uint64_t context[4]);
/* The entry of a scalable context's RID_PASID, or zeros */
void hw_pasid(const uint64_t context[4], uint64_t entry[8]);

struct hw_space hw_legacy_space(const uint64_t context[4]);
struct hw_space hw_pasid_space(const uint64_t entry[8]);
/* All of it: where the requests without a PASID go */
struct hw_space hw_space(uint64_t rtaddr, uint16_t source_id);

struct hw_page hw_address(const struct hw_space *space, uint64_t iova);

/*
 * Whether everything below the root entry that concerns a source-id is as the
 * specification wants it, and no table is where the crashed kernel has none.
 */
bool hw_is_sound(uint64_t rtaddr, uint16_t source_id);

/*
 * What a sound space translates, in ascending order, in runs that are as long
 * as they can be. Returns their number, of which @max at most are stored.
 */
unsigned int hw_runs(const struct hw_space *space, struct hw_run *runs,
		       unsigned int max);

#endif
