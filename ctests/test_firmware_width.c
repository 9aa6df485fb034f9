// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from quarantine */
/*
 * A firmware that declares a smaller address width than the memory needs. The
 * width is cached, so that each test needs a process of its own.
 */

#include <stdlib.h>
#include <unistd.h>

#include <asm/processor.h>

#include "fixture.h"

#define LEVELS		4
#define GIB		0x40000000ULL
#define TIB		(1024 * GIB)
#define RW		(PTE_READ | PTE_WRITE)

enum { TAKEN_OVER = 41, REFUSED };

/* A context with memory above 64 GiB */
static void child(void (*start)(void))
{
	u64 top;

	start();
	machine.host_width = 36;
	boot_cpu_data.x86_phys_bits = 46;
	machine.old_ram[0].first = 4 * GIB;
	machine.old_ram[0].size = 64 * TIB - 4 * GIB;
	top = build_old_device(5, 0x10, LEVELS);
	build_page(top, LEVELS, GIB, 1, 100 * GIB, RW);

	if (copy_tables() || machine.violations)
		abort();
	_exit(is_copied(5, 0x10) ? TAKEN_OVER : REFUSED);
}

static void believes_the_dump(void (*start)(void))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		child(start);
	status = child_status(pid);
	if (status == REFUSED)
		fail_msg("the context is refused");
	assert_int_equal(status, TAKEN_OVER);
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
