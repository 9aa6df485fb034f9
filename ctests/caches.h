/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hardware may hold in its caches: VT-d specification, section 6.2.
 *
 * Nothing says when the hardware fetches an entry, or when it forgets one. So
 * everything that it could have fetched since the last flush counts as cached,
 * and what is done in the wrong order, or under another domain-id, shows.
 */
#ifndef _CACHES_H
#define _CACHES_H

#include "walker.h"

#define CACHES_SOURCES	16
#define CACHED_CONTEXTS	6	/* that a source-id can have at a time */
#define REACH_MAX	64

struct cached {
	uint16_t id;
	uint64_t context[CACHED_CONTEXTS][4], pasid[CACHED_CONTEXTS][8];
	unsigned int contexts, pasids;
};

/* What a request of a source-id may be translated by */
struct reach {
	unsigned int count;
	struct hw_space space[REACH_MAX];
};

bool reach_has(const struct reach *reach, const struct hw_space *space);
void reach_add(struct reach *reach, struct hw_space space);
/* The space itself, and what the IOTLB has under its domain-id */
void reach_add_tagged(struct reach *reach, struct hw_space space);

void caches_start(const uint16_t *source_ids, unsigned int count);
const struct cached *caches_of(uint16_t source_id);

/*
 * Two translations under one domain-id, as damage makes them: the hardware may
 * use either, before and after.
 */
void caches_forgive(uint64_t rtaddr);

/* Everything that can be fetched through this root comes in. */
void caches_fetch(uint64_t rtaddr);

void caches_flush_all(void);
/* The hardware's granularities, sections 6.5.1.1, 6.5.1.2 and 6.5.2.2 */
void caches_flush_contexts(bool of_domain, bool of_device, uint16_t domain_id,
			   uint16_t source_id);
void caches_flush_pasids(bool of_domain, uint16_t domain_id);
void caches_flush_iotlb(bool of_domain, uint16_t domain_id);

/* @source: its place in the list that caches_start() got */
void caches_reach(unsigned int source, uint64_t rtaddr, struct reach *reach);

/*
 * The name of a cache with an entry that the tables no longer have, or NULL.
 * Even if it does no harm yet, it should have been flushed.
 */
const char *caches_stale(uint64_t rtaddr);

#endif
