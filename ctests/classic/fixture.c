// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include <linux/mm.h>
#include <linux/slab.h>

#include "fixture.h"

#define CAP_ND_256	2ULL			/* 2:0, 2^(4 + 2 * 2) ids */
#define CAP_SAGAW	(6ULL << 8)		/* 12:8, 39 and 48 bits */
#define CAP_SLLPS	(3ULL << 34)		/* 37:34, 2 MiB and 1 GiB */
#define ECAP_PT		(1ULL << 6)
#define ADDRESS(word)	((word) & 0x000ffffffffff000ULL)
#define IDS		256

struct fixture fx;

void start(void)
{
	struct intel_iommu *iommu = &fx.iommu;

	machine_reset();
	build_reset();
	memset(&fx, 0, sizeof(fx));

	fx.root = build_pages(1);
	fx.contexts = build_context_table(fx.root, 0, false);
	fx.regs[0x20 / 8] = fx.root;
	iommu->reg = fx.regs;
	snprintf((char *)iommu->name, sizeof(iommu->name), "dmar0");
	iommu->cap = CAP_ND_256 | CAP_SAGAW | CAP_SLLPS;
	iommu->ecap = ECAP_PT;
	iommu->agaw = 2;
	iommu->root_entry = (struct root_entry *)get_zeroed_page(GFP_KERNEL);
	iommu->domain_ids = kcalloc(BITS_TO_LONGS(IDS), sizeof(long), GFP_KERNEL);
	__set_bit(0, iommu->domain_ids);
	machine.calls = 0;
}

int setup(void **state)
{
	start();

	return 0;
}

/* The pages of a tree; those that it shares with others may be gone. */
static void free_tree(u64 top, int level)
{
	u64 *table;

	if (!machine_page_allocated(top))
		return;

	table = phys_to_virt(top);
	for (int i = 0; level > 1 && i < 512; i++)
		if (table[i] & RW && !(table[i] & LARGE))
			free_tree(ADDRESS(table[i]), level - 1);
	free_page((unsigned long)table);
}

void finish(void)
{
	reset_code();
	for (int bus = 0; bus < 256; bus++) {
		u64 word = fx.iommu.root_entry[bus].val;

		if (!(word & 1))
			continue;
		for (int devfn = 0; devfn < 256; devfn++) {
			const u64 *context = new_context(bus, devfn);
			u64 top = ADDRESS(context[0]);

			if (context[0] & 1 && !(context[0] & 8))
				free_tree(top, (context[1] & 7) + 2);
		}
		free_page((unsigned long)phys_to_virt(ADDRESS(word)));
	}
	free_page((unsigned long)fx.iommu.root_entry);
	kfree(fx.iommu.domain_ids);

	if (machine.violations)
		fail_msg("%s", machine_complaints());
	assert_int_equal(machine.maps, 0);
	assert_int_equal(machine.own_mapped, 0);
	assert_int_equal(machine.allocs, 0);
	assert_int_equal(machine.pages, 0);
}

int teardown(void **state)
{
	finish();

	return 0;
}

static unsigned int index_at(u64 iova, int level)
{
	return iova >> (12 + 9 * (level - 1)) & 511;
}

old_entry_t map(u64 table, int level, u64 iova, int at_level, u64 value)
{
	old_entry_t entry = table + 8 * index_at(iova, level);

	if (level > at_level) {
		if (!built_word(entry, 0))
			build_word(entry, 0, build_pages(1) | RW);
		return map(ADDRESS(built_word(entry, 0)), level - 1, iova,
			   at_level, value);
	}
	build_word(entry, 0, value);

	return entry;
}

u64 build_device(u8 devfn, u16 domain_id)
{
	old_entry_t context = build_legacy_context(fx.contexts, devfn,
						   TT_UNTRANSLATED, AW_48,
						   domain_id);

	return ADDRESS(built_word(context, 0));
}

static struct access leaf(u64 entry, u64 iova, int level, u64 rights)
{
	u64 size = 1ULL << (12 + 9 * (level - 1));

	return (struct access){
		.mapped = true,
		.phys = (ADDRESS(entry) & ~(size - 1)) | (iova & (size - 1)),
		.rights = rights,
	};
}

struct access walk_old(u64 top, int level, u64 iova)
{
	u64 rights = RW;

	for (; level; level--) {
		u64 entry = built_word(top + 8 * index_at(iova, level), 0);

		rights &= entry;
		if (!rights)
			break;
		if (level == 1 || entry & LARGE)
			return leaf(entry, iova, level, rights);
		top = ADDRESS(entry);
	}

	return (struct access){};
}

struct access walk_new(u64 top, int level, u64 iova)
{
	u64 rights = RW;

	for (; level; level--) {
		u64 entry;

		/* every table is this kernel's, and in memory for all to see */
		assert_true(machine_page_allocated(top));
		assert_true(machine_page_flushed(phys_to_virt(top)));
		entry = ((u64 *)phys_to_virt(top))[index_at(iova, level)];
		rights &= entry;
		if (!rights)
			break;
		if (level == 1 || entry & LARGE)
			return leaf(entry, iova, level, rights);
		top = ADDRESS(entry);
	}

	return (struct access){};
}

const u64 *new_context(u8 bus, u8 devfn)
{
	u64 word = fx.iommu.root_entry[bus].val;

	if (!(word & 1))
		return NULL;

	return (u64 *)phys_to_virt(ADDRESS(word)) + 2 * devfn;
}

struct access device_access(u8 bus, u8 devfn, u64 iova)
{
	const u64 *context = new_context(bus, devfn);

	if (!context || !(context[0] & 1))
		return (struct access){};
	if ((context[0] >> 2 & 3) == TT_PASS_THROUGH)
		return (struct access){ true, iova, RW };

	return walk_new(ADDRESS(context[0]), (context[1] & 7) + 2, iova);
}

/* All of the address space leads, for writing only, to one page. */
bool in_quarantine(u8 bus, u8 devfn)
{
	static const u64 iovas[] = {
		0, 0x1000, 0xfffff000, 0x123456789000, 0xfffffffff000,
	};
	const u64 *context = new_context(bus, devfn);
	u64 page = 0;

	if (!context || !(context[0] & 1) || (context[0] >> 2 & 3))
		return false;

	for (size_t i = 0; i < ARRAY_SIZE(iovas); i++) {
		struct access access = device_access(bus, devfn, iovas[i]);

		if (access.rights != WRITE || (i && access.phys != page))
			return false;
		page = access.phys;
	}

	return machine_page_allocated(page);
}

bool own_memory(u64 phys, u64 size)
{
	return (phys < MACHINE_LOW_END && phys + size > MACHINE_PAGE) ||
	       (phys < MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE &&
		phys + size > MACHINE_OWN_BASE);
}

static void check_page(u8 devfn, u64 top, u64 iova)
{
	struct access old = walk_old(top, 4, iova);
	struct access new = device_access(0, devfn, iova);

	if (old.mapped && own_memory(old.phys, 1))
		old = (struct access){};
	if (old.mapped != new.mapped || old.phys != new.phys ||
	    old.rights != new.rights)
		fail_msg("%#llx leads to %#llx (%llu) instead of %#llx (%llu)",
			 iova, new.phys, new.rights, old.phys, old.rights);
}

/* Old entries, one after the other, and the first and last page of each */
static void check_table(u8 devfn, u64 top, u64 table, int level, u64 iova)
{
	u64 span = 1ULL << (12 + 9 * (level - 1));

	for (int i = 0; i < 512; i++, iova += span) {
		u64 entry = built_word(table + 8 * i, 0);

		check_page(devfn, top, iova);
		check_page(devfn, top, iova + span - 0x1000);
		if (entry & RW && level > 1 && !(entry & LARGE))
			check_table(devfn, top, ADDRESS(entry), level - 1, iova);
	}
}

void assert_same_tables(u8 devfn, u64 top)
{
	check_table(devfn, top, top, 4, 0);
}
