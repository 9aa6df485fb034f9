// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from quarantineDevices, includes the code */
/* A processor that addresses less than the platform (VT-d, section 8.1). */

#include "code.h"

#define HEALTHY		0x20
#define SICK		0x28
#define CPU_WIDTH	46
#define BEYOND		(1ULL << CPU_WIDTH)

static u64 healthy;

static int begin(void **state)
{
	start();
	machine.host_width = CPU_WIDTH + 2;
	boot_cpu_data.x86_phys_bits = CPU_WIDTH;
	healthy = build_device(HEALTHY, 7);
	map(healthy, 4, 0xffffc000, 1, 0x5550001000 | RW);

	return 0;
}

static void assert_damaged(u8 bus, u8 devfn)
{
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	assert_true(in_quarantine(bus, devfn));
	assert_same_tables(HEALTHY, healthy);
}

static void a_context_table_beyond_it(void **state)
{
	build_word(root_half(fx.root, 5, false), 0, BEYOND | 1);
	assert_damaged(5, SICK);
}

static void a_page_table_beyond_it(void **state)
{
	old_entry_t context;

	build_device(SICK, 9);
	context = legacy_context(fx.contexts, SICK);
	build_word(context, 0, BEYOND | 1);
	assert_damaged(0, SICK);
}

static void a_root_table_beyond_it(void **state)
{
	fx.regs[0x20 / 8] = BEYOND;
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	assert_true(in_quarantine(0, HEALTHY));
}

#define test_sick(name)		\
	cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_sick(a_context_table_beyond_it),
		test_sick(a_page_table_beyond_it),
		test_sick(a_root_table_beyond_it),
	};

	return run_group(tests);
}
