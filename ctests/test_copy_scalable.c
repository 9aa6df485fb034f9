// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyAllOrNothing */
/* Copying root and context tables in scalable mode */

#include "fixture.h"

static void put_device(u8 bus, u8 devfn, u16 domain_id)
{
	bool upper = devfn >= 0x80;
	u64 half = built_word(root_half(fx.root, bus, upper), 0);
	u64 table = half ? half & ~0xfffULL :
			   build_context_table(fx.root, bus, upper);
	old_entry_t context = build_scalable_context(table, devfn, 0);

	build_pasid_entry(context, 0, PGTT_SECOND, domain_id);
}

static void copies_an_empty_root_table(void **state)
{
	assert_copy_succeeds();
	assert_int_equal(machine.pages, 1);
	assert_warnings(0);
}

static void copies_a_lower_half(void **state)
{
	put_device(6, 0x12, 40);
	assert_copy_succeeds();
	assert_copied(6, 0x12);
	assert_not_copied(6, 0x92);
	assert_int_equal(fx.iommu.root_entry[6].hi, 0);
	assert_int_equal(machine.pages, 2);
	assert_warnings(0);
}

/* The table of functions 0x80 to 0xff belongs in the upper half: fact 2. */
static void copies_an_upper_half(void **state)
{
	put_device(6, 0x92, 40);
	assert_copy_succeeds();
	assert_copied(6, 0x92);
	assert_not_copied(6, 0x12);
	assert_int_equal(fx.iommu.root_entry[6].lo, 0);
	assert_int_equal(machine.pages, 2);
	assert_warnings(0);
}

static void copies_both_halves(void **state)
{
	put_device(6, 0x00, 40);
	put_device(6, 0x7f, 41);
	put_device(6, 0x80, 42);
	put_device(6, 0xff, 43);
	assert_copy_succeeds();
	assert_copied(6, 0x00);
	assert_copied(6, 0x7f);
	assert_copied(6, 0x80);
	assert_copied(6, 0xff);
	assert_int_equal(machine.pages, 3);
}

static void copies_every_function_of_a_bus(void **state)
{
	for (int devfn = 0; devfn < 256; devfn++)
		put_device(1, devfn, 2);
	assert_copy_succeeds();
	for (int devfn = 0; devfn < 256; devfn++)
		assert_copied(1, devfn);
}

static void copies_halves_of_every_bus(void **state)
{
	for (int bus = 0; bus < 256; bus++)
		put_device(bus, bus, 2);
	assert_copy_succeeds();
	for (int bus = 0; bus < 256; bus++)
		assert_copied(bus, bus);
	assert_int_equal(machine.pages, 257);
}

/* Device-TLB, PASID and page-request enable, fault processing disable */
static void copies_the_whole_entry(void **state)
{
	u64 table = build_context_table(fx.root, 0, false);
	old_entry_t context = build_scalable_context(table, 5, 7);

	for (int bit = 1; bit <= 4; bit++)
		build_flip(context, bit);
	build_word(context, 1, 0xfffff);	/* RID_PASID */
	assert_copy_succeeds();
	assert_copied(0, 5);
	assert_warnings(0);
}

static void leaves_out_contexts_that_are_not_present(void **state)
{
	u64 table = build_context_table(fx.root, 0, true);
	old_entry_t context = build_scalable_context(table, 0x85, 0);

	build_flip(context, 0);
	assert_copy_succeeds();
	assert_not_copied(0, 0x85);
	assert_warnings(0);
}

static void flushes_for_incoherent_hardware(void **state)
{
	put_device(0, 0, 2);
	put_device(0, 0x80, 3);
	fx.iommu.ecap &= ~1ULL;
	assert_copy_succeeds();
	assert_true(machine_page_flushed(fx.iommu.root_entry));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_scalable, teardown)
	const struct CMUnitTest tests[] = {
		TEST(copies_an_empty_root_table),
		TEST(copies_a_lower_half),
		TEST(copies_an_upper_half),
		TEST(copies_both_halves),
		TEST(copies_every_function_of_a_bus),
		TEST(copies_halves_of_every_bus),
		TEST(copies_the_whole_entry),
		TEST(leaves_out_contexts_that_are_not_present),
		TEST(flushes_for_incoherent_hardware),
	};

	return cmocka_run_group_tests_name("copy-scalable", tests, NULL, NULL);
}
