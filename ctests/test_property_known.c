// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continuePassThrough, includes the code */
/*
 * The property, for devices that test_property.c leaves out because the series
 * is known to fail there
 */

#include "property/holds.h"

static void make_acpi(struct tree *tree, uint64_t seed)
{
	tree_make(tree, seed, &topologies[ACPI]);
}

static void holds_for_acpi_devices(void **state)
{
	assert_no_tree(make_acpi, does_not_hold, run.failure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_for_acpi_devices),
	};

	return cmocka_run_group_tests_name("property-known", tests, NULL, NULL);
}
