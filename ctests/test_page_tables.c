// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPageTables, includes the code */
/* Page tables of both stages and their checks, in both modes: behaviour K3 */

#include "drivers/iommu/intel/kdump.c"
#include "devices.h"
#include "flips.h"
#include "kernel_facts.h"
#include "oracle.h"

#define KIB		1024ULL
#define MIB		(1024 * KIB)
#define GIB		(1024 * MIB)
#define RW		(PTE_READ | PTE_WRITE)
#define BUDGET_PAGES	(1 << 21)	/* no sane budget of pages is beyond this */

static bool scalable, first_stage;
static u64 top;		/* of the tables that a test is about */

/* The device 05:02.0, and beside it one that nothing happens to */
static void build(unsigned int levels)
{
	if (scalable)
		start_scalable();
	else
		start_legacy();
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

/* What the oracle says of the tables must be what a test says. */
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

/*
 * Four tables, each of 512 entries for the next one, would make 2^36 pages. To
 * read until that ends takes seconds: see that all are counted, up to an end.
 */
static void bounds_what_it_reads(void **state)
{
	static struct old_walk walk;

	assert_in_range(OLD_PAGE_TABLES_MAX, 1, BUDGET_PAGES);
	build(5);
	for (u64 i = 0; i < 4; i++)
		build_page(top, 5, i * GIB, 1, 64 * GIB, RW);
	walk.iommu = &fx.iommu;
	walk.root = top;
	walk.levels = 5;
	assert_int_equal(walk_page_tables(&walk), 0);
	assert_int_equal(machine.mapped, 3 + 4 + 4);
	assert_int_equal(walk.pages, machine.mapped);

	walk.pages = OLD_PAGE_TABLES_MAX - 1;
	assert_int_equal(enter_page_table(&walk, 5, top, 0, RW), 0);
	assert_int_equal(enter_page_table(&walk, 5, top, 0, RW), -EINVAL);
	assert_int_equal(machine.mapped, 3 + 4 + 4 + 1);
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
		/*
		 * Four pages each, which the neighbour's own had; and whether
		 * what is taken over is pass-through, two pages say.
		 */
		if (damaged && scalable && SERIES_HAS_PASS_THROUGH)
			alone -= 2;
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

/*
 * A table that cannot be mapped is no damage: the whole copy fails, or at the
 * end of the series all devices of the context table are in quarantine. Of those
 * that are sound, it may remain unknown that they are not pass-through.
 */
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
		if (!fx.iommu.copied_tables) {
			assert_untouched();
		} else {
			assert_true(SERIES_HAS_QUARANTINE);
			assert_sound();
			assert_true(is_refused(5, 0x10) ||
				    SERIES_HAS_PASS_THROUGH);
			assert_int_equal(is_refused(5, 0x10), is_refused(5, 0x11));
		}
		finish();
	}
	assert_copied(5, 0x10);
	assert_in_range(fail_at, 10, 40);
	finish();
}

static int legacy_mode(void **state)
{
	scalable = false;

	return warm_up(state);
}

static int scalable_mode(void **state)
{
	scalable = true;

	return warm_up(state);
}

static int first_stage_mode(void **state)
{
	scalable = true;
	first_stage = true;

	return warm_up(state);
}

int main(void)
{
#define TEST(f)		cmocka_unit_test(f)
#define TESTS						\
	TEST(accepts_pages_of_every_size),		\
	TEST(accepts_tables_of_two_levels),		\
	TEST(refuses_tables_of_six_levels),		\
	TEST(ignores_what_is_absent),			\
	TEST(tells_reserved_bits_of_tables),		\
	TEST(tells_reserved_bits_of_pages),		\
	TEST(takes_snooping_from_the_hardware),		\
	TEST(takes_large_pages_from_the_hardware),	\
	TEST(refuses_tables_out_of_place),		\
	TEST(accepts_pages_of_own_memory),		\
	TEST(refuses_a_table_within_itself),		\
	TEST(accepts_a_table_in_two_places),		\
	TEST(reads_shared_tables_once),			\
	TEST(walks_no_tables_of_pass_through),		\
	TEST(passes_failures_on)
	const struct CMUnitTest in_legacy_mode[] = {
		TESTS, TEST(bounds_what_it_reads),
	};
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(walks_nested_translations),
	};
	const struct CMUnitTest in_first_stage[] = {
		TEST(accepts_first_stage_pages_of_every_size),
		TEST(takes_first_stage_levels_from_the_hardware),
		TEST(takes_first_stage_pages_from_the_hardware),
		TEST(ignores_what_is_not_present),
		TEST(tells_reserved_bits_of_first_stage_tables),
		TEST(tells_reserved_bits_of_first_stage_pages),
		TEST(judges_a_table_for_each_stage),
		TEST(refuses_tables_out_of_place),
		TEST(accepts_pages_of_own_memory),
		TEST(refuses_a_table_within_itself),
		TEST(accepts_a_table_in_two_places),
		TEST(passes_failures_on),
	};
	int failed;

	failed = cmocka_run_group_tests_name("page-tables, legacy",
					     in_legacy_mode, legacy_mode, NULL);
	failed += cmocka_run_group_tests_name("page-tables, scalable",
					      in_scalable_mode, scalable_mode,
					      NULL);

	return failed + cmocka_run_group_tests_name("page-tables, first stage",
						    in_first_stage,
						    first_stage_mode, NULL);
}
