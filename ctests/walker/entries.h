/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries as the hardware reads them, for the parts of the walker alone */
#ifndef _ENTRIES_H
#define _ENTRIES_H

#include "fixture.h"
#include "walker.h"

#define ADDRESS		0x000ffffffffff000ULL
#define ENTRIES		512

uint64_t read_word(uint64_t phys);
void read_words(uint64_t phys, uint64_t *words, unsigned int count);

static inline uint64_t bits(uint64_t word, unsigned int high, unsigned int low)
{
	return word << (63 - high) >> (63 - high + low);
}

static inline bool addressable(uint64_t phys)
{
	return phys >> machine.host_width == 0;
}

/* RTADDR 11:10, the table mode: 1 is scalable */
static inline bool is_scalable(uint64_t rtaddr)
{
	return bits(rtaddr, 11, 10) == 1;
}

/* Capability 34: pages of 2 MiB, at level 2; 35: pages of 1 GiB, at level 3 */
static inline bool is_page(unsigned int level, uint64_t entry)
{
	return level == 1 || (level <= 3 && entry >> 7 & 1);
}

/* Section 9.8: bits 62 and 11 of a table, 62 of a page */
static inline bool second_stage_is_sound(unsigned int level, uint64_t entry)
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
static inline bool first_stage_is_sound(unsigned int level, uint64_t entry)
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

static inline bool entry_is_sound(enum hw_kind kind, unsigned int level, uint64_t entry)
{
	return kind == HW_FIRST_STAGE ? first_stage_is_sound(level, entry) :
					second_stage_is_sound(level, entry);
}

static inline uint64_t page_at(unsigned int level, uint64_t entry)
{
	return (entry & ADDRESS) >> (9 * level + 3) << (9 * level + 3);
}

static inline bool is_present(enum hw_kind kind, uint64_t entry)
{
	return entry & (kind == HW_FIRST_STAGE ? 1 : 3);
}

/* What an entry lets through: in the first stage, bit 2 is for users, 1 to write. */
static inline unsigned int access_of(enum hw_kind kind, uint64_t entry)
{
	if (kind != HW_FIRST_STAGE)
		return entry & 3;

	return entry >> 2 & 1 ? HW_READ | (entry & HW_WRITE) : 0;
}

/* Addresses have a width; in the first stage, its last bit is a sign. */
static inline bool is_in_space(const struct hw_space *space, uint64_t iova)
{
	unsigned int width = 9 * space->levels + 12;

	if (space->kind == HW_FIRST_STAGE)
		return !(iova >> (width - 1));

	/* Capability 21:16, MGAW, is the width less one. */
	return !(iova >> width) && iova >> bits(fx.iommu.cap, 21, 16) <= 1;
}

#endif
