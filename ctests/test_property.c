// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/*
 * The property that the series is for: at each instant of the hand-over and of
 * the attach of drivers, whatever the hardware has cached, an address that
 * translated before leads to the same place with the same permissions, nothing
 * that the checks reject is reachable, and what is carried over never reaches
 * this kernel's own memory.
 *
 * CTEST_SEED repeats a run, CTEST_ROUNDS makes it longer.
 */

#include "property/holds.h"

/* Machines with several IOMMUs are in test_units.c. */
static bool is_drawn(const struct topology *topology)
{
	return topology->units <= 1;
}

/* Half of the trees have devices of a topology. */
static void make(struct tree *tree, uint64_t seed)
{
	const struct topology *drawn[TOPOLOGIES], *topology = NULL;
	unsigned int count = 0;

	for (unsigned int i = 0; i < TOPOLOGIES; i++)
		if (is_drawn(&topologies[i]))
			drawn[count++] = &topologies[i];
	if (seed % 2)
		topology = drawn[seed / 2 % count];
	tree_make(tree, seed, topology);
}

static void property_holds(void **state)
{
	assert_no_tree(make, does_not_hold, run.failure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(property_holds),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
