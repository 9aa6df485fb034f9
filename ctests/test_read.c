// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from readCrashedMemory, includes the code */
/* Reading a page of the crashed kernel's memory */

#include <string.h>

#include "code.h"
#include "fixture.h"

static u8 page[MACHINE_PAGE];

static void refuses(u64 phys)
{
	memset(page, 0x5a, sizeof(page));
	assert_int_equal(intel_kdump_read_table(phys, page), -EINVAL);
	for (size_t i = 0; i < sizeof(page); i++)
		assert_int_equal(page[i], 0x5a);
	assert_int_equal(machine.mapped, 0);
}

static void reads_a_whole_page(void **state)
{
	u64 phys = build_pages(1);

	for (unsigned int i = 0; i < 512; i++)
		build_word(phys, i, 0x0123456789abcdefULL * (i + 1));

	assert_int_equal(intel_kdump_read_table(phys, page), 0);
	assert_memory_equal(page, machine_find_old_page(phys), sizeof(page));
	assert_int_equal(machine.mapped, 1);
	assert_int_equal(machine.maps, 0);
}

static void reads_just_below_the_host_address_width(void **state)
{
	u64 phys = (1ULL << machine.host_width) - MACHINE_PAGE;

	build_word(phys, 511, 42);
	assert_int_equal(intel_kdump_read_table(phys, page), 0);
	assert_int_equal(((u64 *)page)[511], 42);
}

static void reads_next_to_own_memory(void **state)
{
	static const u64 neighbours[] = {
		MACHINE_LOW_END,
		MACHINE_OWN_BASE - MACHINE_PAGE,
		MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(neighbours); i++) {
		build_word(neighbours[i], 0, i + 1);
		assert_int_equal(intel_kdump_read_table(neighbours[i], page), 0);
		assert_int_equal(((u64 *)page)[0], i + 1);
	}
}

static void refuses_address_zero(void **state)
{
	refuses(0);
}

static void refuses_own_memory(void **state)
{
	refuses(MACHINE_PAGE);
	refuses(MACHINE_LOW_END - MACHINE_PAGE);
	refuses(MACHINE_OWN_BASE);
	refuses(MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE);
}

static void refuses_what_the_hardware_cannot_address(void **state)
{
	for (unsigned int bit = machine.host_width; bit < 64; bit++)
		refuses(1ULL << bit | 0x70000000);
}

static void reports_a_failed_mapping(void **state)
{
	u64 phys = build_pages(1);

	machine.fail_at = 1;
	assert_int_equal(intel_kdump_read_table(phys, page), -ENOMEM);
	assert_int_equal(machine.maps, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_legacy, teardown)
	const struct CMUnitTest tests[] = {
		TEST(reads_a_whole_page),
		TEST(reads_just_below_the_host_address_width),
		TEST(reads_next_to_own_memory),
		TEST(refuses_address_zero),
		TEST(refuses_own_memory),
		TEST(refuses_what_the_hardware_cannot_address),
		TEST(reports_a_failed_mapping),
	};

	return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
