// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* How many pages of page tables are asked for before mappings are carried over */

#include "carry.h"

/*
 * What the old tables take, over and above the root, in a domain like them, and
 * what own memory may split
 */
static void budget_is(unsigned int pages)
{
	unsigned long used;

	assert_copy_succeeds();
	carry();
	assert_carried();
	used = BUDGET - left();
	assert_in_range(used, pages, pages + LEVELS + 8);

	/* Not one page less will do, and then nothing is taken. */
	new_domain();
	limit_budget(used);
	carry();
	assert_int_equal(left(), 0);
	assert_carried();
	assert_warnings(0);

	new_domain();
	limit_budget(used - 1);
	carry();
	assert_int_equal(domain.count, 0);
	assert_int_equal(left(), used - 1);
	assert_logged_once(LOST);
}

static void counts_tables_of_a_small_page(void **state)
{
	map(GIB, 1, 64 * GIB, RW);
	budget_is(3);
}

static void counts_tables_of_large_pages(void **state)
{
	map(GIB, 2, 64 * GIB, RW);
	map(GIB + 4 * MIB, 2, 64 * GIB, RW);
	map(2 * GIB, 3, 64 * GIB, RW);
	budget_is(2);
}

static void counts_tables_once(void **state)
{
	for (unsigned int i = 0; i < 256; i++)
		map(GIB + 2 * i * PAGE, 1, 64 * GIB, RW);
	budget_is(3);
}

static void counts_the_table_that_a_run_ends_in(void **state)
{
	map(GIB, 1, 65 * GIB, RW);
	map(GIB + 511 * PAGE, 1, 64 * GIB, RW);
	map(GIB + 512 * PAGE, 1, 64 * GIB + PAGE, RW);
	budget_is(4);
}

static void counts_tables_far_apart(void **state)
{
	for (unsigned int i = 0; i < 40; i++)
		map(i * TIB, 1, 64 * GIB, RW);
	budget_is(3 * 40);
}

/* 60 * 2 MiB that are no large pages any more, by a page that is amiss */
static void counts_tables_of_what_is_not_aligned(void **state)
{
	for (u64 i = 0; i < 2; i++)
		map(GIB + i * PAGE, 1, 64 * GIB + (i + 1) * PAGE, RW);
	build_page(top, LEVELS, 2 * GIB, 2, 64 * GIB, RW);
	expect(2 * GIB, 64 * GIB, 2 * MIB, RW);
	budget_is(1 + 2 + 1);
}

static void counts_for_the_pages_of_the_hardware(void **state)
{
	fx.iommu.cap &= ~(CAP_2M | CAP_1G);
	for (u64 i = 0; i < 60; i++)
		for (u64 page = 0; page < 512; page++)
			build_page(top, LEVELS, GIB + (i * 512 + page) * PAGE, 1,
				   64 * GIB + (i * 512 + page) * PAGE, RW);
	expect(GIB, 64 * GIB, 120 * MIB, RW);
	budget_is(2 + 60);
}

/* With intel_iommu=sp_off, 1 GiB needs 512 tables of its own. */
static void counts_tables_of_domains_without_large_pages(void **state)
{
	unsigned long used;

	map(GIB, 3, 64 * GIB, RW);
	assert_copy_succeeds();
	domain.domain.pgsize_bitmap = PAGE;
	limit_budget(600);
	carry();
	assert_carried();
	used = 600 - left();
	assert_in_range(used, 512, 512 + 1 + LEVELS + 8);
}

static void devices_share_the_budget(void **state)
{
	struct sim_device *first = device;
	unsigned long used;

	map(GIB, 1, 64 * GIB, RW);
	build_page(build_old_device(5, 0x11, LEVELS), LEVELS, GIB, 1, 64 * GIB, RW);
	assert_copy_succeeds();
	carry();
	used = BUDGET - left();
	new_domain();
	device = add_device(&fx.iommu, 0x511);
	devices_join();
	carry();
	assert_carried();
	assert_int_equal(BUDGET - left(), 2 * used);
	device = first;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(counts_tables_of_a_small_page),
		TEST(counts_tables_of_large_pages),
		TEST(counts_tables_once),
		TEST(counts_the_table_that_a_run_ends_in),
		TEST(counts_tables_far_apart),
		TEST(counts_tables_of_what_is_not_aligned),
		TEST(counts_for_the_pages_of_the_hardware),
		TEST(counts_tables_of_domains_without_large_pages),
		TEST(devices_share_the_budget),
	};

	return run_in_both_modes("carry-budget", tests, tests);
}
