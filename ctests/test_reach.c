// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables */
/* Where a device without a driver in this kernel ends, from the hand-over on */

#include "devices.h"
#include "fixture.h"
#include "walker.h"

#define PAGE		4096ULL
#define GIB		0x40000000ULL
#define OWN		MACHINE_OWN_BASE
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
#define SOURCE_ID	0x510

static u64 top;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	fx.iommu.cap |= CAP_2M | CAP_1G;
	top = build_old_device(5, 0x10, LEVELS);

	return 0;
}

static int end(void **state)
{
	finish();

	return 0;
}

/* Where the hardware takes a request of the device after the hand-over */
static struct hw_page translate(u64 iova)
{
	u64 rtaddr = virt_to_phys(fx.iommu.root_entry) |
		     (fx.scalable ? 1ULL << 10 : 0);
	struct hw_space space = hw_space(rtaddr, SOURCE_ID);

	return hw_address(&space, iova);
}

/* Scratch memory may be written, and no more. */
static void assert_out_of_reach(u64 iova)
{
	struct hw_page page = translate(iova);
	bool own = page.phys - OWN < machine.own_pages * PAGE;

	if (page.access & HW_READ && own)
		fail_msg("%#llx leads to %#llx, which is this kernel's", iova,
			 page.phys);
}

/* The device goes on with all else. */
static void assert_goes_on(u64 iova, u64 phys)
{
	struct hw_page page = translate(iova);

	assert_int_equal(page.access, HW_READ | HW_WRITE);
	assert_int_equal(page.phys, phys);
}

static void cuts_off_pages_of_own_memory(void **state)
{
	build_page(top, LEVELS, GIB, 1, 0x70000000, RW);
	build_page(top, LEVELS, GIB + PAGE, 1, OWN + 16 * PAGE, RW);
	assert_int_equal(copy_tables(), 0);
	assert_goes_on(GIB, 0x70000000);
	assert_out_of_reach(GIB + PAGE);
}

static void cuts_off_large_pages_over_own_memory(void **state)
{
	build_page(top, LEVELS, GIB, 1, 0x70000000, RW);
	build_page(top, LEVELS, 2 * GIB, 2, OWN, RW);
	assert_int_equal(copy_tables(), 0);
	assert_goes_on(GIB, 0x70000000);
	assert_out_of_reach(2 * GIB);
	assert_out_of_reach(2 * GIB + 511 * PAGE);
}

/* A device that has an address in its TLB keeps sending translated requests. */
static void keeps_the_device_tlb_in_quarantine(void **state)
{
	old_entry_t context = old_context(5, 0x10);

	/* Translation type 01b, or DTE: bit 2 in both modes */
	build_flip(context, 2);
	build_page(top, LEVELS, GIB, 1, 0x70000000, RW);
	build_flip(build_path(top, LEVELS, GIB, 1), 62);
	assert_int_equal(copy_tables(), 0);
	assert_refused(5, 0x10);
	if (!enables_device_tlb(new_context(5, 0x10)))
		fail_msg("the device-TLB is off");
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cuts_off_pages_of_own_memory),
		TEST(cuts_off_large_pages_over_own_memory),
		TEST(keeps_the_device_tlb_in_quarantine),
	};

	return run_in_both_modes("reach", tests, tests);
}
