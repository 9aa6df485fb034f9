// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* The pages of page tables that carrying mappings over takes, and their budget */

#include "bench/mappings.h"

/* Make the scratch memory first: it stays, and must not be counted. */
static int setup(void **state)
{
	warm_up(state);
	start_legacy();
	alloc_scratch();
	discard();
	machine_keep_pages();

	return 0;
}

static void takes_its_share_of_the_old_tables(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(memory_layouts); i++) {
		const struct layout *layout = &memory_layouts[i];

		carry_layout(layout, TABLES_MAX);
		assert_warnings(0);
		if (!new.tables || new.tables * layout->share > old.tables)
			fail_msg("%s: %u pages for %u", layout->name,
				 new.tables, old.tables);
		finish();
	}
}

/* The budget is asked for an estimate: enough, but at most twice what is used. */
static void asks_for_what_it_takes(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(memory_layouts); i++) {
		const struct layout *layout = &memory_layouts[i];
		unsigned long budgeted = carry_layout(layout, TABLES_MAX);

		if (budgeted < new.tables ||
		    budgeted > 2 * new.tables + LEVELS + 8)
			fail_msg("%s: %u pages, and %lu are asked for",
				 layout->name, new.tables, budgeted);
		finish();
	}
}

static void maps_nothing_beyond_the_budget(void **state)
{
	const struct layout *layout = &memory_layouts[0];
	unsigned long budgeted = carry_layout(layout, TABLES_MAX);

	finish();
	assert_int_equal(carry_layout(layout, budgeted), budgeted);
	assert_warnings(0);
	finish();
	assert_int_equal(carry_layout(layout, budgeted - 1), 0);
	assert_int_equal(new.tables, 0);
	assert_logged_once("Mappings of the previous kernel are lost");
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_share_of_the_old_tables),
		cmocka_unit_test(asks_for_what_it_takes),
		cmocka_unit_test(maps_nothing_beyond_the_budget),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
