// SPDX-License-Identifier: GPL-2.0-only
/* Random trees: which parts they have */

#include <string.h>

#include "parts.h"
#include "random.h"

static uint64_t random_iova(const struct tree *tree, unsigned int space,
			    unsigned int level)
{
	static const uint64_t places[] = {
		0, 1 << 20, 0x0fe00000, 0xc0000000, 0xfffc0000, 4 * GIB,
		512 * GIB - (2 << 20), 1ULL << 38, 1ULL << 47,
	};
	uint64_t iova = places[random_below(9)] + random_below(64) * page_size(level);

	if (one_in(4))
		iova = random_word();

	return iova & ~(page_size(level) - 1) &
	       (page_size(tree->levels[space] + 1) - 1);
}

static uint64_t random_phys(uint64_t iova, unsigned int level)
{
	const uint64_t places[] = {
		MACHINE_PAGE, MACHINE_LOW_END - 4 * MACHINE_PAGE, 1 << 20,
		MACHINE_OWN_BASE - 4 * MACHINE_PAGE, MACHINE_OWN_BASE,
		MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 4) * MACHINE_PAGE,
		0x80000000, 0x80000000, 0x1234000000, 0x3fffffff0000,
	};
	uint64_t phys = places[random_below(10)] + random_below(8) * page_size(level);

	if (one_in(4))
		phys = iova;

	return phys & ~(page_size(level) - 1) & 0x3fffffffffffULL;
}

static void make_source(const struct tree *tree, struct tree_part *part)
{
	part->device = random_below(TREE_DEVICES);
	part->source_id = random_below(3) << 8 | random_below(256);
	part->pasid = one_in(4) ? random_below(8192) : 0;
	part->type = TT_UNTRANSLATED;
	if (one_in(6))
		part->type = random_below(4);
	if (tree->scalable)
		part->type = one_in(8) ? PGTT_NESTED : one_in(8) ? PGTT_PASS_THROUGH :
			     tree->first_stage[part->space] ? PGTT_FIRST : PGTT_SECOND;
	part->domain_id = 2 + part->space + SPACES_MAX * part->type;
}

static void make_pages(const struct tree *tree, struct tree_part *part)
{
	part->count = part->level == 1 && one_in(16) ? 1 + random_below(700) : 1 + random_below(4);
	part->same = one_in(16);
	part->phys = random_phys(part->iova, part->level);
	part->access = one_in(2) ? 3 : 1 + random_below(2);
	part->supervisor = one_in(8);
	if (one_in(8))
		part->noise = random_word();
}

static void make_one_to_one(struct tree_part *part)
{
	part->supervisor = false;
	part->phys = part->iova;
	part->access = 3;
	part->same = false;
}

/*
 * As many functions of the topology as fit, with what each is seen as. Groups
 * are small: the code goes through the tables anew for each member.
 */
static void make_functions(struct tree *tree)
{
	const struct topology *topology = tree->topology;
	unsigned int functions = min3(topology->functions, topology->groups + 2,
				      TREE_DEVICES);

	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		tree->group[i] = i;
	for (unsigned int i = 0; i < functions; i++) {
		struct topology_function function = topology_function(topology, i);

		tree->group[i] = function.group;
		for (unsigned int j = 0; j < function.aliases; j++) {
			struct tree_part *part = &tree->part[tree->count++];

			memset(part, 0, sizeof(*part));
			part->kind = SOURCE;
			part->space = function.tables;
			make_source(tree, part);
			part->device = i;
			part->source_id = function.ids[j];
			part->seen_as = j;
		}
	}
}

/* The driver takes one-to-one tables for pass-through if they map this page. */
static void make_header(struct tree *tree)
{
	struct tree_part *part = &tree->part[tree->count++];

	memset(part, 0, sizeof(*part));
	part->kind = PAGES;
	part->level = 1 + random_below(tree->superpages + 1);
	part->iova = MACHINE_DUMP_HEADER & ~(page_size(part->level) - 1);
	part->count = 1;
	make_one_to_one(part);
}

static void make_damage(const struct tree *tree, struct tree_part *part)
{
	const struct tree_part *source = &tree->part[random_below(SOURCES_MAX)];
	static const uint64_t places[] = {
		0, MACHINE_PAGE, MACHINE_OWN_BASE, MACHINE_OWN_BASE + 0x100000,
		0x4c000000, 0x4c004000, 0x70001000, 0x1234562000, 0x900000000,
		1ULL << 46, 1ULL << 51,
	};

	part->device = source->device;
	part->entry = one_in(2) ? random_below(PAGE_ENTRY) : PAGE_ENTRY;
	part->level = 1 + random_below(tree->levels[part->space]);
	part->bit = random_below(64);
	if (part->entry == CONTEXT_ENTRY || part->entry == PASID_ENTRY)
		part->bit = random_below(tree->scalable ? 256 : 128);
	if (one_in(3))
		part->bit = random_below(12);
	/* Present, or read */
	if (one_in(4))
		part->bit = 0;
	part->phys = places[random_below(11)];
}

static void make_part(struct tree *tree, enum part_kind kind)
{
	struct tree_part *part = &tree->part[tree->count++];
	const struct tree_part *other = &tree->part[random_below(tree->count)];
	unsigned int spaces = tree->topology ? tree->topology->tables : SPACES_MAX;

	memset(part, 0, sizeof(*part));
	part->kind = kind;
	part->space = random_below(spaces);
	part->level = 1;
	if (one_in(4) && tree->superpages)
		part->level += tree->superpages == 2 && one_in(6) ? 2 : 1;
	part->iova = random_iova(tree, part->space, part->level);
	if (kind == SOURCE) {
		make_source(tree, part);
	} else if (kind == PAGES) {
		/* As often as not, one goes on where another ends. */
		make_pages(tree, part);
		if (other->kind == PAGES && other->level == part->level && one_in(2)) {
			uint64_t size = other->count * page_size(other->level);

			part->space = other->space;
			part->iova = other->iova + size;
			part->phys = other->phys + size;
		}
		if (tree->one_to_one && !part->space)
			make_one_to_one(part);
		return;
	} else if (kind == FLIPPED || kind == POINTED) {
		make_damage(tree, part);
	} else if (kind == DIRECT) {
		part->device = random_below(TREE_DEVICES);
		part->other = 1 + random_below(8);
		part->type = random_below(3);
	} else {
		part->level = 2 + random_below(tree->levels[part->space] - 1);
		part->other = random_iova(tree, part->space, part->level);
		part->access = 1 + random_below(2);
	}
	/* Mostly about what there is */
	if (other->kind == PAGES && kind != SOURCE && !one_in(8)) {
		part->iova = other->iova;
		part->space = other->space;
		part->level = min(part->level, tree->levels[part->space]);
	}
	if (kind == DIRECT)
		part->iova &= 0xfffffff000;
}

void tree_make(struct tree *tree, uint64_t seed,
	       const struct topology *topology)
{
	unsigned int i, other;

	memset(tree, 0, sizeof(*tree));
	random_seed(seed);
	tree->seed = seed;
	tree->topology = topology;
	tree->scalable = one_in(2);
	tree->coherent = one_in(2);
	tree->old_cpu = one_in(8) || !IS_ENABLED(CONFIG_64BIT);
	tree->superpages = random_below(3);
	tree->dump = one_in(8) ? 0 : 1 + random_below(2);
	tree->one_to_one = one_in(4);
	tree->fail_at = one_in(8) ? 1 + random_below(200) : 0;
	for (i = 0; i < SPACES_MAX; i++) {
		tree->first_stage[i] = tree->scalable && one_in(2);
		tree->levels[i] = tree->first_stage[i] ? 4 + random_below(2) :
							 3 + random_below(3);
	}
	for (i = 0; i < TREE_DEVICES; i++) {
		other = random_below(i + 1);
		tree->group[i] = other < i && one_in(2) ? tree->group[other] : i;
		tree->order[i] = i;
		other = random_below(i + 1);
		swap(tree->order[i], tree->order[other]);
	}

	if (topology)
		make_functions(tree);
	else
		for (i = 1 + random_below(SOURCES_MAX); i; i--)
			make_part(tree, SOURCE);
	if (tree->one_to_one)
		make_header(tree);
	for (i = 1 + random_below(20); i; i--)
		make_part(tree, PAGES);
	for (i = random_below(3); i; i--)
		make_part(tree, ACCESS);
	for (i = random_below(2); i; i--)
		make_part(tree, SHARED);
	for (i = one_in(4) ? 0 : random_below(4); i; i--)
		make_part(tree, one_in(2) ? FLIPPED : POINTED);
	for (i = random_below(3); i; i--)
		make_part(tree, DIRECT);
}
