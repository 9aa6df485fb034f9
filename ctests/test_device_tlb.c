// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables */
/* Devices are told when what may be in their TLBs is withdrawn. */

#include "device_tlbs.h"
#include "fixture.h"
#include "hand_over.h"

#define PAGE		4096ULL
#define GIB		0x40000000ULL
#define OWN		MACHINE_OWN_BASE
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
#define ID		0x510
#define LAST_ID		0x690

static u64 top;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	fx.iommu.cap |= CAP_1G;
	add_ats_device(5, 0x10, &top);
	add_ats_device(6, 0x90, NULL);
	build_page(top, LEVELS, GIB, 1, 0x70000000, RW);

	return 0;
}

/* Once a driver has attached, nothing leads to what was made for the device. */
static int end(void **state)
{
	discard();

	return 0;
}

/* A reserved bit of a page that is in use: 62 */
static void damage(u8 bus, u8 devfn)
{
	u64 table = built_page_tables(built_translation(bus, devfn));

	build_flip(build_path(table, LEVELS, 2 * GIB, 1), 62);
	build_flip(build_path(table, LEVELS, 2 * GIB, 1), 0);
}

static void assert_withdrawn(u16 source_id)
{
	assert_device_tlb_told(source_id);
	assert_device_tlb_on(source_id);
	assert_machine_clean();
}

static void told_of_quarantine(void **state)
{
	damage(5, 0x10);
	damage(6, 0x90);
	hand_over();
	assert_refused(5, 0x10);
	assert_refused(6, 0x90);
	assert_withdrawn(ID);
	assert_withdrawn(LAST_ID);
}

/* The page may be this kernel's; how it is cut off is not asked here. */
static void told_of_pages_that_are_cut_off(void **state)
{
	struct reach reach;

	build_page(top, LEVELS, GIB + PAGE, 1, OWN + 16 * PAGE, RW);
	hand_over();
	device_tlb_reach(ID, live_rtaddr, &reach);
	for (unsigned int i = 0; i < reach.count; i++) {
		struct hw_page page = hw_address(&reach.space[i], GIB + PAGE);

		if (page.access & HW_READ && page.phys - OWN < 4096 * PAGE)
			fail_msg("its TLB leads to %#lx, which is this kernel's",
				 (unsigned long)page.phys);
	}
	assert_withdrawn(ID);
}

/* Tables that are pass-through reach this kernel's memory, too. */
static void told_of_identity(void **state)
{
	build_word(build_path(top, LEVELS, GIB, 1), 0, 0);
	build_page(top, LEVELS, 0, 3, 0, RW);
	hand_over();
	assert_copied(5, 0x10);
	assert_withdrawn(ID);
}

static void told_of_a_driver(void **state)
{
	hand_over();
	attach_device(ID, true);
	assert_withdrawn(ID);
}

/* It may know nothing of what the crashed kernel has enabled. */
static void told_of_a_driver_without_device_tlbs(void **state)
{
	hand_over();
	attach_device(ID, false);
	assert_device_tlb_told(ID);
	assert_machine_clean();
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(told_of_quarantine),
		TEST(told_of_pages_that_are_cut_off),
		TEST(told_of_identity),
		TEST(told_of_a_driver),
		TEST(told_of_a_driver_without_device_tlbs),
	};

	return run_in_both_modes("device-tlb", tests, tests);
}
