// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from reserveIOVAs, includes the code */
/* The I/O addresses that are kept from new DMA, in both modes: behaviour K5 */

#include <string.h>

#include "drivers/iommu/intel/kdump.c"
#include "devices.h"
#include "fixture.h"

#define KIB		1024ULL
#define MIB		(1024 * KIB)
#define GIB		(1024 * MIB)
#define RW		(PTE_READ | PTE_WRITE)
#define PAGE		(4 * KIB)
#define ROOM		(256 * MIB)
#define RANGES		256

static bool scalable;
static struct sim_device *device;	/* 05:02.0 */
static u64 top;
static struct list_head regions;

static int begin(void **state)
{
	if (scalable)
		start_scalable();
	else
		start_legacy();
	devices_reset();
	old_floor = 0;
	INIT_LIST_HEAD(&regions);
	fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
	top = build_old_device(5, 0x10, 4);
	device = add_device(&fx.iommu, 0x510);

	return 0;
}

static int end(void **state)
{
	iommu_put_resv_regions(&device->pci.dev, &regions);
	assert_int_equal(devices.held, 0);
	finish();

	return 0;
}

static void map(u64 iova, unsigned int level)
{
	build_page(top, 4, iova, level, 64 * GIB, RW);
}

static void list_regions(void)
{
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
}

static void copy_and_list(void)
{
	assert_copy_succeeds();
	list_regions();
}

/* The next region must be from @first to @end; the list is used up. */
static void take(u64 first, u64 end)
{
	struct iommu_resv_region *region;

	assert_false(list_empty(&regions));
	region = list_first_entry(&regions, struct iommu_resv_region, list);
	assert_int_equal(region->start, first);
	assert_int_equal(region->start + region->length, end);
	assert_int_equal(region->type, IOMMU_RESV_RESERVED);
	list_del(&region->list);
	kfree(region);
}

static void assert_no_more(void)
{
	assert_true(list_empty(&regions));
}

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

/* RID_PASID, bits 19:0 of word 1, names the entry: here the 3rd page's first. */
static void follows_the_pasid_of_requests_without_one(void **state)
{
	u32 pasid = 3 << 15 | 70;
	old_entry_t context = build_scalable_context(fx.root, 0, 5);
	u64 table = build_context_table(fx.root, 6, true);

	build_word(root_half(fx.root, 0, false), 0, 0);
	context = build_scalable_context(table, 0x81, 5);
	build_word(context, 1, pasid);
	build_page(built_page_tables(build_pasid_entry(context, pasid, PGTT_SECOND, 9)),
		   4, GIB, 1, 0x70000000, RW);
	device->pci.requester_ids[0] = 0x681;
	copy_and_list();
	take(GIB, GIB + PAGE);
	assert_no_more();
}

/* Entries that are absent may say anything. */
static void follows_no_pasid_that_is_absent(void **state)
{
	old_entry_t entry = built_translation(5, 0x10);

	map(GIB, 1);
	build_flip(entry, 0);
	copy_and_list();
	assert_no_more();
}

static void follows_no_directory_entry_that_is_absent(void **state)
{
	u64 root = built_word(root_half(fx.root, 5, false), 0) & ~0xfffULL;
	u64 directory = built_pasid_directory(scalable_context(root, 0x10));

	map(GIB, 1);
	build_flip(pasid_directory_entry(directory, 0), 0);
	copy_and_list();
	assert_no_more();
}

static void follows_no_pasid_that_was_damaged(void **state)
{
	old_entry_t entry = built_translation(5, 0x10);

	map(GIB, 1);
	assert_copy_succeeds();
	build_flip(entry, 10);			/* reserved */
	list_regions();
	assert_no_more();
	build_flip(entry, 10);
	build_word(entry, 0, built_word(entry, 0) | 7 << 2);	/* 9 levels */
	list_regions();
	assert_no_more();
}

/* Until here, the device has second-stage tables. */
static void begin_first_stage(unsigned int levels)
{
	fx.iommu.cap |= CAP_FIRST_57 | CAP_FIRST_1G;
	top = build_first_stage_device(5, 0x10, levels);
}

static void map_first(unsigned int levels, u64 iova, unsigned int level,
		      unsigned int flags)
{
	build_first_stage_page(top, levels, iova, level, 64 * GIB, flags);
}

/* What is present can be read. Bit 63, execute-disable, says nothing of DMA. */
static void follows_the_first_stage(void **state)
{
	begin_first_stage(4);
	map_first(4, GIB, 1, FIRST_PRESENT | FIRST_USER);
	map_first(4, GIB + PAGE, 1, RW | FIRST_USER);
	map_first(4, GIB + 3 * PAGE, 1, PTE_WRITE | FIRST_USER);
	map_first(4, GIB + 4 * PAGE, 1, RW | FIRST_USER);
	build_flip(build_path(top, 4, GIB + 4 * PAGE, 1), 63);
	map_first(4, 2 * GIB, 2, FIRST_PRESENT | FIRST_USER);
	map_first(4, 5 * GIB, 3, FIRST_PRESENT | FIRST_USER);
	copy_and_list();
	take(GIB, GIB + 2 * PAGE);
	take(GIB + 4 * PAGE, GIB + 5 * PAGE);
	take(2 * GIB, 2 * GIB + 2 * MIB);
	take(5 * GIB, 6 * GIB);
	assert_no_more();
}

/* In 4 levels, bit 47 is the sign; in 5, bit 56. What has it is never taken. */
static void leaves_the_upper_half_out(void **state)
{
	for (unsigned int levels = 4; levels <= 5; levels++) {
		u64 half = levels == 4 ? 1ULL << 47 : 1ULL << 56;

		if (levels == 5)
			begin(state);
		begin_first_stage(levels);
		map_first(levels, half - PAGE, 1, RW | FIRST_USER);
		map_first(levels, half, 1, RW | FIRST_USER);
		map_first(levels, 2 * half - PAGE, 1, RW | FIRST_USER);
		map_first(levels, 2 * half - 2 * GIB, 3, RW | FIRST_USER);
		copy_and_list();
		take(half - PAGE, half);
		assert_no_more();
		if (levels == 4)
			end(state);
	}
}

/* Bit 2 must be set all the way. */
static void leaves_what_is_not_for_users(void **state)
{
	begin_first_stage(5);
	map_first(5, 4 * GIB, 1, RW | FIRST_USER);
	map_first(5, 4 * GIB + 2 * PAGE, 1, RW);
	map_first(5, 4 * GIB + 4 * MIB, 2, RW);
	map_first(5, 6 * GIB, 3, RW);
	for (unsigned int level = 2; level <= 5; level++) {
		u64 iova = 1ULL << (12 + 9 * (level - 1));

		map_first(5, iova, 1, RW | FIRST_USER);
		build_flip(build_path(top, 5, iova, level), 2);
	}
	copy_and_list();
	take(4 * GIB, 4 * GIB + PAGE);
	assert_no_more();
}

/* The pages of the second stage have no bit for users. */
static void tells_the_stages_of_aliases_apart(void **state)
{
	begin_first_stage(4);
	map_first(4, GIB, 1, RW | FIRST_USER);
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	top = build_old_device(7, 0, 4);
	map(3 * GIB, 1);
	copy_and_list();
	take(GIB, GIB + PAGE);
	take(3 * GIB, 3 * GIB + PAGE);
	assert_no_more();
}

static int legacy_mode(void **state)
{
	scalable = false;

	return warm_up(state);
}

static int scalable_mode(void **state)
{
	scalable = true;

	return warm_up(state);
}

int main(void)
{
#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)
#define TESTS							\
	TEST(nothing_without_copied_tables),			\
	TEST(nothing_for_other_buses),				\
	TEST(nothing_for_a_device_without_a_context),		\
	TEST(nothing_once_a_context_is_replaced),		\
	TEST(joins_neighbours),					\
	TEST(walks_five_levels),				\
	TEST(permissions_are_those_of_the_path),		\
	TEST(joins_the_closest),				\
	TEST(keeps_as_many_as_there_may_be),			\
	TEST(takes_all_devices_of_a_group),			\
	TEST(takes_all_aliases),				\
	TEST(needs_no_more_room_than_there_is),			\
	TEST(makes_room_at_the_bottom),				\
	TEST(counts_what_is_below_4g_only),			\
	TEST(drops_what_is_below_the_floor),			\
	TEST(survives_damage_after_the_copy),			\
	TEST(survives_every_failure)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS,
		TEST(follows_the_pasid_of_requests_without_one),
		TEST(follows_no_pasid_that_is_absent),
		TEST(follows_no_directory_entry_that_is_absent),
		TEST(follows_no_pasid_that_was_damaged),
		TEST(follows_the_first_stage),
		TEST(leaves_the_upper_half_out),
		TEST(leaves_what_is_not_for_users),
		TEST(tells_the_stages_of_aliases_apart),
	};
	int failed;

	failed = cmocka_run_group_tests_name("reserve, legacy", in_legacy_mode,
					     legacy_mode, NULL);

	return failed + cmocka_run_group_tests_name("reserve, scalable",
						    in_scalable_mode,
						    scalable_mode, NULL);
}
