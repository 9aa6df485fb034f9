// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from containUnreadable */
/*
 * A table in memory that cannot be read: the copy that survives a machine check
 * must be used. A test that meets one ends its process.
 */

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"

#define LEVELS	4
#define GIB	(1ULL << 30)
#define RW	(PTE_READ | PTE_WRITE)

enum { CONTAINED = 41, MACHINE_CHECK };

static void check_machine(int signal)
{
	_exit(MACHINE_CHECK);
}

/* The device 05:02.0 is lost at most, and its neighbour is not. */
static void child(u64 (*poisoned)(u64 top))
{
	u64 top;

	signal(SIGSEGV, check_machine);
	start_machine();
	build_page(build_old_device(5, 0x11, LEVELS), LEVELS, GIB, 1, 0x70000000,
		   RW);
	top = build_old_device(5, 0x10, LEVELS);
	build_page(top, LEVELS, GIB, 1, 0x70001000, RW);
	machine.poisoned = poisoned(top);
	if (copy_tables() || machine.violations || !is_copied(5, 0x11) ||
	    is_copied(5, 0x10))
		abort();
	_exit(CONTAINED);
}

static void assert_contained(u64 (*poisoned)(u64 top))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		child(poisoned);
	status = child_status(pid);
	if (status == MACHINE_CHECK)
		fail_msg("the read of poisoned memory is a machine check");
	assert_int_equal(status, CONTAINED);
}

static u64 first_table(u64 top)
{
	return top;
}

static u64 last_table(u64 top)
{
	return build_path(top, LEVELS, GIB, 1) & ~0xfffULL;
}

static void survives_a_poisoned_first_table(void **state)
{
	assert_contained(first_table);
}

static void survives_a_poisoned_last_table(void **state)
{
	assert_contained(last_table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_a_poisoned_first_table),
		cmocka_unit_test(survives_a_poisoned_last_table),
	};

	return run_in_both_modes("poison", tests, tests);
}
