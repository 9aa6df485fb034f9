// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "caches.h"

#define TRANSLATIONS	64

static struct cached sources[CACHES_SOURCES];
static unsigned int source_count;
static uint8_t forgiven[65536];

/* The IOTLB, and what it was filled from */
static struct hw_space translations[TRANSLATIONS];
static unsigned int translation_count;

void caches_start(const uint16_t *source_ids, unsigned int count)
{
	source_count = count;
	memset(forgiven, 0, sizeof(forgiven));
	for (unsigned int i = 0; i < count; i++)
		sources[i].id = source_ids[i];
	caches_flush_all();
}

const struct cached *caches_of(uint16_t source_id)
{
	for (unsigned int i = 0; i < source_count; i++)
		if (sources[i].id == source_id)
			return &sources[i];

	abort();
}

void caches_flush_all(void)
{
	caches_flush_contexts(false, false, 0, 0);
	caches_flush_pasids(false, 0);
	caches_flush_iotlb(false, 0);
}

static bool is_scalable(uint64_t rtaddr)
{
	return rtaddr >> 10 & 1;
}

/* Adds what is present and not there yet. */
static unsigned int add(void *set, const uint64_t *entry, size_t size,
			unsigned int count, unsigned int max)
{
	char *entries = set;

	if (!(entry[0] & 1))
		return count;
	for (unsigned int i = 0; i < count; i++)
		if (!memcmp(entries + i * size, entry, size))
			return count;
	if (count == max)
		abort();
	memcpy(entries + count * size, entry, size);

	return count + 1;
}

static bool same_space(const struct hw_space *a, const struct hw_space *b)
{
	return a->kind == b->kind && a->domain_id == b->domain_id &&
	       a->levels == b->levels && a->table == b->table;
}

void caches_forgive(uint64_t rtaddr)
{
	for (unsigned int i = 0; i < source_count; i++) {
		struct hw_space a = hw_space(rtaddr, sources[i].id);

		for (unsigned int j = 0; j < i; j++) {
			struct hw_space b = hw_space(rtaddr, sources[j].id);

			if (a.kind && b.kind && a.domain_id == b.domain_id &&
			    !same_space(&a, &b))
				forgiven[a.domain_id] = true;
		}
	}
}

static void fill_iotlb(struct hw_space space)
{
	if (space.kind == HW_BLOCKED)
		return;
	for (unsigned int i = 0; i < translation_count; i++)
		if (same_space(&translations[i], &space))
			return;
	if (translation_count == TRANSLATIONS)
		abort();
	translations[translation_count++] = space;
}

static void fetch(unsigned int source, uint64_t rtaddr)
{
	struct cached *s = &sources[source];
	uint64_t context[4], entry[8];

	hw_context(rtaddr, s->id, context);
	s->contexts = add(s->context, context, 32, s->contexts, CACHED_CONTEXTS);
	for (unsigned int i = 0; i < s->contexts; i++) {
		if (!is_scalable(rtaddr)) {
			fill_iotlb(hw_legacy_space(s->context[i]));
			continue;
		}
		hw_pasid(s->context[i], entry);
		s->pasids = add(s->pasid, entry, 64, s->pasids, CACHED_CONTEXTS);
	}
	for (unsigned int i = 0; i < s->pasids; i++)
		fill_iotlb(hw_pasid_space(s->pasid[i]));
}

void caches_fetch(uint64_t rtaddr)
{
	for (unsigned int i = 0; i < source_count; i++)
		fetch(i, rtaddr);
}

/* Legacy contexts are tagged with their domain-id, scalable ones are not. */
void caches_flush_contexts(bool of_domain, bool of_device, uint16_t domain_id,
			   uint16_t source_id)
{
	for (unsigned int i = 0; i < source_count; i++) {
		unsigned int kept = 0;

		for (unsigned int j = 0; j < sources[i].contexts; j++) {
			const uint64_t *context = sources[i].context[j];

			if ((of_domain && (context[1] >> 8 & 0xffff) != domain_id) ||
			    (of_device && sources[i].id != source_id))
				memmove(sources[i].context[kept++], context, 32);
		}
		sources[i].contexts = kept;
	}
}

void caches_flush_pasids(bool of_domain, uint16_t domain_id)
{
	for (unsigned int i = 0; i < source_count; i++) {
		unsigned int kept = 0;

		for (unsigned int j = 0; j < sources[i].pasids; j++) {
			const uint64_t *entry = sources[i].pasid[j];

			if (of_domain && (entry[1] & 0xffff) != domain_id)
				memmove(sources[i].pasid[kept++], entry, 64);
		}
		sources[i].pasids = kept;
	}
}

void caches_flush_iotlb(bool of_domain, uint16_t domain_id)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < translation_count; i++)
		if (of_domain && translations[i].domain_id != domain_id)
			translations[kept++] = translations[i];
	translation_count = kept;
}

bool reach_has(const struct reach *reach, const struct hw_space *space)
{
	for (unsigned int i = 0; i < reach->count; i++)
		if (same_space(&reach->space[i], space))
			return true;

	return false;
}

void reach_add(struct reach *reach, struct hw_space space)
{
	if (reach_has(reach, &space))
		return;
	if (reach->count == REACH_MAX)
		abort();
	reach->space[reach->count++] = space;
}

void reach_add_tagged(struct reach *reach, struct hw_space space)
{
	reach_add(reach, space);
	if (space.kind == HW_BLOCKED || forgiven[space.domain_id])
		return;
	for (unsigned int i = 0; i < translation_count; i++)
		if (translations[i].domain_id == space.domain_id)
			reach_add(reach, translations[i]);
}

void caches_reach(unsigned int source, uint64_t rtaddr, struct reach *reach)
{
	const struct cached *s = &sources[source];

	reach->count = 0;
	reach_add_tagged(reach, hw_space(rtaddr, s->id));
	for (unsigned int i = 0; !is_scalable(rtaddr) && i < s->contexts; i++)
		reach_add_tagged(reach, hw_legacy_space(s->context[i]));
	for (unsigned int i = 0; i < s->pasids; i++)
		reach_add_tagged(reach, hw_pasid_space(s->pasid[i]));
}

static bool all_equal(const void *set, const uint64_t *live, size_t size,
		      unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (memcmp((const char *)set + i * size, live, size))
			return false;

	return true;
}

static bool in_tables(uint64_t rtaddr, const struct hw_space *space)
{
	for (unsigned int i = 0; i < source_count; i++) {
		struct hw_space live = hw_space(rtaddr, sources[i].id);

		if (same_space(&live, space))
			return true;
	}

	return false;
}

const char *caches_stale(uint64_t rtaddr)
{
	for (unsigned int i = 0; i < source_count; i++) {
		uint64_t context[4], entry[8];

		hw_context(rtaddr, sources[i].id, context);
		if (!all_equal(sources[i].context, context, 32, sources[i].contexts))
			return "context";
		if (!is_scalable(rtaddr))
			continue;
		hw_pasid(context, entry);
		if (!all_equal(sources[i].pasid, entry, 64, sources[i].pasids))
			return "PASID entry";
	}
	for (unsigned int i = 0; i < translation_count; i++)
		if (!in_tables(rtaddr, &translations[i]))
			return "translation";

	return NULL;
}
