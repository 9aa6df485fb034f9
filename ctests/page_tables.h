/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of either stage behind a device, and the tests that are the same
 * for both. Includes the code under test.
 */
#ifndef _PAGE_TABLES_H
#define _PAGE_TABLES_H

#include "code.h"
#include "devices.h"
#include "flips.h"
#include "kernel_features.h"
#include "oracle.h"

#define KIB		1024ULL
#define MIB		(1024 * KIB)
#define GIB		(1024 * MIB)
#define RW		(PTE_READ | PTE_WRITE)
#define BUDGET_PAGES	(1 << 23)	/* no sane budget of pages is beyond this */

static bool first_stage;
static u64 top;		/* of the tables that a test is about */

/* The device 05:02.0, and a neighbour whose tables stay intact */
static void build(unsigned int levels)
{
	start_machine();
	devices_reset();
	add_device(&fx.iommu, 0x510);
	fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
	build_page(build_old_device(5, 0x11, 4), 4, 16 * MIB, 1, 0x70000000, RW);
	if (first_stage) {
		fx.iommu.cap |= CAP_FIRST_57 | CAP_FIRST_1G;
		top = build_first_stage_device(5, 0x10, levels);
	} else {
		top = build_old_device(5, 0x10, levels);
	}
}

static bool sound_tables(unsigned int levels)
{
	return first_stage ? sound_first_stage_tables(top, levels) :
			     sound_page_tables(top, levels);
}

/* The oracle must agree with each test. */
static void assert_device_lost(unsigned int levels)
{
	assert_false(sound_tables(levels));
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_copied(5, 0x11);
	assert_logged_once("05:02.0");
	finish();
}

static void assert_device_copied(unsigned int levels)
{
	assert_true(sound_tables(levels));
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	assert_copied(5, 0x11);
	assert_warnings(0);
	finish();
}

static u64 last_page(unsigned int levels, u64 size)
{
	return (4 * KIB << 9 * levels) - size;
}

static old_entry_t table_at(unsigned int level)
{
	build(5);

	return build_path(top, 5, GIB, level);
}

static old_entry_t build_pml5e(void)
{
	old_entry_t entry = table_at(5);

	build_path(top, 5, GIB, 1);

	return entry;
}

static old_entry_t build_pml4e(void)
{
	build_pml5e();

	return build_path(top, 5, GIB, 4);
}

static old_entry_t build_pdpe(void)
{
	build_pml5e();

	return build_path(top, 5, GIB, 3);
}

static old_entry_t build_pde(void)
{
	build_pml5e();

	return build_path(top, 5, GIB, 2);
}

static old_entry_t build_1g(void)
{
	build(5);

	return build_page(top, 5, GIB, 3, 64 * GIB, RW);
}

static old_entry_t build_2m(void)
{
	build(5);

	return build_page(top, 5, GIB, 2, 64 * GIB, RW);
}

static old_entry_t build_4k(void)
{
	build(5);

	return build_page(top, 5, GIB, 1, 64 * GIB, RW);
}

/* Own memory at both ends, address 0, beyond the host, and where nothing is */
static void refuses_tables_out_of_place(void **state)
{
	static const u64 places[] = {
		0, MACHINE_PAGE, MACHINE_LOW_END - MACHINE_PAGE,
		MACHINE_OWN_BASE,
		MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE,
		1ULL << 46, 1ULL << 51, 0x66600000,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		for (unsigned int level = 2; level <= 5; level++) {
			build_word(table_at(level), 0, places[i] | RW);
			assert_device_lost(5);
		}
	}
}

/* Identity maps of the crashed kernel cover all of the memory. */
static void accepts_pages_of_own_memory(void **state)
{
	build(4);
	build_page(top, 4, 0, 1, MACHINE_PAGE, RW);
	build_page(top, 4, 2 * MIB, 2, MACHINE_OWN_BASE, RW);
	build_page(top, 4, GIB, 3, 0, RW);
	assert_device_copied(4);
}

static void refuses_a_table_within_itself(void **state)
{
	for (unsigned int above = 2; above <= 5; above++) {
		for (unsigned int level = 2; level <= above; level++) {
			old_entry_t entry = table_at(level);
			u64 table = above == 5 ? top :
				    built_word(build_path(top, 5, GIB, above + 1), 0);

			build_word(entry, 0, (table & ~0xfffULL) | RW);
			assert_device_lost(5);
		}
	}
}

static void accepts_a_table_in_two_places(void **state)
{
	old_entry_t entry = table_at(2);

	build_page(top, 5, GIB, 1, 64 * GIB, RW);
	build_word(entry + 8, 0, built_word(entry, 0));
	build_word(build_path(top, 5, 3 * GIB, 2), 0, built_word(entry, 0));
	assert_device_copied(5);
}

/* Where something fails, a device is refused, or the copy as a whole fails. */
static void passes_failures_on(void **state)
{
	unsigned int fail_at = 1;

	for (;; fail_at++) {
		build(4);
		build_page(top, 4, GIB, 1, 64 * GIB, RW);
		machine.fail_at = fail_at;
		copy_tables();
		if (machine.calls < fail_at)
			break;
		machine.fail_at = 0;
		if (!copied_tables_of(&fx.iommu)) {
			assert_untouched();
		} else {
			assert_sound();
			assert_true(is_refused(5, 0x10) || is_copied(5, 0x10));
		}
		finish();
	}
	assert_copied(5, 0x10);
	assert_in_range(fail_at, 10, 40);
	finish();
}

#define TEST(f)		cmocka_unit_test(f)
#define TESTS_OF_BOTH_STAGES				\
	TEST(refuses_tables_out_of_place),		\
	TEST(accepts_pages_of_own_memory),		\
	TEST(refuses_a_table_within_itself),		\
	TEST(accepts_a_table_in_two_places),		\
	TEST(passes_failures_on)

#endif
