// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkReservedBits, includes the code */
/* First-stage page tables and their checks */

#include "page_tables.h"

static void accepts_first_stage_pages_of_every_size(void **state)
{
	for (unsigned int levels = 4; levels <= 5; levels++) {
		build(levels);
		build_page(top, levels, 0, 1, 0x4d000000, RW);
		build_page(top, levels, 4 * KIB, 1, 0x70000000, FIRST_PRESENT);
		build_page(top, levels, 4 * MIB, 2, 6 * MIB, RW | FIRST_USER);
		build_page(top, levels, 5 * GIB, 3, 0, RW);
		build_page(top, levels, last_page(levels, 4 * KIB), 1,
			   0x3ffffffff000, RW);
		assert_device_copied(levels);
	}
}

/* Capability 60; there are no more levels, in bits 3:2 of word 2. */
static void takes_first_stage_levels_from_the_hardware(void **state)
{
	build(4);
	fx.iommu.cap ^= CAP_FIRST_57;
	assert_device_copied(4);

	for (unsigned int levels = 5; levels <= 7; levels++) {
		build(levels);
		if (levels == 5)
			fx.iommu.cap ^= CAP_FIRST_57;
		assert_copy_succeeds();
		assert_refused(5, 0x10);
		assert_copied(5, 0x11);
		finish();
	}
}

/* Only pages of 1 GiB need a capability, and not the second stage's. */
static void takes_first_stage_pages_from_the_hardware(void **state)
{
	build(4);
	fx.iommu.cap ^= CAP_FIRST_1G;
	build_page(top, 4, GIB, 3, 64 * GIB, RW);
	assert_device_lost(4);

	for (unsigned int level = 2; level <= 3; level++) {
		build(4);
		fx.iommu.cap ^= CAP_2M | CAP_1G;
		if (level == 2)
			fx.iommu.cap ^= CAP_FIRST_1G;
		build_page(top, 4, GIB, level, 64 * GIB, RW);
		assert_device_copied(4);
	}
}

/* What is writable, but not present, may hold anything. */
static void ignores_what_is_not_present(void **state)
{
	build(5);
	for (unsigned int level = 1; level <= 5; level++)
		build_word(build_path(top, 5, GIB, level) + 8, 0, ~1ULL);
	assert_device_copied(5);
}

static void tells_reserved_bits_of_first_stage_tables(void **state)
{
	static const struct flip of_tables[] = {
		{ 63, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 12, SKIPPED },  { 11, 8, ACCEPTED },
		{ 7, 7, REFUSED },    { 6, 0, ACCEPTED },
	};

	flip_each_bit(build_pml5e, 5, 0x10, of_tables);
	flip_each_bit(build_pml4e, 5, 0x10, of_tables);
	/* A page with the address of a table is not aligned. */
	flip_each_bit(build_pdpe, 5, 0x10, of_tables);
	flip_each_bit(build_pde, 5, 0x10, of_tables);
}

/* Bit 12 of large pages is one for memory types. */
static void tells_reserved_bits_of_first_stage_pages(void **state)
{
	static const struct flip of_1g[] = {
		{ 63, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 30, ACCEPTED }, { 29, 13, REFUSED },
		{ 12, 8, ACCEPTED },  { 7, 7, REFUSED },
		{ 6, 0, ACCEPTED },
	};
	static const struct flip of_2m[] = {
		{ 63, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 21, ACCEPTED }, { 20, 13, REFUSED },
		{ 12, 8, ACCEPTED },  { 7, 7, REFUSED },
		{ 6, 0, ACCEPTED },
	};
	static const struct flip of_4k[] = {
		{ 63, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 0, ACCEPTED },
	};

	flip_each_bit(build_1g, 5, 0x10, of_1g);
	flip_each_bit(build_2m, 5, 0x10, of_2m);
	flip_each_bit(build_4k, 5, 0x10, of_4k);
}

/* Bit 62 is reserved in the second stage alone. */
static void judges_a_table_for_each_stage(void **state)
{
	old_entry_t entry;

	build(4);
	build_flip(build_page(top, 4, GIB, 1, 64 * GIB, RW), 62);
	entry = built_translation(5, 0x11);
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | top);
	assert_true(sound_first_stage_tables(top, 4));
	assert_false(sound_page_tables(top, 4));
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	assert_refused(5, 0x11);
	finish();
}

static int first_stage_mode(void **state)
{
	first_stage = true;

	return scalable_mode(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(accepts_first_stage_pages_of_every_size),
		TEST(takes_first_stage_levels_from_the_hardware),
		TEST(takes_first_stage_pages_from_the_hardware),
		TEST(ignores_what_is_not_present),
		TEST(tells_reserved_bits_of_first_stage_tables),
		TEST(tells_reserved_bits_of_first_stage_pages),
		TEST(judges_a_table_for_each_stage),
		TESTS_OF_BOTH_STAGES,
	};

	return cmocka_run_group_tests_name("first-stage", tests,
					   first_stage_mode, NULL);
}
