// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from quarantine */
/*
 * A firmware that declares a smaller address width than the memory needs. The
 * kernel asks once, so that each test needs a process of its own.
 */

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

#define LEVELS		4
#define GIB		0x40000000ULL
#define TIB		(1024 * GIB)
#define RW		(PTE_READ | PTE_WRITE)

/* Leaves with 0 if a context with memory above 64 GiB is taken over. */
static void child(void (*start)(void))
{
	u64 top;

	start();
	machine.host_width = 36;
	machine.cpu_width = 46;
	machine.old_ram[0].first = 4 * GIB;
	machine.old_ram[0].size = 64 * TIB - 4 * GIB;
	top = build_old_device(5, 0x10, LEVELS);
	build_page(top, LEVELS, GIB, 1, 100 * GIB, RW);

	exit(copy_tables() || !is_copied(5, 0x10));
}

static void believes_the_dump(void (*start)(void))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		child(start);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void believes_the_dump_about_memory(void **state)
{
	believes_the_dump(start_legacy);
	believes_the_dump(start_scalable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_the_dump_about_memory),
	};

	return cmocka_run_group_tests_name("firmware width", tests, NULL, NULL);
}
