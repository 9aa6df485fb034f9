// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from readCrashedMemory, includes the code */
/*
 * The host address width, from the firmware's DMAR table and the CPU. The
 * kernel asks once, so that each test needs a process of its own.
 */

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asm/processor.h>

#include "code.h"
#include "fixture.h"

/* Leaves with 0 if addresses are read up to @width bits and not beyond. */
static void child(bool dmar_table, unsigned int host, unsigned int cpu,
		  unsigned int width)
{
	u64 last = (1ULL << width) - MACHINE_PAGE, beyond = 1ULL << width;
	static u8 page[MACHINE_PAGE];
	bool good;

	machine_reset();
	machine.dmar_table = dmar_table;
	machine.host_width = host;
	boot_cpu_data.x86_phys_bits = cpu;
	machine_old_page(last);
	machine_old_page(beyond);

	good = intel_kdump_read_table(last, page) == 0 &&
	       intel_kdump_read_table(beyond, page) == -EINVAL &&
	       !machine.acpi_tables && !machine.violations;
	exit(good ? 0 : 1);
}

static void assert_width(bool dmar_table, unsigned int host, unsigned int cpu,
			 unsigned int width)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		child(dmar_table, host, cpu, width);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void the_firmware_declares_it(void **state)
{
	assert_width(true, 36, 52, 36);
	assert_width(true, 39, 46, 39);
	assert_width(true, 52, 52, 52);
}

static void the_cpu_limits_it(void **state)
{
	assert_width(true, 64, 46, 46);
	assert_width(true, 46, 39, 39);
}

static void the_cpu_decides_without_a_table(void **state)
{
	assert_width(false, 36, 48, 48);
}

int main(void)
{
#define TEST(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		TEST(the_firmware_declares_it),
		TEST(the_cpu_limits_it),
		TEST(the_cpu_decides_without_a_table),
	};

	return cmocka_run_group_tests_name("width", tests, NULL, NULL);
}
