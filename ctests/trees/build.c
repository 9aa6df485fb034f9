// SPDX-License-Identifier: GPL-2.0-only
/* From a list of parts to tables in the memory of a machine */

#include "parts.h"

#define ADDRESS		0x000ffffffffff000ULL

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

static old_entry_t root_of(const struct tree *tree, uint16_t source_id)
{
	return root_half(fx.root, source_id >> 8,
			 tree->scalable && (source_id & 0x80));
}

static old_entry_t context_of(const struct tree *tree, uint16_t source_id)
{
	uint64_t table = built_word(root_of(tree, source_id), 0) & ADDRESS;

	return tree->scalable ? scalable_context(table, source_id & 0x7f) :
				legacy_context(table, source_id & 0xff);
}

/* What a device was built with first: its own id */
static const struct tree_part *source_of(const struct tree *tree, unsigned int device)
{
	for (unsigned int i = 0; i < tree->count; i++)
		if (tree_has(&tree->part[i], SOURCE) && tree->part[i].device == device)
			return &tree->part[i];

	return NULL;
}

static void build_source(const struct tree *tree, const struct tree_part *part)
{
	const struct tree_part *own = source_of(tree, part->device);
	u8 bus = part->source_id >> 8, devfn = part->source_id & 0xff;
	bool upper = tree->scalable && devfn >= 0x80;
	uint64_t table = built_word(root_of(tree, part->source_id), 0) & ADDRESS;
	unsigned int width = tree->levels[part->space] - 2;
	old_entry_t entry;

	if (!table)
		table = build_context_table(fx.root, bus, upper);
	/* All that a device is seen as has the device's PASID directory. */
	if (tree->scalable && part->seen_as && own != part) {
		old_entry_t from = context_of(tree, own->source_id);

		entry = context_of(tree, part->source_id);
		for (unsigned int i = 0; i < 4; i++)
			build_word(entry, i, built_word(from, i));
		return;
	}
	if (!tree->scalable) {
		entry = build_legacy_context(table, devfn, part->type, width,
					     part->domain_id);
		if (part->type != TT_PASS_THROUGH)
			build_word(entry, 0, roots[part->space] |
					     part->type << 2 | 1);
		if (tree->device_tlbs && part->type == TT_UNTRANSLATED)
			build_flip(entry, 2);
		return;
	}

	entry = build_scalable_context(table, devfn, 0);
	build_word(entry, 1, part->pasid);
	if (tree->device_tlbs)
		build_flip(entry, 2);
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
	const struct tree_part *source = source_of(tree, part->device);
	old_entry_t context, slot;

	if (part->entry == PAGE_ENTRY)
		return page_entry(tree, part->space, part->iova, part->level, false);
	if (!source)
		return 0;
	if (part->entry == ROOT_ENTRY)
		return root_of(tree, source->source_id);
	context = context_of(tree, source->source_id);
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
