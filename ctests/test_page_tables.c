// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkReservedBits, includes the code */
/* Second-stage page tables and their checks, in both modes */

#include "page_tables.h"

static void accepts_pages_of_every_size(void **state)
{
	for (unsigned int levels = 3; levels <= 5; levels++) {
		build(levels);
		build_page(top, levels, 0, 1, 0x4d000000, RW);
		build_page(top, levels, 4 * KIB, 1, 0x70000000, PTE_READ);
		build_page(top, levels, 4 * MIB, 2, 6 * MIB, PTE_WRITE);
		build_page(top, levels, 5 * GIB, 3, 0, RW);
		build_page(top, levels, last_page(levels, 4 * KIB), 1,
			   0x3ffffffff000, RW);
		assert_device_copied(levels);
	}
}

static void accepts_tables_of_two_levels(void **state)
{
	build(2);
	fx.iommu.cap |= 1ULL << 8;
	build_page(top, 2, GIB - 4 * KIB, 1, 0x4d000000, RW);
	assert_device_copied(2);
}

/* 12:8 of the capability register: bit 4, once for 6 levels, is reserved. */
static void refuses_tables_of_six_levels(void **state)
{
	build(6);
	fx.iommu.cap |= 1ULL << 12;
	assert_copy_succeeds();
	assert_not_copied(5, 0x10);
	finish();
}

/* What hardware does not use of an entry may hold anything. */
static void ignores_what_is_absent(void **state)
{
	build(4);
	for (unsigned int level = 1; level <= 4; level++)
		build_word(build_path(top, 4, GIB, level) + 8, 0, ~3ULL);
	assert_device_copied(4);
}

/* The host has 46 bits of address; another address is that of another table. */
static void tells_reserved_bits_of_tables(void **state)
{
	static const struct flip without_pages[] = {
		{ 63, 63, ACCEPTED }, { 62, 62, REFUSED },
		{ 61, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 12, SKIPPED },  { 11, 11, REFUSED },
		{ 10, 8, ACCEPTED },  { 7, 7, REFUSED },
		{ 6, 0, ACCEPTED },
	};

	flip_each_bit(build_pml5e, 5, 0x10, without_pages);
	flip_each_bit(build_pml4e, 5, 0x10, without_pages);
	/* A page with the address of a table is not aligned. */
	flip_each_bit(build_pdpe, 5, 0x10, without_pages);
	flip_each_bit(build_pde, 5, 0x10, without_pages);
}

static void tells_reserved_bits_of_pages(void **state)
{
	static const struct flip of_1g[] = {
		{ 63, 63, ACCEPTED }, { 62, 62, REFUSED },
		{ 61, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 30, ACCEPTED }, { 29, 11, REFUSED },
		{ 10, 8, ACCEPTED },  { 7, 7, REFUSED },
		{ 6, 0, ACCEPTED },
	};
	static const struct flip of_2m[] = {
		{ 63, 63, ACCEPTED }, { 62, 62, REFUSED },
		{ 61, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 21, ACCEPTED }, { 20, 11, REFUSED },
		{ 10, 8, ACCEPTED },  { 7, 7, REFUSED },
		{ 6, 0, ACCEPTED },
	};
	static const struct flip of_4k[] = {
		{ 63, 63, ACCEPTED }, { 62, 62, REFUSED },
		{ 61, 52, ACCEPTED }, { 51, 46, REFUSED },
		{ 45, 12, ACCEPTED }, { 11, 11, REFUSED },
		{ 10, 0, ACCEPTED },
	};

	flip_each_bit(build_1g, 5, 0x10, of_1g);
	flip_each_bit(build_2m, 5, 0x10, of_2m);
	flip_each_bit(build_4k, 5, 0x10, of_4k);
}

/* Extended capability 7, of pages alone */
static void takes_snooping_from_the_hardware(void **state)
{
	for (unsigned int level = 1; level <= 3; level++) {
		build(4);
		fx.iommu.ecap |= 1 << 7;
		build_page(top, 4, GIB, level, 64 * GIB, RW | PTE_SNOOP);
		assert_device_copied(4);
	}
}

static void takes_large_pages_from_the_hardware(void **state)
{
	for (unsigned int level = 2; level <= 3; level++) {
		build(4);
		fx.iommu.cap ^= level == 2 ? CAP_2M : CAP_1G;
		build_page(top, 4, GIB, level, 64 * GIB, RW);
		assert_device_lost(4);

		build(4);
		fx.iommu.cap ^= level == 2 ? CAP_1G : CAP_2M;
		build_page(top, 4, GIB, level, 64 * GIB, RW);
		assert_device_copied(4);
	}
}

static int enter_top(struct old_walk *walk, u64 top)
{
#if SERIES_HAS_COLLECT_IOVAS
	return enter_page_table(walk, 5, top, 0, RW);
#else
	return enter_page_table(walk, 5, top);
#endif
}

/*
 * Four tables, each of 512 entries for the next one, would make 2^36 pages. To
 * read until that ends takes seconds: see that all are counted, up to an end.
 */
static void bounds_what_it_reads(void **state)
{
	static struct old_domain domain;
	static struct old_walk walk = { .domain = &domain };

	assert_in_range(OLD_PAGE_TABLES_MAX, 1, BUDGET_PAGES);
	build(5);
	for (u64 i = 0; i < 4; i++)
		build_page(top, 5, i * GIB, 1, 64 * GIB, RW);
	walk.iommu = &fx.iommu;
#if SERIES_HAS_KEEP_MAPPINGS
	INIT_LIST_HEAD(&domain.runs);
#endif
	domain.root = top;
	domain.levels = 5;
	assert_int_equal(walk_page_tables(&walk), 0);
	assert_int_equal(machine.mapped, 3 + 4 + 4);
	/* What failed before counts for those that fail later. */
	assert_int_equal(walk.pages, 0);
	build_flip(build_path(top, 5, 3 * GIB, 1), 62);
	assert_int_equal(walk_page_tables(&walk), -EINVAL);
	assert_int_equal(walk_page_tables(&walk), -EINVAL);
	assert_int_equal(walk.pages, 2 * (3 + 4 + 4));
	machine.mapped = 3 + 4 + 4;

	walk.pages = OLD_PAGE_TABLES_MAX - 1;
	assert_int_equal(enter_top(&walk, top), 0);
	assert_int_equal(enter_top(&walk, top), -E2BIG);
	assert_int_equal(machine.mapped, 3 + 4 + 4 + 1);
#if SERIES_HAS_KEEP_MAPPINGS
	drop_runs(&domain);
#endif
	finish();
}

/* One table for both devices, which is read once. */
static void reads_shared_tables_once(void **state)
{
	for (unsigned int damaged = 0; damaged < 2; damaged++) {
		old_entry_t entry;
		unsigned int alone;

		build(4);
		build_page(top, 4, GIB, 1, 64 * GIB, RW);
		if (damaged)
			build_flip(build_path(top, 4, GIB, 1), 62);
		assert_copy_succeeds();
		alone = machine.mapped;
		finish();

		build(4);
		build_page(top, 4, GIB, 1, 64 * GIB, RW);
		if (damaged)
			build_flip(build_path(top, 4, GIB, 1), 62);
		entry = built_translation(5, 0x11);
		build_word(entry, 0, (built_word(entry, 0) & 0xfff) | top);
		assert_copy_succeeds();
		assert_int_equal(is_copied(5, 0x10), !damaged);
		assert_int_equal(is_copied(5, 0x11), !damaged);
		/* The neighbour's own four pages are not read now. */
		assert_int_equal(machine.mapped, alone - 4);
		finish();
	}
}

/* Bits 3:2 of a context, 8:6 of a PASID entry */
static void walks_no_tables_of_pass_through(void **state)
{
	unsigned int type = scalable ? PGTT_PASS_THROUGH << 6 :
				       TT_PASS_THROUGH << 2;
	old_entry_t entry;

	build(4);
	build_word(top, 0, ~0ULL);
	entry = built_translation(5, 0x10);
	build_word(entry, 0,
		   (built_word(entry, 0) & (scalable ? ~0x1c0ULL : ~0xcULL)) |
		   type);
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	finish();
}

static void walks_nested_translations(void **state)
{
	old_entry_t entry;

	build(4);
	build_word(top, 0, ~0ULL);
	entry = built_translation(5, 0x10);
	build_word(entry, 0, (built_word(entry, 0) & ~0x1c0ULL) |
			     PGTT_NESTED << 6);
	build_word(entry, 2, build_pages(1));
	assert_device_lost(4);
}

int main(void)
{
#define TESTS						\
	TEST(accepts_pages_of_every_size),		\
	TEST(accepts_tables_of_two_levels),		\
	TEST(refuses_tables_of_six_levels),		\
	TEST(ignores_what_is_absent),			\
	TEST(tells_reserved_bits_of_tables),		\
	TEST(tells_reserved_bits_of_pages),		\
	TEST(takes_snooping_from_the_hardware),		\
	TEST(takes_large_pages_from_the_hardware),	\
	TEST(reads_shared_tables_once),			\
	TEST(walks_no_tables_of_pass_through),		\
	TESTS_OF_BOTH_STAGES
	const struct CMUnitTest in_legacy_mode[] = {
		TESTS, TEST(bounds_what_it_reads),
	};
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(walks_nested_translations),
	};

	return run_in_both_modes("page-tables", in_legacy_mode, in_scalable_mode);
}
