// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from validateEntries */
/* Damaged root and context entries in legacy mode */

#include "flips.h"
#include "kernel_features.h"

/* Two buses, two devices on the first; the first device is to be damaged. */
static u64 build_machine(void)
{
	u64 table, other;

	start_legacy();
	table = build_context_table(fx.root, 5, false);
	other = build_context_table(fx.root, 6, false);
	build_legacy_context(table, 0x11, TT_UNTRANSLATED, AW_48, 2);
	build_legacy_context(other, 0x10, TT_UNTRANSLATED, AW_39, 3);

	return table;
}

static old_entry_t build_context(void)
{
	return build_legacy_context(build_machine(), 0x10, TT_UNTRANSLATED,
				    AW_48, 0);
}

static old_entry_t build_root(void)
{
	build_context();

	return root_half(fx.root, 5, false);
}

static void assert_only_device_lost(void)
{
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_copied(5, 0x11);
	assert_copied(6, 0x10);
	assert_logged_once("05:02.0");
	finish();
}

static void assert_only_bus_lost(void)
{
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_refused(5, 0x11);
	assert_copied(6, 0x10);
	assert_logged_once("bus 05");
	finish();
}

static void each_bit_of_a_context_entry(void **state)
{
	static const struct flip flips[] = {
		{ 127, 88, REFUSED },	/* reserved */
		{ 87, 72, ACCEPTED },	/* domain-id, all 65536 exist */
		{ 71, 71, REFUSED },	/* reserved */
		{ 70, 67, ACCEPTED },	/* ignored by hardware */
		{ 66, 64, REFUSED },	/* AW 2 becomes 6, 0, 3: not in SAGAW */
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, ACCEPTED },	/* another second-stage table */
		{ 11, 4, REFUSED },	/* reserved */
		{ 3, 2, ACCEPTED },	/* TT 0 becomes 2, 1 */
		{ 1, 1, ACCEPTED },	/* fault processing disable */
		{ 0, 0, ABSENT },	/* present */
	};

	flip_each_bit(build_context, 5, 0x10, flips);
}

static void each_bit_of_a_root_entry(void **state)
{
	static const struct flip flips[] = {
		{ 127, 64, REFUSED },	/* reserved */
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, SKIPPED },	/* context-table pointer */
		{ 11, 1, REFUSED },	/* reserved */
		{ 0, 0, ABSENT },	/* present */
	};

	flip_each_bit(build_root, 5, 0x10, flips);
}

static void reserved_translation_type(void **state)
{
	old_entry_t entry = build_context();

	build_word(entry, 0, built_word(entry, 0) | TT_RESERVED << 2);
	assert_only_device_lost();
}

static void device_tlb_needs_its_capability(void **state)
{
	build_flip(build_context(), 2);
	fx.iommu.ecap &= ~(1ULL << 2);
	assert_only_device_lost();
}

/* A whole table of garbage must not fill the log. */
static void damage_is_no_flood_of_messages(void **state)
{
	u64 table;

	start_legacy();
	table = build_context_table(fx.root, 5, false);
	for (unsigned int devfn = 0; devfn < 256; devfn++)
		build_flip(build_legacy_context(table, devfn, TT_UNTRANSLATED,
						AW_48, 2), 127);
	assert_copy_succeeds();
	assert_in_range(machine.warnings, 10, 12);
	finish();
}

static void pass_through_needs_its_capability(void **state)
{
	build_flip(build_context(), 3);
	fx.iommu.ecap &= ~(1ULL << 6);
	assert_only_device_lost();
}

/* The address of a pass-through entry means nothing. */
static void pass_through_needs_no_table(void **state)
{
	old_entry_t entry = build_context();

	build_word(entry, 0, ~0xfffULL | TT_PASS_THROUGH << 2 | 1);
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	assert_warnings(0);
	finish();
}

/* Bit 4 stood for 6 levels, which are refused once page tables are checked. */
static void address_width_follows_sagaw(void **state)
{
	const unsigned int known = SERIES_HAS_CHECK_PAGE_TABLES ? 15 : 31;

	for (unsigned int sagaw = 0; sagaw < 32; sagaw++) {
		for (unsigned int width = 0; width < 8; width++) {
			u64 table;

			start_legacy();
			fx.iommu.cap &= ~(31ULL << 8);
			fx.iommu.cap |= sagaw << 8;
			table = build_context_table(fx.root, 0, false);
			build_legacy_context(table, 0, TT_UNTRANSLATED, width, 2);
			assert_copy_succeeds();
			assert_int_equal(is_copied(0, 0), (sagaw & known) >> width & 1);
			finish();
		}
	}
}

static void domain_id_must_exist(void **state)
{
	for (unsigned int nd = 0; nd <= 6; nd++) {
		unsigned int ids = 1u << (4 + 2 * nd);
		u64 table;

		start_legacy();
		fx.iommu.cap &= ~7ULL;
		fx.iommu.cap |= nd;
		table = build_context_table(fx.root, 0, false);
		build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, ids - 1);
		build_legacy_context(table, 1, TT_UNTRANSLATED, AW_48, ids);
		assert_copy_succeeds();
		assert_copied(0, 0);
		assert_int_equal(is_copied(0, 1), nd == 6);	/* wraps to 0 */
		finish();
	}
}

static const u64 unusable_tables[] = {
	0, MACHINE_PAGE, MACHINE_LOW_END - MACHINE_PAGE, MACHINE_OWN_BASE,
	MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE, 1ULL << 46,
};

static void unusable_second_stage_table(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(unusable_tables); i++) {
		build_word(build_context(), 0, unusable_tables[i] | 1);
		assert_only_device_lost();
	}
}

static void unusable_context_table(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(unusable_tables); i++) {
		build_word(build_root(), 0, unusable_tables[i] | 1);
		assert_only_bus_lost();
	}
}

/* A table where nothing answers reads as all ones: no entry of it is sound. */
static void context_table_in_a_hole(void **state)
{
	build_word(build_root(), 0, 0x99999000 | 1);
	assert_copy_succeeds();
	for (int devfn = 0; devfn < 256; devfn++)
		assert_refused(5, devfn);
	assert_copied(6, 0x10);
	assert_true(machine.warnings > 0);
	finish();
}

static void domain_ids_of_damaged_entries_are_reserved(void **state)
{
	old_entry_t entry = build_context();

	build_word(entry, 1, 0x1234 << 8 | 7);
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_true(domain_id_reserved(0x1234));
	assert_int_equal(domain_ids_reserved(), 3);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_of_a_context_entry),
		cmocka_unit_test(each_bit_of_a_root_entry),
		cmocka_unit_test(damage_is_no_flood_of_messages),
		cmocka_unit_test(reserved_translation_type),
		cmocka_unit_test(device_tlb_needs_its_capability),
		cmocka_unit_test(pass_through_needs_its_capability),
		cmocka_unit_test(pass_through_needs_no_table),
		cmocka_unit_test(address_width_follows_sagaw),
		cmocka_unit_test(domain_id_must_exist),
		cmocka_unit_test(unusable_second_stage_table),
		cmocka_unit_test(unusable_context_table),
		cmocka_unit_test(context_table_in_a_hole),
		cmocka_unit_test(domain_ids_of_damaged_entries_are_reserved),
	};

	return cmocka_run_group_tests_name("damage-legacy", tests, warm_up, NULL);
}
