/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random trees of tables, as lists of parts from which they are built. When a
 * tree shows a fault, parts can be dropped until only those are left that it
 * takes.
 */
#ifndef _TREES_H
#define _TREES_H

#include <stdbool.h>
#include <stdint.h>

#include "topologies.h"

#define PARTS_MAX	48
#define SPACES_MAX	4
#define TREE_DEVICES	5
#define SOURCES_MAX	8

enum part_kind {
	SOURCE,		/* a source-id of a device, with its context */
	PAGES,		/* pages in a row in a space, each after the other */
	ACCESS,		/* what an entry of a level above lets through */
	SHARED,		/* a table that stands at two addresses of a space */
	FLIPPED,	/* a bit of an entry turned over */
	POINTED,	/* an entry that leads elsewhere */
	DIRECT,		/* a region that the firmware wants mapped one to one */
};

/* Which entry a FLIPPED or POINTED is about */
enum part_entry { ROOT_ENTRY, CONTEXT_ENTRY, DIRECTORY_ENTRY, PASID_ENTRY, PAGE_ENTRY };

struct tree_part {
	enum part_kind kind;
	bool dropped;
	/* SOURCE, and whose entry is damaged, or whose region it is */
	unsigned int device;
	uint16_t source_id, domain_id;
	unsigned int type;		/* legacy: TT_*, scalable: PGTT_* */
	uint32_t pasid;
	bool seen_as;			/* not by its own id */
	/* SOURCE: what it leads to; all others: what they are in */
	unsigned int space;
	uint64_t iova;
	unsigned int level;
	/* PAGES, POINTED */
	uint64_t phys;
	unsigned int count, access;
	bool supervisor;		/* in a first stage: not for users */
	bool same;			/* all pages are one */
	uint64_t noise;			/* for bits that mean nothing */
	/* SHARED, DIRECT */
	uint64_t other;
	/* FLIPPED, POINTED */
	enum part_entry entry;
	unsigned int bit;
};

struct tree {
	uint64_t seed;
	const struct topology *topology;
	bool scalable;
	bool coherent;
	bool old_cpu;			/* no stores of 128 bits */
	bool device_tlbs;		/* contexts let devices have them */
	unsigned int superpages;	/* 1: of 2 MiB, 2: of 1 GiB */
	unsigned int dump;		/* its header: 1: RAM, 2: all of it */
	bool one_to_one;		/* space 0 is pass-through in software */
	unsigned int fail_at;		/* fail this call; 0: none */
	unsigned int levels[SPACES_MAX];
	bool first_stage[SPACES_MAX];
	unsigned int group[TREE_DEVICES];
	unsigned int order[TREE_DEVICES];	/* in which they are attached */
	struct tree_part part[PARTS_MAX];
	unsigned int count;
};

/* @topology: of one IOMMU; NULL: devices at random */
void tree_make(struct tree *tree, uint64_t seed,
	       const struct topology *topology);
/* Starts a machine with the tree in its memory. */
void tree_build(const struct tree *tree);
void tree_print(const struct tree *tree);

/* Whether @part is there, and not dropped, as @kind */
static inline bool tree_has(const struct tree_part *part, enum part_kind kind)
{
	return part->kind == kind && !part->dropped;
}

/*
 * Drops what can be dropped with @fails still true of the tree.
 */
void tree_shrink(struct tree *tree, bool (*fails)(const struct tree *tree));

/*
 * Makes many trees. If one @fails, the test does, with the least of it and with
 * what @failure says then.
 */
void assert_no_tree(void (*make)(struct tree *tree, uint64_t seed),
		    bool (*fails)(const struct tree *tree), const char *failure);

#endif
