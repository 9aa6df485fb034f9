// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyPageTables, includes the code */
/* The deep copy of one page table. */

#include "code.h"

static struct old_tables old;
static u64 top;		/* the old table at the top, of level 4 */
static unsigned int others;	/* pages that are no copies */

static unsigned int copies(void)
{
	return machine.pages - others;
}

static int begin(void **state)
{
	start();
	memset(&old, 0, sizeof(old));
	old.iommu = &fx.iommu;
	INIT_LIST_HEAD(&old.kept);
	INIT_LIST_HEAD(&old.fresh);
	for (int i = 0; i <= TOP_LEVEL; i++)
		INIT_RADIX_TREE(&old.copies[i], GFP_KERNEL);
	top = build_pages(1);
#ifdef FIELD_PREP	/* the commit that adds the quarantine adds it, too */
	assert_int_equal(make_quarantine(), 0);
#endif
	others = machine.pages;

	return 0;
}

static int end(void **state)
{
	drop_copies(&old, &old.kept, false);
	finish();

	return 0;
}

static u64 copy(int level, int error)
{
	unsigned int before = copies();
	u64 *table;

	int ret = intel_kdump_copy_page_table(&old, top, level, &table);

	assert_int_equal(ret < 0 ? ret : 0, error);
	if (!error)
		return virt_to_phys(table);
	assert_int_equal(copies(), before);
	assert_int_equal(list_empty(&old.fresh), true);

	return 0;
}

static void assert_leads(u64 table, u64 iova, u64 phys, u64 rights)
{
	struct access access = walk_new(table, 4, iova);

	assert_true(access.mapped);
	assert_int_equal(access.phys, phys);
	assert_int_equal(access.rights, rights);
}

static void links_the_copies_of_all_levels(void **state)
{
	u64 table;

	map(top, 4, 0x7fc0deadb000, 1, 0x5550001000 | RW);
	map(top, 4, 0x1000, 1, 0x5550002000 | WRITE);
	table = copy(4, 0);
	assert_leads(table, 0x7fc0deadb123, 0x5550001123, RW);
	assert_leads(table, 0x1000, 0x5550002000, WRITE);
	assert_false(walk_new(table, 4, 0x2000).mapped);
	/* two branches of three tables, below the root table and the top */
	assert_int_equal(copies(), 1 + 2 * 3);
}

static void copies_five_levels_and_two(void **state)
{
	map(top, 5, 0x00ab7fc0deadb000, 1, 0x5550001000 | RW);
	copy(5, 0);
	assert_int_equal(copies(), 5);

	top = build_pages(1);
	map(top, 2, 0x3fe00000, 1, 0x5550001000 | RW);
	assert_int_equal(walk_new(copy(2, 0), 2, 0x3fe00000).phys, 0x5550001000);
}

static void refuses_six_levels(void **state)
{
	copy(6, -EINVAL);
}

static void keeps_large_pages(void **state)
{
	u64 table;

	map(top, 4, 5 * GIB, 3, 7 * GIB | LARGE | RW);
	map(top, 4, 6 * GIB + 4 * MIB, 2, 8 * GIB | LARGE | READ);
	table = copy(4, 0);
	assert_leads(table, 5 * GIB + 0x12345678, 7 * GIB + 0x12345678, RW);
	assert_leads(table, 6 * GIB + 4 * MIB + 0x54321, 8 * GIB + 0x54321, READ);
	assert_int_equal(copies(), 3);
}

/* Bits that hardware ignores must not get into what the driver cmpxchg()es. */
static void empties_entries_that_are_not_present(void **state)
{
	u64 *table;

	build_word(top + 8 * 3, 0, 0xfff0000012345000 | 4);
	table = phys_to_virt(copy(4, 0));
	for (int i = 0; i < 512; i++)
		assert_int_equal(table[i], 0);
}

static void copies_a_shared_table_once(void **state)
{
	u64 shared = build_pages(1), table;

	build_word(shared, 0, 0x5550001000 | RW);
	for (int i = 0; i < 512; i++)
		map(top, 4, i * 2 * MIB, 2, shared | RW);
	table = copy(4, 0);
	assert_int_equal(copies(), 4);
	assert_leads(table, 0, 0x5550001000, RW);
	assert_leads(table, 511 * 2 * MIB, 0x5550001000, RW);
}

static void copies_a_shared_page_table_once(void **state)
{
	u64 first;

	map(top, 4, 0x1000, 1, 0x5550002000 | RW);
	first = copy(4, 0);
	assert_int_equal(copy(4, 0), first);
	assert_int_equal(copies(), 4);
}

/* One domain frees what it unmaps: others must not find it in their tables. */
static void does_not_share_tables_between_page_tables(void **state)
{
	u64 first = top, a, b;

	map(top, 4, 0x1000, 1, 0x5550002000 | RW);
	a = copy(4, 0);
	top = build_pages(1);
	build_word(top, 0, built_word(first, 0));
	b = copy(4, 0);
	assert_int_equal(copies(), 2 * 4);
	assert_leads(b, 0x1000, 0x5550002000, RW);
	assert_int_not_equal(((u64 *)phys_to_virt(a))[0],
			     ((u64 *)phys_to_virt(b))[0]);
}

/*
 * A table on the way to @iova is damaged: nothing is copied or, from the next
 * commits on, what it translates goes into quarantine.
 */
static void assert_refused(u64 iova)
{
#ifdef FIELD_PREP
	u64 table = copy(4, 0);

	assert_leads(table, iova, virt_to_phys(quarantine[0]) + iova % 0x1000,
		     WRITE);
	drop_copies(&old, &old.kept, false);
#else
	copy(4, -EINVAL);
#endif
}

/* No page can be a table of two levels. */
static void refuses_a_cycle(void **state)
{
	old_entry_t entry;

	map(top, 4, 0x1000, 1, 0x5550002000 | RW);
	entry = map(top, 4, 2 * MIB, 2, RW);
	build_word(entry, 0, (entry & ~0xfffULL) | RW);
	assert_refused(2 * MIB + 0x5000);

	build_word(entry, 0, top | RW);
	assert_refused(2 * MIB + 0x5000);
}

static void refuse(int level)
{
	if (level == 4)
		copy(4, -EINVAL);
	else
		assert_refused(0);
}

static void refuses_what_is_wrong_at_any_level(void **state)
{
	end(state);
	for (int level = 1; level <= 4; level++) {
		old_entry_t entry;
		u64 good;

		begin(state);
		map(top, 4, 0x1000, 1, 0x5550002000 | RW);
		/* the first entry of each table on the way to address 0 */
		map(top, 4, 0, 1, 0x5550002000 | RW);
		entry = top;
		for (int above = 4; above > level; above--)
			entry = built_word(entry, 0) & 0xffffffffff000ULL;
		good = level == 1 ? 0x5550002000 | RW : build_pages(1) | RW;

		/* TM, and addresses that the host does not have */
		build_word(entry, 0, good | 1ULL << 62);
		refuse(level);
		build_word(entry, 0, good | 1ULL << 46);
		refuse(level);
		if (level > 1) {
			/* a table in this kernel's memory, or at no address */
			build_word(entry, 0, MACHINE_OWN_BASE | RW);
			refuse(level);
			build_word(entry, 0, RW);
			refuse(level);
			/* SNP is reserved in a pointer */
			build_word(entry, 0, good | 1 << 11);
			refuse(level);
		}
		if (level == 4) {
			build_word(entry, 0, 512 * GIB | LARGE | RW);
			refuse(level);
		}
		build_word(entry, 0, good);
		copy(4, 0);
		end(state);
	}
	begin(state);
}

/* In a pointer to a table and in a page: VT-d specification, section 9.8 */
static void refuses_reserved_bits_alone(void **state)
{
	static const struct {
		int level;
		bool is_page;
		u64 reserved;
	} kinds[] = {
		{ 5, false, 1ULL << 62 | 1 << 11 | 1 << 7 },
		{ 4, false, 1ULL << 62 | 1 << 11 | 1 << 7 },
		{ 3, false, 1ULL << 62 | 1 << 11 },
		{ 3, true, 1ULL << 62 | 0x3ffff000 },
		{ 2, false, 1ULL << 62 | 1 << 11 },
		{ 2, true, 1ULL << 62 | 0x1ff000 },
		{ 1, true, 1ULL << 62 },
	};

	/* SC: a page may ask for snoops, with bit 11 */
	fx.iommu.ecap |= 1 << 7;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		u64 good = (kinds[i].is_page ? 7 * GIB : build_pages(1)) | RW;
		int level = kinds[i].level;

		if (kinds[i].is_page && level > 1)
			good |= LARGE;
		for (int bit = 2; bit < 64; bit++) {
			u64 entry[] = { good | 1ULL << bit };
			bool reserved = kinds[i].reserved >> bit & 1;

			/* another address, or a page and no pointer */
			if (!reserved && ((bit >= 12 && bit < 52) || bit == 7))
				continue;
			assert_int_equal(intel_kdump_entry_valid(&fx.iommu, level, entry),
					 !reserved);
		}
	}
}

/* SNP is for hardware with snoop control: section 9.8, and SC in 10.4.3. */
static void refuses_snoops_that_the_hardware_lacks(void **state)
{
	for (int level = 1; level <= 3; level++) {
		u64 entry[] = { 7 * GIB | (level > 1 ? LARGE : 0) | 1 << 11 | RW };

		fx.iommu.ecap |= 1 << 7;
		assert_true(intel_kdump_entry_valid(&fx.iommu, level, entry));
		fx.iommu.ecap &= ~(1ULL << 7);
		assert_false(intel_kdump_entry_valid(&fx.iommu, level, entry));
	}
}

/* Without the capability, a large page is damage. */
static void refuses_pages_that_the_hardware_lacks(void **state)
{
	map(top, 4, 5 * GIB, 3, 7 * GIB | LARGE | RW);
	fx.iommu.cap &= ~(2ULL << 34);
	assert_refused(5 * GIB);
	top = build_pages(1);
	map(top, 4, 6 * GIB, 2, 8 * GIB | LARGE | RW);
	copy(4, 0);
	fx.iommu.cap &= ~(1ULL << 34);
	top = build_pages(1);
	map(top, 4, 6 * GIB, 2, 8 * GIB | LARGE | RW);
	assert_refused(6 * GIB);
}

static void stops_at_the_budget(void **state)
{
	/* an eighth of this kernel's pages, but for three tables above */
	for (int i = 0; i < MACHINE_OWN_PAGES / 8 - 3; i++)
		map(top, 4, i * 2 * MIB, 1, 0x5550002000 | RW);
	build_word(top + 8 * 511, 0, 0);
	copy(4, 0);
	assert_int_equal(copies(), MACHINE_OWN_PAGES / 8);

	top = build_pages(1);
	copy(4, -ENOSPC);
}

/* One table that is too large must not cost other devices theirs. */
static void gives_back_what_a_refused_copy_took(void **state)
{
	long before;

	map(top, 4, 0x1000, 1, 0x5550002000 | RW);
	copy(4, 0);
	before = copies_left;
	assert_true(before > 0);

	top = build_pages(1);
	for (int i = 0; i < MACHINE_OWN_PAGES / 8; i++)
		map(top, 4, i * 2 * MIB, 1, 0x5550002000 | RW);
	copy(4, -ENOSPC);
	assert_int_equal(copies_left, before);

	/* a table in this kernel's memory, after some that were copied */
	top = build_pages(1);
	map(top, 4, 0x1000, 1, 0x5550002000 | RW);
	build_word(top + 8 * 100, 0, MACHINE_OWN_BASE | RW);
	intel_kdump_copy_page_table(&old, top, 4, &(u64 *){ NULL });
	drop_copies(&old, &old.kept, false);
	assert_int_equal(copies_left, MACHINE_OWN_PAGES / 8);
}

static void leaves_nothing_when_a_call_fails(void **state)
{
	unsigned int fail_at = 0;
	int ret;

	end(state);
	do {
		u64 *table;

		begin(state);
		map(top, 4, 0x7fc0deadb000, 1, 0x5550001000 | RW);
		map(top, 4, 0x1000, 1, 0x5550002000 | RW);
		machine.calls = 0;
		machine.fail_at = ++fail_at;
		ret = intel_kdump_copy_page_table(&old, top, 4, &table);
		machine.fail_at = 0;
		if (ret) {
			assert_int_equal(ret, -ENOMEM);
			assert_int_equal(copies(), 0);
		}
		end(state);
	} while (ret);
	/* a page, a mapping and a node for each of seven tables */
	assert_int_equal(fail_at, 3 * 7 + 1);
	begin(state);
}

#define test_copy(name)		\
	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_copy(links_the_copies_of_all_levels),
		test_copy(copies_five_levels_and_two),
		test_copy(refuses_six_levels),
		test_copy(keeps_large_pages),
		test_copy(empties_entries_that_are_not_present),
		test_copy(copies_a_shared_table_once),
		test_copy(copies_a_shared_page_table_once),
		test_copy(does_not_share_tables_between_page_tables),
		test_copy(refuses_a_cycle),
		test_copy(refuses_what_is_wrong_at_any_level),
		test_copy(refuses_reserved_bits_alone),
		test_copy(refuses_snoops_that_the_hardware_lacks),
		test_copy(refuses_pages_that_the_hardware_lacks),
		test_copy(stops_at_the_budget),
		test_copy(gives_back_what_a_refused_copy_took),
		test_copy(leaves_nothing_when_a_call_fails),
	};

	return run_group(tests);
}
