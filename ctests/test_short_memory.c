// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from containUnreadable */
/* A failed allocation says nothing of the tables: they must not be called damaged. */

#include <string.h>

#include "devices.h"
#include "fixture.h"

#define LEVELS	4
#define GIB	(1ULL << 30)
#define RW	(PTE_READ | PTE_WRITE)

static void calls_no_table_damaged(void **state)
{
	unsigned int blamed = 0, fail_at = 0;
	bool failed;

	do {
		start_machine();
		devices_reset();
		add_device(&fx.iommu, 0x510);
		build_page(build_old_device(5, 0x10, LEVELS), LEVELS, GIB, 1,
			   0x70000000, RW);
		machine.fail_at = ++fail_at;
		copy_tables();
		failed = machine.calls >= fail_at;
		blamed += failed && strstr(machine_log(), "Damaged");
		machine.fail_at = 0;
		discard();
	} while (failed);
	assert_in_range(fail_at, 5, 1000);
	if (blamed)
		fail_msg("sound tables are called damaged after %u of %u failed calls",
			 blamed, fail_at - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_no_table_damaged),
	};

	return run_in_both_modes("short memory", tests, tests);
}
