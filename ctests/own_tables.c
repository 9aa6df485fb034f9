// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "fixture.h"
#include "kernel_features.h"
#if __has_include("drivers/iommu/iommu-pages.h")
#include "drivers/iommu/iommu-pages.h"
#endif
#include "own_tables.h"

#define ENTRIES		512
#define POINTER(word)	((word) & 0xffffffffff000ULL)
#define READ_WRITE	3
#define WRITE_ONLY	2
/* Present, writable, for users, accessed and dirty: bits 0, 1, 2, 5, 6 */
#define FIRST_ALL	0x67
#define DEVICE_TLB	4ULL		/* DTE of a context; in legacy mode TT is 1 */
#define FAULTS_OFF	2ULL		/* FPD of a context */

/* Of the tables that were read last */
static bool first_stage;

static u64 aside(void)
{
	return first_stage ? FIRST_ALL : WRITE_ONLY;
}

static u64 all(void)
{
	return first_stage ? FIRST_ALL : READ_WRITE;
}

static u64 size_of(unsigned int level)
{
	return 4096ULL << 9 * (level - 1);
}

/* A table of this kernel, as the hardware sees it */
static const u64 *own_table(u64 word)
{
	u64 phys = POINTER(word);

	if (!machine_page_allocated(phys))
		fail_msg("%#llx is no table of this kernel", word);
	if (!(fx.iommu.ecap & 1) &&
	    !machine_page_flushed(machine_own_page(phys, true)))
		fail_msg("the table at %#llx is not flushed", phys);

	return machine_own_page(phys, true);
}

bool leads_to_own_tables(const u64 *context)
{
	return (context[0] & 0xfff & ~(DEVICE_TLB | FAULTS_OFF)) == 1 &&
	       machine_page_allocated(POINTER(context[0]));
}

bool enables_device_tlb(const u64 *context)
{
	return context[0] & DEVICE_TLB;
}

/* Entries of a PASID directory: bits 11:9 of the context's word 0 */
static unsigned int directory_entries(const u64 *context)
{
	return 128U << (context[0] >> 9 & 7);
}

/* Each PASID keeps its domain-id, 15:0 of word 1. */
static bool is_spared_pasid_table(u64 word, u64 old)
{
	const u64 *entries = own_table(word);

	for (unsigned int i = 0; i < ENTRIES; i += 8)
		if ((entries[i] & 1) &&
		    entries[i + 1] != read_old(POINTER(old) + i * 8 + 8))
			return false;

	return true;
}

static bool is_spared_directory(const u64 *context, u64 old)
{
	const u64 *directory = machine_own_page(POINTER(context[0]), true);

	for (unsigned int i = 0; i < directory_entries(context); i++) {
		u64 was = read_old(POINTER(old) + i * 8);

		if ((directory[i] ^ was) & 0xfff)
			return false;
		if (directory[i] != was && !is_spared_pasid_table(directory[i], was))
			return false;
	}

	return true;
}

bool is_spared(u8 bus, u8 devfn, const u64 *context)
{
	u64 old = old_word(bus, devfn, 0);

	if (!SERIES_HAS_SPARE_TABLES || !was_present(bus, devfn) ||
	    (context[0] ^ old) & 0xfff ||
	    context[1] != old_word(bus, devfn, 1) ||
	    !machine_page_allocated(POINTER(context[0])))
		return false;

	return !fx.scalable || is_spared_directory(context, old);
}

unsigned int spared_pages(const u64 *context)
{
	const u64 *directory = machine_own_page(POINTER(context[0]), true);
	unsigned int entries = directory_entries(context), pages;

	if (!fx.scalable)
		return 0;
	pages = (entries + ENTRIES - 1) / ENTRIES;
	for (unsigned int i = 0; i < entries; i++)
		pages += machine_page_allocated(POINTER(directory[i]));

	return pages;
}

void free_spared(const u64 *context)
{
	u64 *directory = phys_to_virt(POINTER(context[0]));
	unsigned int entries = directory_entries(context);

	for (unsigned int i = 0; i < entries; i++)
		if (machine_page_allocated(POINTER(directory[i])))
			free_page((unsigned long)phys_to_virt(POINTER(directory[i])));
	free_pages((unsigned long)directory, get_order(entries * 8));
}

/* All entries of a table are one, and so on down to a page that is no table. */
static bool in_quarantine(u64 table, unsigned int levels)
{
	u64 path[8];

	for (unsigned int level = levels; level; level--) {
		const u64 *entries = own_table(table);

		for (unsigned int i = 0; i < ENTRIES; i++)
			if (entries[i] != entries[0])
				return false;
		if (entries[0] != (POINTER(entries[0]) | aside()))
			return false;
		path[level] = table;
		table = POINTER(entries[0]);
	}
	for (unsigned int level = 1; level <= levels; level++)
		if (path[level] == table)
			return false;

	return machine_page_allocated(table);
}

static bool is_own_memory(u64 first, u64 size)
{
	u64 base = MACHINE_OWN_BASE;
	u64 end = base + machine.own_pages * MACHINE_PAGE;

	return (first < MACHINE_LOW_END && first + size > MACHINE_PAGE) ||
	       (first < end && first + size > base);
}

/* Bit 7 of an entry: a large page, capability register 34 and 35 */
static bool is_leaf(u64 entry, unsigned int level)
{
	return level == 1 || (entry & 0x80);
}

static void check_leaf(u64 entry, unsigned int level, u64 iova)
{
	u64 flags = level == 1 ? all() : all() | 0x80;

	if (entry != (iova | flags))
		fail_msg("%#llx has the entry %#llx", iova, entry);
	if (is_own_memory(iova, size_of(level)))
		fail_msg("%#llx: this kernel's memory can be reached", iova);
	if (first_stage)
		assert_true(level < 3 || (level == 3 && fx.iommu.cap >> 56 & 1));
	else
		assert_true(level == 1 ||
			    (level < 4 && fx.iommu.cap >> (32 + level) & 1));
}

/* In the first stage, entries do not tell it from other tables. */
static bool is_quarantine(u64 entry, unsigned int level)
{
	return machine_page_allocated(POINTER(entry)) &&
	       in_quarantine(POINTER(entry), level - 1);
}

static void check_identity(struct own_tables *own, u64 word, unsigned int level,
			   u64 iova)
{
	const u64 *entries = own_table(word);
	u64 quarantine = 0;

	own->tables++;
	for (unsigned int i = 0; i < ENTRIES; i++, iova += size_of(level)) {
		u64 entry = entries[i];

		if (entry && entry == quarantine)
			continue;
		/* With caching mode, 7 of the capability register: may be absent */
		if (!entry && fx.iommu.cap >> 7 & 1)
			continue;
		if ((entry & 0xfff) == aside() && is_quarantine(entry, level)) {
			quarantine = entry;
			continue;
		}
		if (is_leaf(entry, level)) {
			check_leaf(entry, level, iova);
			if (level > 1)
				own->large[level]++;
			continue;
		}
		if (entry != (POINTER(entry) | all()))
			fail_msg("%#llx has the entry %#llx", iova, entry);
		check_identity(own, entry, level - 1, iova);
	}
}

/* A directory of one table of one entry, which has one of the stages: 9.5, 9.6 */
static const u64 *read_pasid_entry(const u64 *context)
{
	const u64 *directory, *table;

	assert_int_equal(context[1] | context[2] | context[3], 0);
	directory = own_table(context[0]);
	assert_int_equal(directory[0] & 0xfff, 1);
	assert_null(memchr_inv(directory + 1, 0, 4096 - 8));
	table = own_table(directory[0]);
	assert_null(memchr_inv(table + 3, 0, 4096 - 24));

	return table;
}

/*
 * AW is bits 4:2 of word 0, PGTT 2 in 8:6; the domain-id is 15:0 of word 1. In
 * the first stage, PGTT is 1, and the table of 4 levels is in word 2.
 */
static struct own_tables read_scalable(const u64 *context)
{
	const u64 *entry = read_pasid_entry(context);

	assert_int_equal(entry[1] >> 16, 0);
	if (!(fx.iommu.ecap >> 46 & 1)) {
		assert_int_equal(entry[0], PGTT_FIRST << 6 | 2 << 2 | 1);
		assert_int_equal(entry[2] & 0xfff, 0);
		return (struct own_tables){
			.root = entry[2], .levels = 4, .first_stage = true,
			.domain_id = entry[1],
		};
	}
	assert_int_equal(entry[0] & 0xfe3, PGTT_SECOND << 6 | 1);
	assert_int_equal(entry[2], 0);

	return (struct own_tables){
		.root = POINTER(entry[0]), .levels = (entry[0] >> 2 & 7) + 2,
		.domain_id = entry[1],
	};
}

/* AW is bits 2:0 of word 1, the domain-id 23:8 */
static struct own_tables read_legacy(const u64 *context)
{
	assert_int_equal(context[1] & ~0xffff07ULL, 0);

	return (struct own_tables){
		.root = POINTER(context[0]), .levels = (context[1] & 7) + 2,
		.domain_id = context[1] >> 8,
	};
}

struct own_tables read_own_tables(const u64 *context)
{
	struct own_tables own = fx.scalable ? read_scalable(context) :
					      read_legacy(context);

	memcpy(own.context, context, fx.scalable ? 32 : 16);
	first_stage = own.first_stage;
	assert_int_equal(own.levels, first_stage ? 4 : fx.iommu.msagaw + 2);
	/* Capability register 2:0, ND: 2^(4 + 2 * ND) domains */
	assert_in_range(own.domain_id, 2, (16 << 2 * (fx.iommu.cap & 7)) - 1);
	assert_true(domain_id_reserved(own.domain_id));

	if (in_quarantine(own.root, own.levels)) {
		own.kind = QUARANTINE;
	} else {
		own.kind = IDENTITY;
		check_identity(&own, own.root, own.levels, 0);
	}

	return own;
}

u64 own_translation(const struct own_tables *own, u64 iova)
{
	u64 word = own->root;

	for (unsigned int level = own->levels; level; level--) {
		u64 entry = own_table(word)[iova / size_of(level) % ENTRIES];

		if (!entry || (entry & 0xfff) == WRITE_ONLY ||
		    ((entry & 0xfff) == aside() && is_quarantine(entry, level)))
			return 0;
		if (is_leaf(entry, level))
			return (POINTER(entry) & -size_of(level)) |
			       (iova & (size_of(level) - 1));
		word = entry;
	}

	return 0;
}

static void *virt_of(u64 word)
{
	return phys_to_virt(POINTER(word));
}

static void free_identity(u64 word, unsigned int level)
{
	const u64 *entries = virt_of(word);

	for (unsigned int i = 0; level > 1 && i < ENTRIES; i++)
		if ((entries[i] & 0xfff) == all() && !is_quarantine(entries[i], level))
			free_identity(entries[i], level - 1);
	free_page((unsigned long)entries);
}

void free_own_tables(const u64 *context)
{
	struct own_tables own = { .root = context[0], .levels = fx.iommu.msagaw + 2 };

	first_stage = false;
	if (fx.scalable) {
		const u64 *directory = virt_of(context[0]);
		const u64 *table = virt_of(directory[0]);

		first_stage = !POINTER(table[0]);
		own.root = first_stage ? table[2] : table[0];
		own.levels = first_stage ? 4 : own.levels;
		kernel_free_table((void *)table);
		kernel_free_table((void *)directory);
	}
	if (!in_quarantine(POINTER(own.root), own.levels))
		free_identity(own.root, own.levels);
}
