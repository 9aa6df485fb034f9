// SPDX-License-Identifier: GPL-2.0-only
/* The hardware's walk: see walker.h for why all numbers are plain. */

#include <string.h>

#include "entries.h"

bool hw_snoops = true;

bool (*hw_domain)(uint64_t table, unsigned int levels, uint64_t iova,
		    struct hw_page *page);

uint64_t read_word(uint64_t phys)
{
	const uint64_t *page = machine_find_old_page(phys);

	if (!page)
		page = machine_own_page(phys, hw_snoops);

	return page ? page[bits(phys, 11, 3)] : ~0ULL;
}

void read_words(uint64_t phys, uint64_t *words, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		words[i] = read_word(phys + i * 8);
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
