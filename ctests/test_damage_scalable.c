// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from validateEntries */
/* Damaged root and context entries in scalable mode */

#include "flips.h"

/* A device in each half of bus 5; the upper one is to be damaged. */
static old_entry_t build_context(void)
{
	old_entry_t lower, upper;

	start_scalable();
	lower = build_scalable_context(build_context_table(fx.root, 5, false),
				       0x10, 0);
	build_pasid_entry(lower, 0, PGTT_SECOND, 2);
	upper = build_scalable_context(build_context_table(fx.root, 5, true),
				       0x90, 3);
	build_pasid_entry(upper, 0, PGTT_SECOND, 3);

	return upper;
}

static old_entry_t build_upper_half(void)
{
	build_context();

	return root_half(fx.root, 5, true);
}

static void assert_only_device_lost(void)
{
	assert_copy_succeeds();
	assert_refused(5, 0x90);
	assert_copied(5, 0x10);
	assert_logged_once("05:12.0");
	finish();
}

static void assert_only_upper_half_lost(void)
{
	assert_copy_succeeds();
	assert_refused(5, 0x90);
	assert_copied(5, 0x10);
	assert_logged_once("bus 05");
	finish();
}

static void each_bit_of_a_context_entry(void **state)
{
	static const struct flip flips[] = {
		{ 255, 85, REFUSED },	/* reserved */
		/* RID_PRIV without its capability */
		{ 84, 84, KERNEL_SETS_RID_PRIV ? ACCEPTED : REFUSED },
		{ 83, 80, REFUSED },	/* RID_PASID beyond 2^(3 + 13) */
		{ 79, 64, ACCEPTED },	/* RID_PASID */
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 9, SKIPPED },	/* directory and its size */
		{ 8, 5, REFUSED },	/* reserved */
		{ 4, 2, ACCEPTED },	/* page request, PASID, device-TLB */
		{ 1, 1, ACCEPTED },	/* fault processing disable */
		{ 0, 0, ABSENT },	/* present */
	};

	flip_each_bit(build_context, 5, 0x90, flips);
}

static void each_bit_of_a_root_half(void **state)
{
	static const struct flip flips[] = {
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, SKIPPED },	/* context-table pointer */
		{ 11, 1, REFUSED },	/* reserved */
		{ 0, 0, ABSENT },	/* present */
	};

	flip_each_bit(build_upper_half, 5, 0x90, flips);
}

/* Device-TLB, PASID, page-request enable; RID_PRIV; RID_PASID */
static void each_feature_needs_its_capability(void **state)
{
	static const struct { unsigned int bit, ecap; } features[] = {
		{ 2, 2 }, { 3, 40 }, { 4, 29 }, { 64, 49 }, { 84, 53 },
	};
	/* some kernels take RID_PRIV in any case */
	const size_t count = ARRAY_SIZE(features) - KERNEL_SETS_RID_PRIV;

	for (unsigned int i = 0; i < count; i++) {
		u64 ecap = 1ULL << features[i].ecap;

		build_flip(build_context(), features[i].bit);
		fx.iommu.ecap |= ecap;
		assert_copy_succeeds();
		assert_copied(5, 0x90);
		finish();

		build_flip(build_context(), features[i].bit);
		fx.iommu.ecap &= ~ecap;
		assert_only_device_lost();
	}
}

static const u64 unusable_tables[] = {
	0, MACHINE_PAGE, MACHINE_LOW_END - MACHINE_PAGE, MACHINE_OWN_BASE,
	MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE, 1ULL << 46,
};

static void unusable_context_table(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(unusable_tables); i++) {
		build_word(build_upper_half(), 0, unusable_tables[i] | 1);
		assert_only_upper_half_lost();
	}
}

static void unusable_pasid_directory(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(unusable_tables); i++) {
		build_word(build_context(), 0, unusable_tables[i] | 1);
		assert_only_device_lost();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_of_a_context_entry),
		cmocka_unit_test(each_bit_of_a_root_half),
		cmocka_unit_test(each_feature_needs_its_capability),
		cmocka_unit_test(unusable_context_table),
		cmocka_unit_test(unusable_pasid_directory),
	};

	return cmocka_run_group_tests_name("damage-scalable", tests, warm_up, NULL);
}
