// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/* What the DMA API may give out once old addresses, windows, MSIs are kept from it */

#include "room.h"

/* As iova_reserve_pci_windows() and iova_reserve_iommu_regions() leave it */
static void is_what_nobody_else_has(void **state)
{
	add_window(&devices.bridge[0], 3 * GIB, 3 * GIB + 512 * MIB, IORESOURCE_MEM);
	add_window(&devices.bridge[0], 1536 * MIB, 1537 * MIB, IORESOURCE_IO);
	add_window(&devices.bridge[1], 2 * GIB, 3 * GIB, IORESOURCE_MEM);
	add_direct(512 * MIB, 520 * MIB);
	/* in the window, over its end, and beside all others, where 4 MiB go */
	use(top, 3 * GIB, 3 * GIB + 4 * MIB);
	use(top, 3 * GIB + 510 * MIB, 3 * GIB + 514 * MIB);
	use(top, GIB, GIB + 2 * MIB);
	assert_copy_succeeds();
	probe_group(&device, 1, &domain);
	assert_int_equal(iovas_room(&domain.iovas, BELOW_4G),
			 4 * GIB - PAGE - 512 * MIB - 1 * MIB - 8 * MIB -
			 4 * MIB - 2 * MIB);
	assert_int_equal(iovas_room(&domain.iovas, GIB - 1),
			 GIB - PAGE - 8 * MIB);
	assert_warnings(0);
}

/* The other group has other addresses in use; its windows are the same. */
static void is_that_of_a_group(void **state)
{
	use(top, GIB, GIB + 4 * MIB);
	use(other_top, 2 * GIB, 2 * GIB + 2 * MIB);
	other->pci.bus = &devices.bridge[1].bus;
	add_window(&devices.bridge[1], 3 * GIB, 4 * GIB, IORESOURCE_MEM);
	assert_copy_succeeds();
	probe_group(&device, 1, &domain);
	probe_group(&other, 1, &other_domain);
	assert_int_equal(iovas_room(&domain.iovas, BELOW_4G),
			 4 * GIB - PAGE - 1 * MIB - 4 * MIB);
	assert_int_equal(iovas_room(&other_domain.iovas, BELOW_4G),
			 3 * GIB - PAGE - 2 * MIB);
}

static void is_given_out_from_the_top(void **state)
{
	struct sim_iovas *iovas = &domain.iovas;

	use(top, 4 * GIB - 2 * MIB, 4 * GIB);
	assert_copy_succeeds();
	probe_group(&device, 1, &domain);
	assert_int_equal(iovas_alloc(iovas, PAGE, BELOW_4G), 4 * GIB - 4 * MIB - PAGE);
	/* aligned to a power of two, and small ones are rounded up to it */
	assert_int_equal(iovas_alloc(iovas, 3 * PAGE, BELOW_4G),
			 4 * GIB - 4 * MIB - 8 * PAGE);
	assert_int_equal(iovas_alloc(iovas, PAGE, BELOW_4G),
			 4 * GIB - 4 * MIB - 2 * PAGE);
	assert_int_equal(iovas_alloc(iovas, 3 * MIB, BELOW_4G), 4 * GIB - 8 * MIB);
	/* below what MSIs take, with 24 bits, and with 64 bits */
	assert_int_equal(iovas_alloc(iovas, 16 * MIB, BELOW_4G), MSI - 30 * MIB);
	assert_int_equal(iovas_alloc(iovas, MIB, 0xffffff), 15 * MIB);
	assert_int_equal(iovas_alloc(iovas, GIB, ~0ULL), 2 * GIB);
	assert_int_equal(iovas_alloc(iovas, 4 * GIB, ~0ULL), -4 * GIB);
}

/* Until there is no more, nothing hits a window or what devices may still use. */
static void is_free_of_what_is_in_use(void **state)
{
	u64 iova, count = 0;

	add_window(&devices.bridge[0], 2 * GIB, 3 * GIB, IORESOURCE_MEM);
	use(top, GIB, GIB + 256 * MIB);
	for (u64 i = 1; i < 200; i++)
		if (i * 16 * MIB - GIB >= 256 * MIB)
			map(i * 16 * MIB, 1);
	assert_copy_succeeds();
	probe_group(&device, 1, &domain);
	while ((iova = iovas_alloc(&domain.iovas, MIB, BELOW_4G))) {
		for (u64 at = 0; at < MIB; at += PAGE)
			if (domain_find(&domain, iova + at))
				fail_msg("%#llx is given out, and in use", iova + at);
		if (iova - 2 * GIB < GIB)
			fail_msg("%#llx is given out, and in a window", iova);
		count++;
	}
	/*
	 * What is below the first page, but page 0, and above the last: the
	 * largest gap, and beyond it all but MSIs.
	 */
	assert_int_equal(count, 16 - 1 + 4096 - (199 * 16 + 1) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM_TEST(is_what_nobody_else_has),
		ROOM_TEST(is_that_of_a_group),
		ROOM_TEST(is_given_out_from_the_top),
		ROOM_TEST(is_free_of_what_is_in_use),
	};

	return run_in_both_modes("room", tests, tests);
}
