// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPASIDTables */
/* In scalable mode, the domain-ids to reserve are in the PASID entries. */

#include "fixture.h"

static old_entry_t build_device(unsigned int pdts)
{
	u64 table = build_context_table(fx.root, 5, true);

	return build_scalable_context(table, 0x90, pdts);
}

static void reserves_those_of_all_pasids(void **state)
{
	old_entry_t context = build_device(7);

	build_pasid_entry(context, 0, PGTT_SECOND, 100);
	build_pasid_entry(context, 63, PGTT_FIRST, 101);
	build_pasid_entry(context, 64, PGTT_NESTED, 102);
	build_pasid_entry(context, 0x12300, PGTT_PASS_THROUGH, 103);
	build_pasid_entry(context, 0xfffff, PGTT_SECOND, 0xffff);
	assert_copy_succeeds();
	for (int id = 100; id <= 103; id++)
		assert_true(domain_id_reserved(id));
	assert_true(domain_id_reserved(0xffff));
	assert_int_equal(domain_ids_reserved(), 5);
}

static void reserves_those_of_all_devices(void **state)
{
	for (int bus = 0; bus < 4; bus++) {
		for (int upper = 0; upper < 2; upper++) {
			u64 table = build_context_table(fx.root, bus, upper);
			old_entry_t context;

			context = build_scalable_context(table, upper * 0x80, 0);
			build_pasid_entry(context, 0, PGTT_SECOND,
					  200 + bus * 2 + upper);
		}
	}
	assert_copy_succeeds();
	for (int id = 200; id < 208; id++)
		assert_true(domain_id_reserved(id));
	assert_int_equal(domain_ids_reserved(), 8);
}

/* Where a legacy entry has its domain-id, a scalable one has RID_PASID. */
static void takes_no_pasid_for_a_domain_id(void **state)
{
	old_entry_t context = build_device(7);

	build_word(context, 1, 0x12300);
	build_pasid_entry(context, 0x12300, PGTT_SECOND, 7);
	assert_copy_succeeds();
	assert_true(domain_id_reserved(7));
	assert_int_equal(domain_ids_reserved(), 1);
}

/* The hardware may have cached what was there before the damage. */
static void reserves_those_of_damaged_pasids(void **state)
{
	old_entry_t entry = build_pasid_entry(build_device(0), 3, PGTT_SECOND,
					      100);

	build_flip(entry, 10);
	assert_copy_succeeds();
	assert_not_copied(5, 0x90);
	assert_true(domain_id_reserved(100));
	assert_int_equal(domain_ids_reserved(), 1);
}

/* The hardware cannot use them, and there is no room to note them. */
static void ignores_those_that_the_hardware_lacks(void **state)
{
	old_entry_t context = build_device(0);

	limit_domain_ids();
	build_pasid_entry(context, 0, PGTT_SECOND, 255);
	build_pasid_entry(context, 1, PGTT_SECOND, 256);
	assert_copy_succeeds();
	assert_true(domain_id_reserved(255));
	assert_false(domain_id_reserved(256));
	assert_int_equal(domain_ids_reserved(), 1);
}

static void ignores_pasids_that_are_not_present(void **state)
{
	old_entry_t entry = build_pasid_entry(build_device(0), 3, PGTT_SECOND,
					      100);

	build_flip(entry, 0);
	assert_copy_succeeds();
	assert_copied(5, 0x90);
	assert_int_equal(domain_ids_reserved(), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_scalable, teardown)
	const struct CMUnitTest tests[] = {
		TEST(reserves_those_of_all_pasids),
		TEST(reserves_those_of_all_devices),
		TEST(takes_no_pasid_for_a_domain_id),
		TEST(reserves_those_of_damaged_pasids),
		TEST(ignores_those_that_the_hardware_lacks),
		TEST(ignores_pasids_that_are_not_present),
	};

	return cmocka_run_group_tests_name("domain-ids", tests, NULL, NULL);
}
