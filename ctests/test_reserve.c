// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from avoidWindows, includes the code */
/* The I/O addresses that are kept from new DMA, in both modes */

#include "reserve.h"

static void nothing_without_copied_tables(void **state)
{
	map(GIB, 1);
	list_regions();
	assert_no_more();
	assert_int_equal(machine.calls, 0);
}

static void nothing_for_a_device_without_a_context(void **state)
{
	map(GIB, 1);
	device->pci.requester_ids[0] = 0x511;
	copy_and_list();
	assert_no_more();
}

/* The largest gap below 4 GiB is the drivers', and all else up to the last page. */
static void leaves_the_largest_gap(void **state)
{
	map(GIB, 1);
	map(GIB + 8 * MIB, 1);
	map(3 * GIB, 2);
	copy_and_list();
	take(GIB, GIB + 12 * MIB);
	take(3 * GIB, 3 * GIB + 2 * MIB);
	assert_no_more();
}

static void leaves_what_is_below_the_first(void **state)
{
	map(3 * GIB, 2);
	map(3 * GIB + 512 * MIB, 1);
	map(256 * 1024 * GIB - PAGE, 1);
	copy_and_list();
	take(3 * GIB, 4 * GIB);
	take(256 * 1024 * GIB - PAGE, 256 * 1024 * GIB);
	assert_no_more();
}

/* The rest is for drivers, a hole between two addresses excepted. */
static void keeps_what_is_used_from_4_gib_on(void **state)
{
	map(6 * GIB, 1);
	map(9 * GIB, 1);
	build_page(top, 4, 8 * GIB, 2, 0x70000000, RW);
	copy_and_list();
	take(6 * GIB, 9 * GIB + PAGE);
	assert_no_more();
}

static void keeps_what_crosses_4_gib(void **state)
{
	build_page(top, 4, 4 * GIB - 2 * MIB, 2, 1 * GIB, RW);
	build_page(top, 4, 4 * GIB, 2, 1 * GIB + 2 * MIB, RW);
	copy_and_list();
	/* from the chunk of MSIs on */
	take(4 * GIB - CHUNK, 4 * GIB);
	take(4 * GIB, 4 * GIB + 2 * MIB);
	assert_no_more();
}

/* A page uses the whole of its chunk, and a large one all that it is in. */
static void counts_in_chunks(void **state)
{
	map(0, 1);
	build_page(top, 4, GIB - PAGE, 1, 0x70000000, PTE_READ);
	build_page(top, 4, GIB, 1, 0x4d000000, PTE_WRITE);
	map(2 * GIB + 2 * MIB, 2);
	map(2 * GIB + 4 * MIB, 2);
	map(4 * GIB - PAGE, 1);
	copy_and_list();
	assert_used(0, GIB - CHUNK, GIB, 2 * GIB, 2 * GIB + CHUNK, 4 * GIB - CHUNK);
	take(0, 2 * GIB + 2 * CHUNK);
	/* from the chunk of MSIs on */
	take(0xfec00000, 4 * GIB);
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
	build_page(top, 4, GIB + CHUNK, 1, 0x70000000, RW);
	entry = build_path(top, 4, GIB, 3);
	build_word(entry, 0, built_word(entry, 0) & ~(u64)PTE_WRITE);
	copy_and_list();
	assert_used(GIB + CHUNK);
}

static void takes_all_devices_of_a_group(void **state)
{
	struct sim_device *other = add_device(&fx.iommu, 0x511);

	add_device(&fx.iommu, 0x512);
	other->pci.dev.iommu_group = device->pci.dev.iommu_group;
	map(GIB, 1);
	build_page(build_old_device(5, 0x11, 4), 4, GIB / 2, 1, 0x70000000, RW);
	build_page(build_old_device(5, 0x12, 4), 4, 3 * GIB, 1, 0x70000000, RW);
	copy_and_list();
	assert_used(GIB / 2, GIB);
	take(GIB / 2, GIB + PAGE);
	assert_no_more();
}

static void takes_all_aliases(void **state)
{
	device->pci.requester_ids[device->pci.aliases++] = 0x600;
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	map(GIB, 1);
	build_page(build_old_device(7, 0, 4), 4, GIB - 2 * MIB, 2, 64 * GIB, RW);
	copy_and_list();
	assert_used(GIB - CHUNK, GIB);
}

/* All addresses below 4 GiB but for @room, from 1 GiB on */
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
	fill(GROUP_ROOM);
	copy_and_list();
	assert_warnings(0);
	take(0, GIB);
	take(GIB + GROUP_ROOM, 4 * GIB);
	take(8 * GIB, 8 * GIB + PAGE);
	assert_no_more();
}

static void gives_addresses_up_for_room(void **state)
{
	fill(GROUP_ROOM - 2 * MIB);
	copy_and_list();
	assert_warnings(1);
	assert_logged_once("leaves no room");
	take(GROUP_ROOM, 4 * GIB);
	take(8 * GIB, 8 * GIB + PAGE);
	assert_no_more();

	list_regions();
	assert_warnings(1);
}

/* What the check has found is known, whatever happens to the tables. */
static void survives_damage_after_the_copy(void **state)
{
	map(GIB, 1);
	map(GIB + CHUNK, 1);
	assert_copy_succeeds();
	build_flip(build_path(top, 4, GIB + CHUNK, 1), 62);
	list_regions();
	assert_machine_clean();
	take(GIB, GIB + CHUNK + PAGE);
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
		assert_int_equal(machine.allocs, allocs);
		assert_in_range(fail_at, 1, 2);
	}
	take(GIB, GIB + CHUNK);
	take(3 * GIB, 3 * GIB + PAGE);
	assert_no_more();
}

/* A device that joins without memory is named, and all goes on. */
static void survives_a_join_without_memory(void **state)
{
	struct iommu_group *group = device->pci.dev.iommu_group;
	unsigned int fail_at = 0;

	map(GIB, 1);
	assert_copy_succeeds();
	for (;;) {
		devices_leave();
		machine.calls = 0;
		machine.fail_at = ++fail_at;
		device->pci.dev.iommu_group = NULL;
		intel_kdump_join_group(&device->pci.dev, group);
		device->pci.dev.iommu_group = group;
		if (machine.calls < fail_at)
			break;
	}
	assert_warnings(2);
	assert_used(GIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_without_copied_tables),
		TEST(nothing_for_a_device_without_a_context),
		TEST(leaves_the_largest_gap),
		TEST(leaves_what_is_below_the_first),
		TEST(keeps_what_is_used_from_4_gib_on),
		TEST(keeps_what_crosses_4_gib),
		TEST(counts_in_chunks),
		TEST(walks_five_levels),
		TEST(permissions_are_those_of_the_path),
		TEST(takes_all_devices_of_a_group),
		TEST(takes_all_aliases),
		TEST(needs_no_more_room_than_there_is),
		TEST(gives_addresses_up_for_room),
		TEST(survives_damage_after_the_copy),
		TEST(survives_every_failure),
		TEST(survives_a_join_without_memory),
	};

	return run_in_both_modes("reserve", tests, tests);
}
