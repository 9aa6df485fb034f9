// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "devices.h"
#include "fixture.h"
#include "random.h"
#include "trees.h"

#define ADDRESS		0x000ffffffffff000ULL
#define GIB		(1ULL << 30)

static uint64_t page_size(unsigned int level)
{
	return 1ULL << (9 * level + 3);
}

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

/* Nothing else makes a space of pages that lead to themselves pass-through. */
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

	memset(part, 0, sizeof(*part));
	part->kind = kind;
	part->space = random_below(SPACES_MAX);
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

void tree_make(struct tree *tree, uint64_t seed)
{
	unsigned int i, other;

	memset(tree, 0, sizeof(*tree));
	random_seed(seed);
	tree->seed = seed;
	tree->scalable = one_in(2);
	tree->coherent = one_in(2);
	tree->old_cpu = one_in(8);
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

static uint64_t roots[SPACES_MAX];

/* The entry for @iova at @level; missing tables come into being if asked to. */
static old_entry_t page_entry(const struct tree *tree, unsigned int space,
			      uint64_t iova, unsigned int level, bool make)
{
	unsigned int at = tree->levels[space];
	uint64_t table = roots[space];
	old_entry_t entry;

	for (;; at--) {
		uint64_t word;

		entry = table + (iova / page_size(at) % 512) * 8;
		if (at == level)
			return entry;
		word = built_word(entry, 0);
		/* A page is in the way. */
		if (word && at <= 3 && word >> 7 & 1)
			return 0;
		if (!word && !make)
			return 0;
		if (!word)
			build_word(entry, 0, build_pages(1) | 3 |
					     (tree->first_stage[space] ? FIRST_USER : 0));
		table = built_word(entry, 0) & ADDRESS;
	}
}

/*
 * Bits of a page that mean nothing here: 63, 61:52, 10:8 and 6:2, section 9.8; in
 * the first stage 63:52, 11:8 and 6:3, and 12 of a large page, section 9.7
 */
static uint64_t ignored_bits(const struct tree *tree, const struct tree_part *part)
{
	if (!tree->first_stage[part->space])
		return 0xbff000000000077cULL;

	return 0xfff0000000000f78ULL | (part->level > 1) << 12;
}

static void build_one(const struct tree *tree, const struct tree_part *part,
		       unsigned int i)
{
	uint64_t size = page_size(part->level);
	uint64_t iova = part->iova + i * size;
	uint64_t phys = part->phys + (part->same ? 0 : i * size);
	uint64_t flags = part->access;
	old_entry_t entry;

	if (tree->first_stage[part->space])
		flags = FIRST_PRESENT | (part->access & PTE_WRITE) |
			(part->supervisor ? 0 : FIRST_USER);
	if (iova >= page_size(tree->levels[part->space] + 1) ||
	    phys >> machine.host_width)
		return;
	entry = page_entry(tree, part->space, iova, part->level, true);
	if (!entry || built_word(entry, 0))
		return;
	flags |= part->noise & ignored_bits(tree, part);
	build_word(entry, 0, phys | flags | (part->level > 1) << 7);
}

static void build_in_space(const struct tree *tree, const struct tree_part *part)
{
	old_entry_t entry, other;

	switch (part->kind) {
	case PAGES:
		for (unsigned int i = 0; i < part->count; i++)
			build_one(tree, part, i);
		break;
	case ACCESS:
		entry = page_entry(tree, part->space, part->iova, part->level, false);
		if (entry && (built_word(entry, 0) & 3))
			build_word(entry, 0, (built_word(entry, 0) & ~3ULL) |
					     part->access);
		break;
	case SHARED:
		entry = page_entry(tree, part->space, part->iova, part->level, false);
		if (!entry || !built_word(entry, 0))
			break;
		other = page_entry(tree, part->space, part->other, part->level, true);
		if (other && !built_word(other, 0))
			build_word(other, 0, built_word(entry, 0));
		break;
	default:
		break;
	}
}

static void build_source(const struct tree *tree, const struct tree_part *part)
{
	u8 bus = part->source_id >> 8, devfn = part->source_id & 0xff;
	bool upper = tree->scalable && devfn >= 0x80;
	old_entry_t half = root_half(fx.root, bus, upper), entry;
	unsigned int width = tree->levels[part->space] - 2;
	uint64_t table = built_word(half, 0) & ADDRESS;

	if (!table)
		table = build_context_table(fx.root, bus, upper);
	if (!tree->scalable) {
		entry = build_legacy_context(table, devfn, part->type, width,
					     part->domain_id);
		if (part->type != TT_PASS_THROUGH)
			build_word(entry, 0, roots[part->space] |
					     part->type << 2 | 1);
		return;
	}

	entry = build_scalable_context(table, devfn, 0);
	build_word(entry, 1, part->pasid);
	entry = build_pasid_entry(entry, part->pasid, part->type, part->domain_id);
	if (part->type == PGTT_SECOND || part->type == PGTT_NESTED)
		build_word(entry, 0, roots[part->space] | part->type << 6 |
				     width << 2 | 1);
	if (part->type == PGTT_FIRST)
		build_word(entry, 2, roots[part->space] |
				     (tree->levels[part->space] - 4) << 2);
}

static old_entry_t damaged_entry(const struct tree *tree,
				 const struct tree_part *part)
{
	const struct tree_part *source = NULL;
	old_entry_t root, context, slot;
	bool upper;

	if (part->entry == PAGE_ENTRY)
		return page_entry(tree, part->space, part->iova, part->level, false);

	for (unsigned int i = 0; i < tree->count && !source; i++)
		if (tree_has(&tree->part[i], SOURCE) &&
		    tree->part[i].device == part->device)
			source = &tree->part[i];
	if (!source)
		return 0;

	upper = tree->scalable && (source->source_id & 0x80);
	root = root_half(fx.root, source->source_id >> 8, upper);
	if (part->entry == ROOT_ENTRY)
		return root;
	root = built_word(root, 0) & ADDRESS;
	context = tree->scalable ? scalable_context(root, source->source_id & 0x7f) :
				   legacy_context(root, source->source_id & 0xff);
	if (part->entry == CONTEXT_ENTRY || !tree->scalable)
		return context;
	slot = pasid_directory_entry(built_pasid_directory(context), source->pasid);
	if (part->entry == DIRECTORY_ENTRY)
		return slot;

	return (built_word(slot, 0) & ADDRESS) + source->pasid % 64 * 64;
}

static void build_damage(const struct tree *tree, const struct tree_part *part)
{
	old_entry_t entry = damaged_entry(tree, part);

	if (entry < 4096)
		return;
	if (part->kind == FLIPPED)
		build_flip(entry, part->bit);
	else
		build_word(entry, 0, (built_word(entry, 0) & 0xfff) | part->phys);
}

/*
 * Capability bits by hand: SAGAW 57 bits, MGAW, pages of 2 MiB and 1 GiB; first
 * stages have pages of 2 MiB in any case
 */
static void build_capabilities(const struct tree *tree)
{
	fx.iommu.cap |= 1ULL << 11;
	fx.iommu.cap &= ~(0x3fULL << 16);
	fx.iommu.cap |= 56ULL << 16;
	fx.iommu.cap |= (uint64_t)((1 << tree->superpages) - 1) << 34;
	fx.iommu.cap |= CAP_FIRST_57;
	if (tree->superpages == 2)
		fx.iommu.cap |= CAP_FIRST_1G;
	if (tree->coherent)
		fx.iommu.ecap |= 1;
	fx.iommu.agaw = 3;
	fx.iommu.msagaw = 3;
}

static void add_ram(unsigned int i, uint64_t first, uint64_t end)
{
	machine.old_ram[i].first = first;
	machine.old_ram[i].size = end - first;
}

/* This kernel's region is not in the dump, but what says so may be lost. */
static void build_dump(const struct tree *tree)
{
	uint64_t own_end = MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE;

	if (!tree->dump)
		return;
	add_ram(0, 0, MACHINE_LOW_END);
	add_ram(1, 1 << 20, tree->dump == 1 ? MACHINE_OWN_BASE : 2 * GIB);
	add_ram(2, tree->dump == 1 ? own_end : 4 * GIB, 5 * GIB);
}

void tree_build(const struct tree *tree)
{
	const struct tree_part *part;

	if (tree->scalable)
		start_scalable();
	else
		start_legacy();
	build_capabilities(tree);
	build_dump(tree);
	for (unsigned int i = 0; i < SPACES_MAX; i++)
		roots[i] = build_pages(1);
	for (part = tree->part; part < tree->part + tree->count; part++)
		if (tree_has(part, SOURCE))
			build_source(tree, part);
	for (part = tree->part; part < tree->part + tree->count; part++)
		if (!part->dropped)
			build_in_space(tree, part);
	for (part = tree->part; part < tree->part + tree->count; part++)
		if (tree_has(part, FLIPPED) || tree_has(part, POINTED))
			build_damage(tree, part);
}

static void print_part(const struct tree_part *part)
{
	static const char *const entries[] = {
		"root entry", "context entry", "PASID-directory entry", "PASID entry",
	};
	char entry[64];

	if (part->entry == PAGE_ENTRY)
		snprintf(entry, sizeof(entry), "entry of level %u for %#llx in space %u",
			 part->level, (u64)part->iova, part->space);
	else
		snprintf(entry, sizeof(entry), "%s of device %u",
			 entries[part->entry], part->device);

	switch (part->kind) {
	case SOURCE:
		print_message("  source-id %04x of device %u: space %u, type %u, domain-id %u, RID_PASID %u\n",
			      part->source_id, part->device, part->space,
			      part->type, part->domain_id, part->pasid);
		break;
	case PAGES:
		print_message("  space %u: %u pages of level %u, %#llx to %#llx%s, access %u%s, noise %#llx\n",
			      part->space, part->count, part->level,
			      (u64)part->iova, (u64)part->phys,
			      part->same ? " again and again" : "",
			      part->access,
			      part->supervisor ? " (supervisors)" : "",
			      (u64)part->noise);
		break;
	case ACCESS:
		print_message("  space %u: access %u in level %u for %#llx\n",
			      part->space, part->access, part->level, (u64)part->iova);
		break;
	case SHARED:
		print_message("  space %u: what level %u has for %#llx, also for %#llx\n",
			      part->space, part->level, (u64)part->iova,
			      (u64)part->other);
		break;
	case FLIPPED:
		print_message("  %s: bit %u flipped\n", entry, part->bit);
		break;
	case POINTED:
		print_message("  %s: leads to %#llx\n", entry, (u64)part->phys);
		break;
	case DIRECT:
		print_message("  device %u: %llu pages from %#llx one to one, type %u\n",
			      part->device, (u64)part->other, (u64)part->iova,
			      part->type);
		break;
	}
}

void tree_print(const struct tree *tree)
{
	print_message("%s mode, %s, cmpxchg16b: %d, superpages: %u, dump: %u, failing call: %u, levels: %u %u %u %u\n",
		      tree->scalable ? "scalable" : "legacy",
		      tree->coherent ? "coherent" : "not coherent",
		      !tree->old_cpu, tree->superpages, tree->dump, tree->fail_at,
		      tree->levels[0], tree->levels[1], tree->levels[2],
		      tree->levels[3]);
	print_message("  groups of the devices: %u %u %u %u %u, attached as: %u %u %u %u %u\n",
		      tree->group[0], tree->group[1], tree->group[2],
		      tree->group[3], tree->group[4], tree->order[0],
		      tree->order[1], tree->order[2], tree->order[3],
		      tree->order[4]);
	for (unsigned int i = 0; i < tree->count; i++)
		if (!tree->part[i].dropped)
			print_part(&tree->part[i]);
}

/* Sets a number of the tree, and keeps it if the tree still fails. */
static bool try_value(struct tree *tree, bool (*fails)(const struct tree *tree),
		      unsigned int *place, unsigned int value)
{
	unsigned int was = *place;

	if (was == value)
		return false;
	*place = value;
	if (fails(tree))
		return true;
	*place = was;

	return false;
}

static bool try_flag(struct tree *tree, bool (*fails)(const struct tree *tree),
		     bool *place, bool value)
{
	if (*place == value)
		return false;
	*place = value;
	if (fails(tree))
		return true;
	*place = !value;

	return false;
}

void tree_shrink(struct tree *tree, bool (*fails)(const struct tree *tree))
{
	bool again = true;

	while (again) {
		again = false;
		for (unsigned int i = tree->count; i--;) {
			struct tree_part *part = &tree->part[i];

			if (try_flag(tree, fails, &part->dropped, true)) {
				again = true;
				continue;
			}
			if (!tree_has(part, PAGES))
				continue;
			again |= try_value(tree, fails, &part->count, 1);
			again |= try_value(tree, fails, &part->access, 3);
		}
		again |= try_value(tree, fails, &tree->fail_at, 0);
		again |= try_flag(tree, fails, &tree->old_cpu, false);
		again |= try_flag(tree, fails, &tree->coherent, true);
	}
}
