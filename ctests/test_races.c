// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, with threads */
/* What two groups share when their drivers attach at the same time */

#include "threads.h"

#define LOST		"Mappings of the previous kernel are lost"

/* There is room for the page tables of one group, and half the other's. */
static void keeps_to_the_budget(void **state)
{
	unsigned long budget, alone, most = 0;

	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(i % 2, 0);
		budget = machine.own_pages / 16;
		attach(&groups[0]);
		alone = atomic_long_read(&carried_pages);
		end_groups();

		begin_groups(i % 2, 0);
		atomic_long_set(&carried_pages, budget - alone - alone / 2);
		run_at_once(attach, attach, 1 + i / 2);
		most = max_t(unsigned long, most,
			     atomic_long_read(&carried_pages));
		assert_logged_once(LOST);
		end_groups();
	}
	machine_races();
	if (most > budget)
		fail_msg("page tables may take %lu pages more than their budget",
			 most - budget);
}

static void attach_to_the_first(void *data)
{
	struct group *group = data;

	intel_kdump_carry_over(&groups[0].domain.domain, &group->device->pci.dev);
	group->mapped = groups[0].domain.count;
}

/* Whichever device of a group is first, all mappings are there for each. */
static void fills_the_domain_of_a_group_once(void **state)
{
	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(0, ONE_GROUP);
		run_at_once(attach_to_the_first, attach_to_the_first, 1 + i / 2);
		assert_int_equal(groups[0].mapped, 2 * PAGES);
		assert_int_equal(groups[1].mapped, 2 * PAGES);
		assert_warnings(0);
		end_groups();
	}
	assert_no_race();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_to_the_budget),
		cmocka_unit_test(fills_the_domain_of_a_group_once),
	};

	return run_in_both_modes("races", tests, tests);
}
