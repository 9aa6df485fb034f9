// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "device_tlbs.h"

static struct device_tlb {
	uint16_t source_id;
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
	tlbs[count++].has.count = 0;
}

void device_tlb_remove(uint16_t source_id)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < count; i++)
		if (tlbs[i].source_id != source_id)
			tlbs[kept++] = tlbs[i];
	count = kept;
}

static struct device_tlb *find(uint16_t source_id)
{
	for (unsigned int i = 0; i < count; i++)
		if (tlbs[i].source_id == source_id)
			return &tlbs[i];

	return NULL;
}

static bool is_scalable(uint64_t rtaddr)
{
	return rtaddr >> 10 & 1;
}

/*
 * TT is 01b, bits 3:2 of a legacy context; DTE is bit 2 of a scalable one, 8:5
 * are reserved
 */
static bool enables(const uint64_t context[4], uint64_t rtaddr)
{
	if (is_scalable(rtaddr))
		return (context[0] & 0x1e5) == 5;

	return (context[0] & 0xd) == 5;
}

static void translate(const struct cached *cached, const uint64_t context[4],
		      bool scalable, struct reach *reach)
{
	if (!scalable)
		reach_add_tagged(reach, hw_legacy_space(context));
	for (unsigned int i = 0; scalable && i < cached->pasids; i++)
		reach_add_tagged(reach, hw_pasid_space(cached->pasid[i]));
}

void device_tlbs_fetch(uint64_t rtaddr)
{
	for (unsigned int i = 0; i < count; i++) {
		const struct cached *cached = caches_of(tlbs[i].source_id);
		struct reach reach = {};

		for (unsigned int j = 0; j < cached->contexts; j++)
			if (enables(cached->context[j], rtaddr))
				translate(cached, cached->context[j],
					  is_scalable(rtaddr), &reach);
		for (unsigned int j = 0; j < reach.count; j++)
			if (reach.space[j].kind != HW_BLOCKED)
				reach_add(&tlbs[i].has, reach.space[j]);
	}
}

bool device_tlb_is_enabled(uint16_t source_id, uint64_t rtaddr)
{
	const struct cached *cached = caches_of(source_id);
	uint64_t context[4];

	hw_context(rtaddr, source_id, context);
	if (enables(context, rtaddr))
		return true;
	for (unsigned int i = 0; i < cached->contexts; i++)
		if (enables(cached->context[i], rtaddr))
			return true;

	return false;
}

void device_tlb_reach(uint16_t source_id, uint64_t rtaddr, struct reach *reach)
{
	const struct device_tlb *tlb = find(source_id);

	reach->count = 0;
	if (tlb && device_tlb_is_enabled(source_id, rtaddr))
		*reach = tlb->has;
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
