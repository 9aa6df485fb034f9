// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from reserveIOVAs, includes the code */
/* The I/O addresses that are kept from new DMA, in both modes */

#include <string.h>

#include "reserve.h"

#define ROOM		(256 * MIB)
#define RANGES		256

static void nothing_without_copied_tables(void **state)
{
	map(GIB, 1);
	list_regions();
	assert_no_more();
	assert_int_equal(machine.calls, 0);
}

static void nothing_for_other_buses(void **state)
{
	map(GIB, 1);
	device->pci.dev.pci = false;
	copy_and_list();
	assert_no_more();
}

static void nothing_for_a_device_without_a_context(void **state)
{
	map(GIB, 1);
	device->pci.requester_ids[0] = 0x511;
	copy_and_list();
	assert_no_more();
}

static void nothing_once_a_context_is_replaced(void **state)
{
	map(GIB, 1);
	assert_copy_succeeds();
	clear_bit(0x510, fx.iommu.copied_tables);
	list_regions();
	assert_no_more();
}

/* Neighbours are one range wherever they are translated to. */
static void joins_neighbours(void **state)
{
	map(0, 1);
	build_page(top, 4, GIB - PAGE, 1, 0x70000000, PTE_READ);
	build_page(top, 4, GIB, 1, 0x4d000000, PTE_WRITE);
	map(GIB + 2 * PAGE, 1);
	map(2 * GIB, 2);
	map(2 * GIB + 2 * MIB, 1);
	map(5 * GIB, 3);
	map(256 * 1024 * GIB - PAGE, 1);
	copy_and_list();
	take(0, PAGE);
	take(GIB - PAGE, GIB + PAGE);
	take(GIB + 2 * PAGE, GIB + 3 * PAGE);
	take(2 * GIB, 2 * GIB + 2 * MIB + PAGE);
	take(5 * GIB, 6 * GIB);
	take(256 * 1024 * GIB - PAGE, 256 * 1024 * GIB);
	assert_no_more();
}

static void walks_five_levels(void **state)
{
	top = build_old_device(5, 0x20, 5);
	device->pci.requester_ids[0] = 0x520;
	build_page(top, 5, 1ULL << 50, 1, 0x70000000, RW);
	copy_and_list();
	take(1ULL << 50, (1ULL << 50) + PAGE);
	assert_no_more();
}

/* What a table takes away, an entry below it cannot give. */
static void permissions_are_those_of_the_path(void **state)
{
	old_entry_t entry;

	build_page(top, 4, GIB, 1, 0x70000000, PTE_WRITE);
	build_page(top, 4, GIB + PAGE, 1, 0x70000000, RW);
	entry = build_path(top, 4, GIB, 3);
	build_word(entry, 0, built_word(entry, 0) & ~(u64)PTE_WRITE);
	copy_and_list();
	take(GIB + PAGE, GIB + 2 * PAGE);
	assert_no_more();
}

static int descending(const void *a, const void *b)
{
	u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return left < right ? 1 : left > right ? -1 : 0;
}

/* 300 pages between 299 different gaps: the 255 widest stay. */
static void joins_the_closest(void **state)
{
	u64 gaps[300], sorted[300], iova[300];
	u64 first = 0;
	unsigned int i;

	for (i = 0; i < 300; i++) {
		gaps[i] = 1 + i * 7 % 300;
		iova[i] = (i ? iova[i - 1] + (1 + gaps[i - 1]) * PAGE : GIB);
		map(iova[i], 1);
	}
	memcpy(sorted, gaps, 299 * sizeof(*gaps));
	qsort(sorted, 299, sizeof(*sorted), descending);
	copy_and_list();
	for (i = 0; i < 300; i++) {
		if (i < 299 && gaps[i] < sorted[RANGES - 2])
			continue;
		take(iova[first], iova[i] + PAGE);
		first = i + 1;
	}
	assert_no_more();
}

static void keeps_as_many_as_there_may_be(void **state)
{
	for (unsigned int i = 0; i < RANGES; i++)
		map(GIB + 2 * i * PAGE, 1);
	copy_and_list();
	for (unsigned int i = 0; i < RANGES; i++)
		take(GIB + 2 * i * PAGE, GIB + (2 * i + 1) * PAGE);
	assert_no_more();
}

static void takes_all_devices_of_a_group(void **state)
{
	struct sim_device *other = add_device(&fx.iommu, 0x511);
	struct sim_device *stranger = add_device(&fx.iommu, 0x512);

	other->pci.dev.iommu_group = device->pci.dev.iommu_group;
	stranger->pci.requester_ids[0] = 0x512;
	map(GIB, 1);
	build_page(build_old_device(5, 0x11, 4), 4, GIB / 2, 1, 0x70000000, RW);
	build_page(build_old_device(5, 0x12, 4), 4, 3 * GIB, 1, 0x70000000, RW);
	copy_and_list();
	take(GIB / 2, GIB / 2 + PAGE);
	take(GIB, GIB + PAGE);
	assert_no_more();
}

static void takes_all_aliases(void **state)
{
	device->pci.requester_ids[device->pci.aliases++] = 0x600;
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	map(GIB, 1);
	build_page(build_old_device(7, 0, 4), 4, GIB - 2 * MIB, 2, 64 * GIB, RW);
	copy_and_list();
	take(GIB - 2 * MIB, GIB + PAGE);
	assert_no_more();
}

/* All ranges below 4 GiB but for @room, from 1 GiB on */
static void fill(u64 room)
{
	u64 iova = 0;

	while (iova < 4 * GIB) {
		if (iova == GIB)
			iova += room;
		map(iova, 2);
		iova += 2 * MIB;
	}
	map(8 * GIB, 1);
}

static void needs_no_more_room_than_there_is(void **state)
{
	fill(ROOM);
	copy_and_list();
	assert_warnings(0);
	take(0, GIB);
	take(GIB + ROOM, 4 * GIB);
	take(8 * GIB, 8 * GIB + PAGE);
	assert_no_more();
}

static void makes_room_at_the_bottom(void **state)
{
	fill(ROOM - 2 * MIB);
	copy_and_list();
	assert_warnings(1);
	assert_logged_once("leaves no room");
	take(ROOM, GIB);
	take(GIB + ROOM - 2 * MIB, 4 * GIB);
	take(8 * GIB, 8 * GIB + PAGE);
	assert_no_more();

	list_regions();
	assert_warnings(1);
}

static void counts_what_is_below_4g_only(void **state)
{
	for (u64 iova = GIB; iova < 4 * GIB; iova += GIB)
		map(iova, 3);
	for (u64 iova = 4 * GIB; iova < 4 * GIB + 800 * MIB; iova += 2 * MIB)
		map(iova, 2);
	copy_and_list();
	assert_warnings(0);
	take(GIB, 4 * GIB + 800 * MIB);
	assert_no_more();
}

/* Ranges below the floor vanish; of one across it, the rest is kept. */
static void drops_what_is_below_the_floor(void **state)
{
	map(ROOM / 2, 1);
	map(ROOM - 2 * MIB, 2);
	map(ROOM, 2);
	old_floor = ROOM;
	copy_and_list();
	take(ROOM, ROOM + 2 * MIB);
	assert_no_more();
}

/* Legacy DMA may hit a table after the check, as may the crashed kernel. */
static void survives_damage_after_the_copy(void **state)
{
	map(GIB, 1);
	map(3 * GIB, 1);
	assert_copy_succeeds();
	build_flip(build_path(top, 4, 3 * GIB, 1), 62);
	list_regions();
	assert_machine_clean();
	take(GIB, GIB + PAGE);
	assert_no_more();
}

static void survives_every_failure(void **state)
{
	map(GIB, 1);
	map(3 * GIB, 1);
	assert_copy_succeeds();
	for (unsigned int fail_at = 1; fail_at; fail_at++) {
		unsigned int allocs = machine.allocs;

		machine.calls = 0;
		machine.fail_at = fail_at;
		list_regions();
		if (machine.calls < fail_at)
			break;
		iommu_put_resv_regions(&device->pci.dev, &regions);
		assert_machine_clean();
		assert_int_equal(devices.held, 0);
		assert_int_equal(machine.allocs, allocs);
		assert_in_range(fail_at, 1, 50);
	}
	take(GIB, GIB + PAGE);
	take(3 * GIB, 3 * GIB + PAGE);
	assert_no_more();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_without_copied_tables),
		TEST(nothing_for_other_buses),
		TEST(nothing_for_a_device_without_a_context),
		TEST(nothing_once_a_context_is_replaced),
		TEST(joins_neighbours),
		TEST(walks_five_levels),
		TEST(permissions_are_those_of_the_path),
		TEST(joins_the_closest),
		TEST(keeps_as_many_as_there_may_be),
		TEST(takes_all_devices_of_a_group),
		TEST(takes_all_aliases),
		TEST(needs_no_more_room_than_there_is),
		TEST(makes_room_at_the_bottom),
		TEST(counts_what_is_below_4g_only),
		TEST(drops_what_is_below_the_floor),
		TEST(survives_damage_after_the_copy),
		TEST(survives_every_failure),
	};

	return run_in_both_modes("reserve", tests, tests);
}
