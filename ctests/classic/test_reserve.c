// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continueTables, includes the code */
/* The IOVAs that a copied page table maps are kept out of the allocator. */

#include "code.h"

static struct iova_domain iovad;
static u64 top;

static int begin(void **state)
{
	start();
	iovad.count = 0;
	top = build_device(3, 7);

	return 0;
}

static int reserve(void)
{
	const u64 *context;

	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	context = new_context(0, 3);

	return intel_kdump_reserve_iovas(&iovad,
					 phys_to_virt(context[0] & ~0xfffULL), 4);
}

static void assert_range(unsigned int i, u64 first, u64 last)
{
	assert_in_range(i, 0, iovad.count - 1);
	assert_int_equal(iovad.ranges[i].pfn_lo, first);
	assert_int_equal(iovad.ranges[i].pfn_hi, last);
}

static bool reserved(u64 iova)
{
	for (unsigned int i = 0; i < iovad.count; i++)
		if (iovad.ranges[i].pfn_lo <= iova >> 12 &&
		    iovad.ranges[i].pfn_hi >= iova >> 12)
			return true;

	return false;
}

static void nothing(void **state)
{
	assert_int_equal(reserve(), 0);
	assert_int_equal(iovad.count, 0);
}

static void joins_neighbours(void **state)
{
	map(top, 4, 0x1ff000, 1, 0x5550002000 | RW);
	map(top, 4, 0x200000, 1, 0x5550001000 | RW);
	map(top, 4, 0x201000, 1, 0x5550001000 | WRITE);
	map(top, 4, 0x203000, 1, 0x5550001000 | READ);
	assert_int_equal(reserve(), 0);
	assert_int_equal(iovad.count, 2);
	assert_range(0, 0x1ff, 0x201);
	assert_range(1, 0x203, 0x203);
}

static void counts_large_pages_whole(void **state)
{
	map(top, 4, 4 * MIB, 2, 2 * GIB | LARGE | RW);
	map(top, 4, 5 * GIB, 3, 7 * GIB | LARGE | RW);
	map(top, 4, 0xfffffffff000, 1, 0x5550001000 | RW);
	assert_int_equal(reserve(), 0);
	assert_int_equal(iovad.count, 3);
	assert_range(0, 0x400, 0x5ff);
	assert_range(1, 5 * GIB >> 12, (6 * GIB >> 12) - 1);
	assert_range(2, 0xfffffffff, 0xfffffffff);
}

/* Where a pointer takes rights away, nothing new can be mapped in full. */
static void keeps_off_restricted_tables(void **state)
{
	old_entry_t entry = map(top, 4, 4 * MIB, 2, build_pages(1) | WRITE);

	build_word(built_word(entry, 0) & ~0xfffULL, 0, 0x5550001000 | RW);
	assert_int_equal(reserve(), 0);
	assert_int_equal(iovad.count, 1);
	assert_range(0, 0x400, 0x5ff);
}

/* Every other page of 64 MiB: all are reserved, in a bounded number of runs. */
static void bounds_the_number_of_ranges(void **state)
{
	u64 iova;

	for (iova = 0; iova < 64 * MIB; iova += 0x2000)
		map(top, 4, iova, 1, 0x5550001000 | RW);
	assert_int_equal(reserve(), 0);
	assert_in_range(iovad.count, RUNS_PER_GAP, 3 * RUNS_PER_GAP);
	for (iova = 0; iova < 64 * MIB; iova += 0x2000)
		assert_true(reserved(iova));
	assert_false(reserved(64 * MIB));
}

/* What is shared again and again looks endless. */
static void gives_up_on_endless_tables(void **state)
{
	u64 table = top;

	for (int level = 4; level > 1; level--) {
		u64 next = build_pages(1);

		for (int i = 0; i < 512; i++)
			build_word(table + 8 * i, 0, next | RW);
		table = next;
	}
	build_word(table, 0, 0x5550001000 | RW);
	assert_int_equal(reserve(), -E2BIG);
}

/* A driver's gigabyte, and the quarantine on both sides of it */
static void opens_the_quarantine(void **state)
{
	u64 *table;

	for (int level = 3; level <= 5; level++) {
		u64 window = 0;

		iovad.count = 0;
		finish();
		start();
		assert_int_equal(make_quarantine(), 0);
		table = intel_kdump_open_quarantine(level);
		assert_non_null(table);
		assert_int_equal(intel_kdump_reserve_iovas(&iovad, table, level), 0);
		assert_int_equal(iovad.count, 2);
		assert_range(0, 0, (GIB >> 12) - 1);
		assert_range(1, 2 * GIB >> 12, (1ULL << 9 * level) - 1);
		for (u64 iova = 0; iova < 4 * GIB; iova += 0x3fff000)
			window += !walk_new(virt_to_phys(table), level, iova).mapped;
		assert_in_range(window, 15, 17);
		assert_int_equal(walk_new(virt_to_phys(table), level, 0xfffd0000).rights, WRITE);
		for (int l = level; l >= 3; l--) {
			u64 below = table[l > 3 ? 0 : 1] & ~0xfffULL;

			free_page((unsigned long)table);
			table = l > 3 ? phys_to_virt(below) : NULL;
		}
	}
}

static void fails_when_memory_does(void **state)
{
	const u64 *table;

	map(top, 4, 0x1ff000, 1, 0x5550002000 | RW);
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	table = phys_to_virt(new_context(0, 3)[0] & ~0xfffULL);
	machine.fail_at = machine.calls + 1;
	assert_int_equal(intel_kdump_reserve_iovas(&iovad, table, 4), -ENOMEM);
	machine.fail_at = 0;
}

#define test_reserve(name)		\
	cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_reserve(nothing),
		test_reserve(joins_neighbours),
		test_reserve(counts_large_pages_whole),
		test_reserve(keeps_off_restricted_tables),
		test_reserve(bounds_the_number_of_ranges),
		test_reserve(gives_up_on_endless_tables),
		test_reserve(opens_the_quarantine),
		test_reserve(fails_when_memory_does),
	};

	return run_group(tests);
}
