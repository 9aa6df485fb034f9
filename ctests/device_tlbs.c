// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "device_tlbs.h"

static struct device_tlb {
	uint16_t source_id;
	unsigned int source;	/* its place among those of the caches */
	struct reach has;
} tlbs[CACHES_SOURCES];
static unsigned int count;

void device_tlbs_start(void)
{
	count = 0;
}

void device_tlb_add(uint16_t source_id)
{
	if (count == CACHES_SOURCES)
		abort();
	tlbs[count].source_id = source_id;
	tlbs[count].source = caches_find(source_id);
	tlbs[count++].has.count = 0;
}

static struct device_tlb *find(uint16_t source_id)
{
	for (unsigned int i = 0; i < count; i++)
		if (tlbs[i].source_id == source_id)
			return &tlbs[i];

	return NULL;
}

void device_tlbs_fetch(uint64_t rtaddr)
{
	for (unsigned int i = 0; i < count; i++) {
		struct reach reach;

		if (!caches_enable_device_tlb(tlbs[i].source, rtaddr))
			continue;
		caches_reach(tlbs[i].source, rtaddr, &reach);
		for (unsigned int j = 0; j < reach.count; j++)
			if (reach.space[j].kind != HW_BLOCKED)
				reach_add(&tlbs[i].has, reach.space[j]);
	}
}

void device_tlb_flush(uint16_t source_id)
{
	struct device_tlb *tlb = find(source_id);

	if (tlb)
		tlb->has.count = 0;
}

void device_tlb_reach(uint16_t source_id, uint64_t rtaddr, struct reach *reach)
{
	const struct device_tlb *tlb = find(source_id);

	reach->count = 0;
	if (tlb && caches_enable_device_tlb(tlb->source, rtaddr))
		*reach = tlb->has;
}

bool device_tlb_is_empty(uint16_t source_id)
{
	const struct device_tlb *tlb = find(source_id);

	return !tlb || !tlb->has.count;
}

bool device_tlb_is_stale(uint16_t source_id, uint64_t rtaddr)
{
	const struct device_tlb *tlb = find(source_id);
	struct reach live = { 1, { hw_space(rtaddr, source_id) } };

	for (unsigned int i = 0; tlb && i < tlb->has.count; i++)
		if (!reach_has(&live, &tlb->has.space[i]))
			return true;

	return false;
}
