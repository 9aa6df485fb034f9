// SPDX-License-Identifier: GPL-2.0-only
/* The hardware's walk: see walker.h for why all numbers are plain. */

#include <string.h>

#include "fixture.h"
#include "oracle.h"
#include "walker.h"

#define ADDRESS		0x000ffffffffff000ULL
#define ENTRIES		512

bool hw_snoops = true;

bool (*hw_domain)(uint64_t table, unsigned int levels, uint64_t iova,
		    struct hw_page *page);

static uint64_t bits(uint64_t word, unsigned int high, unsigned int low)
{
	return word << (63 - high) >> (63 - high + low);
}

static uint64_t read_word(uint64_t phys)
{
	const uint64_t *page = machine_find_old_page(phys);

	if (!page)
		page = machine_own_page(phys, hw_snoops);

	return page ? page[bits(phys, 11, 3)] : ~0ULL;
}

static void read_words(uint64_t phys, uint64_t *words, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		words[i] = read_word(phys + i * 8);
}

static bool addressable(uint64_t phys)
{
	return phys >> machine.host_width == 0;
}

/* RTADDR 11:10, the table mode: 1 is scalable */
static bool is_scalable(uint64_t rtaddr)
{
	return bits(rtaddr, 11, 10) == 1;
}

/*
 * In scalable mode, each half of a root entry has a table for 128 functions
 * with entries of 32 bytes.
 */
void hw_context(uint64_t rtaddr, uint16_t source_id, uint64_t context[4])
{
	bool scalable = is_scalable(rtaddr), upper = scalable && (source_id & 0x80);
	uint64_t table, root[2];

	memset(context, 0, 32);
	read_words((rtaddr & ~0xfffULL) + (source_id >> 8) * 16, root, 2);
	table = root[upper] & ~0xfffULL;
	if (!(root[upper] & 1) || bits(root[upper], 11, 1) || !addressable(table))
		return;
	if (!scalable && root[1])
		return;

	if (scalable)
		read_words(table + (source_id & 0x7f) * 32, context, 4);
	else
		read_words(table + (source_id & 0xff) * 16, context, 2);
	if (!(context[0] & 1))
		memset(context, 0, 32);
}

/* A directory entry is for 64 PASIDs, each of which has 64 bytes in its table. */
void hw_pasid(const uint64_t context[4], uint64_t entry[8])
{
	uint64_t directory = context[0] & ~0xfffULL, word;
	unsigned int pasid = bits(context[1], 19, 0);

	memset(entry, 0, 64);
	if (!(context[0] & 1) || bits(context[0], 8, 5) || !addressable(directory) ||
	    pasid >> (bits(context[0], 11, 9) + 13))
		return;
	word = read_word(directory + pasid / 64 * 8);
	if (!(word & 1) || bits(word, 11, 2) || !addressable(word & ~0xfffULL))
		return;
	read_words((word & ~0xfffULL) + pasid % 64 * 64, entry, 8);
	if (!(entry[0] & 1))
		memset(entry, 0, 64);
}

static bool width_supported(unsigned int width)
{
	return width < 5 && fx.iommu.cap >> (8 + width) & 1;
}

struct hw_space hw_legacy_space(const uint64_t context[4])
{
	struct hw_space space = {
		.domain_id = bits(context[1], 23, 8),
		.levels = bits(context[1], 2, 0) + 2,
		.table = context[0] & ~0xfffULL,
	};

	if (!(context[0] & 1) || bits(context[0], 11, 4) ||
	    !width_supported(bits(context[1], 2, 0)))
		return space;

	switch (bits(context[0], 3, 2)) {
	case 0:
	case 1:
		space.kind = HW_SECOND_STAGE;
		break;
	case 2:
		space.kind = HW_PASS_THROUGH;
		break;
	}

	return space;
}

struct hw_space hw_pasid_space(const uint64_t entry[8])
{
	struct hw_space space = {
		.domain_id = bits(entry[1], 15, 0),
		.levels = bits(entry[0], 4, 2) + 2,
		.table = entry[0] & ~0xfffULL,
	};

	if (!(entry[0] & 1))
		return space;

	switch (bits(entry[0], 8, 6)) {
	case 1:
		space.kind = HW_FIRST_STAGE;
		space.table = entry[2] & ~0xfffULL;
		space.levels = 4 + bits(entry[2], 3, 2);
		break;
	case 2:
		if (width_supported(bits(entry[0], 4, 2)))
			space.kind = HW_SECOND_STAGE;
		break;
	case 3:
		space.kind = HW_OTHER;
		break;
	case 4:
		space.kind = HW_PASS_THROUGH;
		break;
	}

	return space;
}

struct hw_space hw_space(uint64_t rtaddr, uint16_t source_id)
{
	uint64_t context[4], entry[8];

	hw_context(rtaddr, source_id, context);
	if (!is_scalable(rtaddr))
		return hw_legacy_space(context);
	hw_pasid(context, entry);

	return hw_pasid_space(entry);
}

/* Capability 34: pages of 2 MiB, at level 2; 35: pages of 1 GiB, at level 3 */
static bool is_page(unsigned int level, uint64_t entry)
{
	return level == 1 || (level <= 3 && entry >> 7 & 1);
}

/* Section 9.8: bits 62 and 11 of a table, 62 of a page */
static bool second_stage_is_sound(unsigned int level, uint64_t entry)
{
	if (bits(entry, 62, 62) || !addressable(entry & ADDRESS))
		return false;
	if (!is_page(level, entry))
		return !bits(entry, 11, 11) && !bits(entry, 7, 7);
	/* Extended capability 7, SC: snooping of pages */
	if (bits(entry, 11, 11) && !(fx.iommu.ecap >> 7 & 1))
		return false;
	if (level == 1)
		return true;

	return fx.iommu.cap >> (32 + level) & 1 &&
	       !bits(entry, 9 * level + 2, 12);
}

/* Section 9.7; bit 12 of a large page is of its memory type. */
static bool first_stage_is_sound(unsigned int level, uint64_t entry)
{
	if (!addressable(entry & ADDRESS))
		return false;
	if (!is_page(level, entry))
		return level < 4 || !bits(entry, 7, 7);
	if (level == 1)
		return true;

	/* Capability 56: pages of 1 GiB */
	return (level == 2 || fx.iommu.cap >> 56 & 1) &&
	       !bits(entry, 9 * level + 2, 13);
}

static bool entry_is_sound(enum hw_kind kind, unsigned int level, uint64_t entry)
{
	return kind == HW_FIRST_STAGE ? first_stage_is_sound(level, entry) :
					second_stage_is_sound(level, entry);
}

static uint64_t page_at(unsigned int level, uint64_t entry)
{
	return (entry & ADDRESS) >> (9 * level + 3) << (9 * level + 3);
}

static bool is_present(enum hw_kind kind, uint64_t entry)
{
	return entry & (kind == HW_FIRST_STAGE ? 1 : 3);
}

/* What an entry lets through: in the first stage, bit 2 is for users, 1 to write. */
static unsigned int access_of(enum hw_kind kind, uint64_t entry)
{
	if (kind != HW_FIRST_STAGE)
		return entry & 3;

	return entry >> 2 & 1 ? HW_READ | (entry & HW_WRITE) : 0;
}

/* Addresses have a width; in the first stage, its last bit is a sign. */
static bool is_in_space(const struct hw_space *space, uint64_t iova)
{
	unsigned int width = 9 * space->levels + 12;

	if (space->kind == HW_FIRST_STAGE)
		return !(iova >> (width - 1));

	/* Capability 21:16, MGAW, is the width less one. */
	return !(iova >> width) && iova >> bits(fx.iommu.cap, 21, 16) <= 1;
}

static unsigned int index_at(uint64_t iova, unsigned int level)
{
	return bits(iova, 9 * level + 11, 9 * level + 3);
}

static struct hw_page by_page_tables(const struct hw_space *space, uint64_t iova)
{
	struct hw_page page = { 0, HW_READ | HW_WRITE };
	const struct hw_page fault = { 0, 0 };
	uint64_t table = space->table, offset;

	if (!is_in_space(space, iova))
		return fault;
	if (hw_domain && hw_domain(table, space->levels, iova, &page))
		return page;

	for (unsigned int level = space->levels; level; level--) {
		uint64_t entry = read_word(table + index_at(iova, level) * 8);

		page.access &= access_of(space->kind, entry);
		if (!is_present(space->kind, entry) ||
		    !entry_is_sound(space->kind, level, entry))
			return fault;
		if (is_page(level, entry)) {
			offset = bits(iova, 9 * level + 2, 0) & ~0xfffULL;
			page.phys = page_at(level, entry) | offset;
			return page.access ? page : fault;
		}
		table = entry & ADDRESS;
	}

	return fault;
}

struct hw_page hw_address(const struct hw_space *space, uint64_t iova)
{
	switch (space->kind) {
	case HW_PASS_THROUGH:
		return (struct hw_page){ iova, addressable(iova) ? 3 : 0 };
	case HW_SECOND_STAGE:
	case HW_FIRST_STAGE:
		return by_page_tables(space, iova);
	case HW_OTHER:	/* any place of its own */
		return (struct hw_page){ space->table ^ iova, 3 };
	default:
		return (struct hw_page){ 0, 0 };
	}
}

/* @path: the tables above, by level */
static bool tables_are_sound(uint64_t table, unsigned int level,
			     unsigned int levels, uint64_t path[8])
{
	for (unsigned int above = level + 1; above <= levels; above++)
		if (path[above] == table)
			return false;
	if (!sound_table(table))
		return false;

	path[level] = table;
	for (unsigned int i = 0; i < ENTRIES; i++) {
		uint64_t entry = read_word(table + i * 8);

		if (!(entry & 3))
			continue;
		if (!second_stage_is_sound(level, entry))
			return false;
		if (!is_page(level, entry) &&
		    !tables_are_sound(entry & ADDRESS, level - 1, levels, path))
			return false;
	}

	return true;
}

static bool page_tables_are_sound(uint64_t table, unsigned int width)
{
	uint64_t path[8];

	return tables_are_sound(table, width + 2, width + 2, path);
}

static bool pasid_table_is_sound(uint64_t table)
{
	for (unsigned int i = 0; i < 64; i++) {
		uint64_t w[8];

		read_words(table + i * 64, w, 8);
		if (!(w[0] & 1))
			continue;
		if (!sound_pasid_entry(w))
			return false;
		if ((bits(w[0], 8, 6) == PGTT_SECOND ||
		     bits(w[0], 8, 6) == PGTT_NESTED) &&
		    !page_tables_are_sound(w[0] & ~0xfffULL, bits(w[0], 4, 2)))
			return false;
		if (bits(w[0], 8, 6) == PGTT_FIRST &&
		    !sound_first_stage_tables(w[2] & ~0xfffULL,
					      4 + bits(w[2], 3, 2)))
			return false;
	}

	return true;
}

static bool directory_is_sound(uint64_t directory, unsigned int entries)
{
	for (unsigned int i = 0; i < entries; i++) {
		uint64_t word;

		if (!sound_table((directory + i * 8) & ~0xfffULL))
			return false;
		word = read_word(directory + i * 8);
		if ((word & 1) && (!sound_pasid_directory_entry(word) ||
				   !pasid_table_is_sound(word & ~0xfffULL)))
			return false;
	}

	return true;
}

bool hw_is_sound(uint64_t rtaddr, uint16_t source_id)
{
	bool scalable = is_scalable(rtaddr), upper = scalable && (source_id & 0x80);
	uint64_t root[2], w[4];

	read_words((rtaddr & ~0xfffULL) + (source_id >> 8) * 16, root, 2);
	if (scalable ? !sound_scalable_root_half(root[upper]) :
		       !sound_legacy_root(root))
		return false;

	hw_context(rtaddr, source_id, w);
	if (scalable)
		return sound_scalable_context(w) &&
		       directory_is_sound(w[0] & ~0xfffULL,
					  128 << bits(w[0], 11, 9));

	return sound_legacy_context(w) &&
	       (bits(w[0], 3, 2) == TT_PASS_THROUGH ||
		page_tables_are_sound(w[0] & ~0xfffULL, bits(w[1], 2, 0)));
}

struct runs {
	const struct hw_space *space;
	struct hw_run *run;
	unsigned int count, max;
};

static void add_page(struct runs *runs, uint64_t iova, uint64_t size,
		     struct hw_page page)
{
	struct hw_run *last = &runs->run[runs->count - 1];

	if (!page.access || !is_in_space(runs->space, iova))
		return;
	if (runs->count && runs->count <= runs->max &&
	    last->iova + last->size == iova &&
	    last->page.phys + last->size == page.phys &&
	    last->page.access == page.access) {
		last->size += size;
		return;
	}
	if (runs->count++ < runs->max)
		runs->run[runs->count - 1] = (struct hw_run){ iova, size, page };
}

static void add_table(struct runs *runs, uint64_t table, unsigned int level,
		      uint64_t iova, unsigned int access)
{
	uint64_t size = 1ULL << (9 * level + 3);

	for (unsigned int i = 0; i < ENTRIES; i++, iova += size) {
		uint64_t entry = read_word(table + i * 8);
		unsigned int through = access & access_of(runs->space->kind, entry);

		if (!is_present(runs->space->kind, entry))
			continue;
		if (is_page(level, entry))
			add_page(runs, iova, size,
				 (struct hw_page){ page_at(level, entry), through });
		else
			add_table(runs, entry & ADDRESS, level - 1, iova, through);
	}
}

unsigned int hw_runs(const struct hw_space *space, struct hw_run *runs,
		       unsigned int max)
{
	struct runs found = { space, runs, 0, max };

	if (space->kind == HW_SECOND_STAGE || space->kind == HW_FIRST_STAGE)
		add_table(&found, space->table, space->levels, 0,
			  HW_READ | HW_WRITE);

	return found.count;
}

bool hw_is_one_to_one(const struct hw_space *space, uint64_t phys)
{
	struct hw_run runs[64];
	unsigned int count = hw_runs(space, runs, 64);
	bool included = false;

	for (unsigned int i = 0; i < count; i++) {
		if (i == 64 || runs[i].page.phys != runs[i].iova ||
		    runs[i].page.access != (HW_READ | HW_WRITE))
			return false;
		included |= phys - runs[i].iova < runs[i].size;
	}

	return included;
}
