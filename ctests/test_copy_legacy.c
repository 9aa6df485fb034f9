// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyAllOrNothing */
/* Copying root and context tables in legacy mode */

#include "fixture.h"

static void copies_an_empty_root_table(void **state)
{
	assert_copy_succeeds();
	assert_int_equal(machine.pages, 1);
	assert_int_equal(domain_ids_reserved(), 0);
	assert_warnings(0);
}

static void copies_a_context(void **state)
{
	u64 table = build_context_table(fx.root, 3, false);

	build_legacy_context(table, 0x10, TT_UNTRANSLATED, AW_48, 42);
	assert_copy_succeeds();
	assert_copied(3, 0x10);
	assert_not_copied(3, 0x11);
	assert_not_copied(2, 0x10);
	assert_true(domain_id_reserved(42));
	assert_int_equal(domain_ids_reserved(), 1);
	assert_warnings(0);
}

/* In legacy mode one table serves all functions of a bus. */
static void copies_every_function_of_a_bus(void **state)
{
	u64 table = build_context_table(fx.root, 0xff, false);

	for (int devfn = 0; devfn < 256; devfn++)
		build_legacy_context(table, devfn, TT_UNTRANSLATED, AW_39,
				     1000 + devfn);
	assert_copy_succeeds();
	for (int devfn = 0; devfn < 256; devfn++)
		assert_copied(0xff, devfn);
	assert_int_equal(domain_ids_reserved(), 256);
	assert_int_equal(machine.pages, 2);
}

static void copies_every_bus(void **state)
{
	for (int bus = 0; bus < 256; bus++) {
		u64 table = build_context_table(fx.root, bus, false);

		build_legacy_context(table, bus, TT_UNTRANSLATED, AW_48,
				     0x8000 + bus);
	}
	assert_copy_succeeds();
	for (int bus = 0; bus < 256; bus++)
		assert_copied(bus, bus);
	assert_int_equal(machine.pages, 257);
	assert_int_equal(domain_ids_reserved(), 256);
}

static void copies_each_translation_type(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_39, 2);
	build_legacy_context(table, 1, TT_ALL, AW_48, 3);
	build_legacy_context(table, 2, TT_PASS_THROUGH, AW_48, 4);
	assert_copy_succeeds();
	assert_copied(0, 0);
	assert_copied(0, 1);
	assert_copied(0, 2);
	assert_int_equal(domain_ids_reserved(), 3);
}

/* Fault processing disable, and the bits that software may use (70:67) */
static void copies_bits_that_hardware_ignores(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);
	old_entry_t entry = build_legacy_context(table, 7, TT_UNTRANSLATED,
						 AW_48, 9);

	build_flip(entry, 1);
	for (int bit = 67; bit <= 70; bit++)
		build_flip(entry, bit);
	assert_copy_succeeds();
	assert_copied(0, 7);
	assert_warnings(0);
}

static void leaves_out_contexts_that_are_not_present(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);
	old_entry_t entry = build_legacy_context(table, 8, TT_UNTRANSLATED,
						 AW_48, 77);

	build_flip(entry, 0);
	assert_copy_succeeds();
	assert_not_copied(0, 8);
	assert_false(domain_id_reserved(77));
	assert_warnings(0);
}

static void leaves_out_buses_that_are_not_present(void **state)
{
	u64 table = build_context_table(fx.root, 9, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 77);
	build_flip(root_half(fx.root, 9, false), 0);
	assert_copy_succeeds();
	assert_int_equal(machine.pages, 1);
	assert_int_equal(domain_ids_reserved(), 0);
}

static void reserves_a_shared_domain_id_once(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 0xffff);
	build_legacy_context(table, 1, TT_UNTRANSLATED, AW_48, 0xffff);
	assert_copy_succeeds();
	assert_true(domain_id_reserved(0xffff));
	assert_int_equal(domain_ids_reserved(), 1);
}

static void keeps_domain_ids_of_this_kernel(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);

	reserve_domain_id(500);
	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 501);
	assert_copy_succeeds();
	assert_true(domain_id_reserved(500));
	assert_true(domain_id_reserved(501));
}

/* Hardware that does not snoop the CPU's caches sees only what is flushed. */
static void flushes_for_incoherent_hardware(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 2);
	fx.iommu.ecap &= ~1ULL;
	assert_copy_succeeds();
	assert_true(machine_page_flushed(fx.iommu.root_entry));
}

static void does_not_flush_for_coherent_hardware(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 2);
	fx.iommu.ecap |= 1;
	assert_copy_succeeds();
	assert_false(machine_page_flushed(fx.iommu.root_entry));
}

static void two_buses_with_one_table_get_one_each(void **state)
{
	u64 table = build_context_table(fx.root, 4, false);

	build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 2);
	build_word(root_half(fx.root, 5, false), 0, table | 1);
	assert_copy_succeeds();
	assert_copied(4, 0);
	assert_copied(5, 0);
	assert_int_not_equal(fx.iommu.root_entry[4].lo,
			     fx.iommu.root_entry[5].lo);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_legacy, teardown)
	const struct CMUnitTest tests[] = {
		TEST(copies_an_empty_root_table),
		TEST(copies_a_context),
		TEST(copies_every_function_of_a_bus),
		TEST(copies_every_bus),
		TEST(copies_each_translation_type),
		TEST(copies_bits_that_hardware_ignores),
		TEST(leaves_out_contexts_that_are_not_present),
		TEST(leaves_out_buses_that_are_not_present),
		TEST(reserves_a_shared_domain_id_once),
		TEST(keeps_domain_ids_of_this_kernel),
		TEST(flushes_for_incoherent_hardware),
		TEST(does_not_flush_for_coherent_hardware),
		TEST(two_buses_with_one_table_get_one_each),
	};

	return cmocka_run_group_tests_name("copy-legacy", tests, NULL, NULL);
}
