// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, with threads */
/* What two groups share when their drivers attach at the same time */

#include "threads.h"

#define LOST		"Mappings of the crashed kernel are lost"

static void has_no_race(unsigned int wanted, const char *const names[],
			unsigned int count)
{
	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(i % 2, wanted);
		run_at_once(wanted & NO_ROOM ? list_regions : attach, attach,
			    1 + i / 2);
		end_groups();
	}
	assert_no_race(names, count, false);
}

static void the_budget_has_no_race(void **state)
{
	static const char *const names[] = { "carried_pages" };

	has_no_race(0, names, ARRAY_SIZE(names));
}

static void the_floor_has_no_race(void **state)
{
	static const char *const names[] = { "old_floor" };

	has_no_race(NO_ROOM, names, ARRAY_SIZE(names));
}

static void the_scratch_memory_has_no_race(void **state)
{
	static const char *const names[] = { "scratch", "scratch_size" };

	has_no_race(HOLE, names, ARRAY_SIZE(names));
}

static void makes_one_scratch_memory(void **state)
{
	unsigned int most = 0;

	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(i % 2, HOLE);
		run_at_once(attach, attach, 1 + i / 2);
		most = max(most, scratches());
		end_groups();
	}
	machine_races();
	if (most != 1)
		fail_msg("scratch memory is made %u times", most);
}

/* There is room for the page tables of one group, and half the other's. */
static void keeps_to_the_budget(void **state)
{
	unsigned long budget, alone, most = 0;

	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(i % 2, 0);
		budget = machine.own_pages / 16;
		attach(&groups[0]);
		alone = carried_pages;
		end_groups();

		begin_groups(i % 2, 0);
		carried_pages = budget - alone - alone / 2;
		run_at_once(attach, attach, 1 + i / 2);
		most = max(most, carried_pages);
		if (carried_pages <= budget)
			assert_logged_once(LOST);
		end_groups();
	}
	machine_races();
	if (most > budget)
		fail_msg("page tables may take %lu pages more than their budget",
			 most - budget);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_budget_has_no_race),
		cmocka_unit_test(the_floor_has_no_race),
		cmocka_unit_test(the_scratch_memory_has_no_race),
		cmocka_unit_test(makes_one_scratch_memory),
		cmocka_unit_test(keeps_to_the_budget),
	};

	return run_in_both_modes("races", tests, tests);
}
