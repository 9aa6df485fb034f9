// SPDX-License-Identifier: GPL-2.0-only
/* Old tables, bit by bit: see builder.h for why all numbers are plain. */

#include "builder.h"
#include "machine.h"

#define PRESENT		1ULL
#define ADDRESS(word)	((word) & ~0xfffULL)

static unsigned int pages_built;

void build_reset(void)
{
	pages_built = 0;
}

/* Below and above this kernel's memory, above 4 GiB, and at the host's limit */
uint64_t build_pages(unsigned int count)
{
	static const uint64_t regions[] = {
		0x000000004c000000, 0x0000000070000000,
		0x0000001234560000, 0x00003fff00000000,
	};
	uint64_t phys = regions[pages_built % 4] + pages_built * 0x1000ULL;

	for (unsigned int i = 0; i < count; i++)
		machine_old_page(phys + i * 0x1000ULL);
	pages_built += count;

	return phys;
}

static uint64_t *word_at(old_entry_t entry, unsigned int word)
{
	uint64_t phys = entry + word * 8;

	return (uint64_t *)machine_old_page(phys) + (phys % 0x1000) / 8;
}

uint64_t built_word(old_entry_t entry, unsigned int word)
{
	return *word_at(entry, word);
}

void build_word(old_entry_t entry, unsigned int word, uint64_t value)
{
	*word_at(entry, word) = value;
}

void build_flip(old_entry_t entry, unsigned int bit)
{
	*word_at(entry, bit / 64) ^= 1ULL << (bit % 64);
}

old_entry_t root_half(uint64_t root, uint8_t bus, bool upper)
{
	return root + bus * 16 + upper * 8;
}

old_entry_t legacy_context(uint64_t table, uint8_t devfn)
{
	return table + devfn * 16;
}

old_entry_t scalable_context(uint64_t table, uint8_t devfn)
{
	return table + (devfn % 128) * 32;
}

uint64_t build_context_table(uint64_t root, uint8_t bus, bool upper)
{
	uint64_t table = build_pages(1);

	build_word(root_half(root, bus, upper), 0, table | PRESENT);

	return table;
}

/*
 * Word 0: present 0, fault processing disable 1, translation type 3:2,
 * second-stage table 63:12. Word 1: address width 2:0, domain-id 23:8.
 */
old_entry_t build_legacy_context(uint64_t table, uint8_t devfn,
				 unsigned int type, unsigned int width,
				 uint16_t domain_id)
{
	old_entry_t entry = legacy_context(table, devfn);
	uint64_t pages = type == TT_PASS_THROUGH ? 0 : build_pages(1);

	build_word(entry, 0, pages | (uint64_t)type << 2 | PRESENT);
	build_word(entry, 1, (uint64_t)domain_id << 8 | width);

	return entry;
}

/*
 * Word 0: present 0, fault processing disable 1, device-TLB enable 2, PASID
 * enable 3, page request enable 4, directory size 11:9, directory 63:12.
 * Word 1: RID_PASID 19:0.
 */
old_entry_t build_scalable_context(uint64_t table, uint8_t devfn,
				   unsigned int pdts)
{
	old_entry_t entry = scalable_context(table, devfn);
	uint64_t directory = build_pages(pdts > 2 ? 1u << (pdts - 2) : 1);

	build_word(entry, 0, directory | (uint64_t)pdts << 9 | PRESENT);

	return entry;
}

uint64_t built_pasid_directory(old_entry_t context)
{
	return ADDRESS(built_word(context, 0));
}

old_entry_t pasid_directory_entry(uint64_t directory, uint32_t pasid)
{
	return directory + (pasid / 64) * 8;
}

/*
 * Word 0: present 0, address width 4:2, translation type 8:6, second-stage
 * table 63:12. Word 1: domain-id 15:0. Word 2: first-stage levels 3:2 (0 for
 * 4), first-stage table 63:12.
 */
old_entry_t build_pasid_entry(old_entry_t context, uint32_t pasid,
			      unsigned int pgtt, uint16_t domain_id)
{
	uint64_t directory = built_pasid_directory(context);
	old_entry_t slot = pasid_directory_entry(directory, pasid);
	old_entry_t entry;
	uint64_t low = (uint64_t)pgtt << 6 | AW_48 << 2 | PRESENT;

	if (!built_word(slot, 0))
		build_word(slot, 0, build_pages(1) | PRESENT);
	entry = ADDRESS(built_word(slot, 0)) + (pasid % 64) * 64;

	if (pgtt == PGTT_SECOND || pgtt == PGTT_NESTED)
		low |= build_pages(1);
	build_word(entry, 0, low);
	build_word(entry, 1, domain_id);
	if (pgtt == PGTT_FIRST || pgtt == PGTT_NESTED)
		build_word(entry, 2, build_pages(1));

	return entry;
}

uint64_t built_page_tables(old_entry_t entry)
{
	return ADDRESS(built_word(entry, 0));
}

old_entry_t page_table_entry(uint64_t table, unsigned int level, uint64_t iova)
{
	return table + (iova >> (12 + 9 * (level - 1)) & 511) * 8;
}

old_entry_t build_path(uint64_t table, unsigned int levels, uint64_t iova,
		       unsigned int level)
{
	while (levels > level) {
		old_entry_t entry = page_table_entry(table, levels, iova);

		if (!built_word(entry, 0))
			build_word(entry, 0, build_pages(1) | PTE_READ | PTE_WRITE);
		table = built_word(entry, 0) & 0xffffffffff000ULL;
		levels--;
	}

	return page_table_entry(table, level, iova);
}

/* Read 0, write 1, page size 7 (none at level 1), snoop 11, page 51:12 */
old_entry_t build_page(uint64_t table, unsigned int levels, uint64_t iova,
		       unsigned int level, uint64_t phys, unsigned int flags)
{
	old_entry_t entry = build_path(table, levels, iova, level);

	build_word(entry, 0, phys | flags | (level > 1 ? PTE_LARGE : 0));

	return entry;
}

old_entry_t build_first_stage_page(uint64_t table, unsigned int levels,
				   uint64_t iova, unsigned int level,
				   uint64_t phys, unsigned int flags)
{
	for (unsigned int above = levels; above > level; above--) {
		old_entry_t entry = build_path(table, levels, iova, above);

		build_path(table, levels, iova, above - 1);
		build_word(entry, 0, built_word(entry, 0) | FIRST_USER);
	}

	return build_page(table, levels, iova, level, phys, flags);
}
