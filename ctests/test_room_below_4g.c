// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/*
 * Drivers are left with enough below 4 GiB, all counted that the DMA API does
 * not give out, or it is said; and one group's shortage is no other group's.
 */

#include "room.h"

/* What is in use but for a gap, and what else is not given out of that gap */
struct shortage {
	const char *name;
	u64 gap, gap_end;
	struct {
		u64 first, end;
	} window, direct;
};

static const struct shortage shortages[] = {
	/* 4 MiB are above the window. */
	{ "counts_windows_of_the_host_bridge", 2 * GIB, 4 * GIB,
	  .window = { 2 * GIB, 0xffc00000 } },
	{ "counts_memory_of_the_firmware", GIB, GIB + ROOM,
	  .direct = { GIB + 2 * MIB, GIB + 4 * MIB } },
	{ "counts_the_addresses_of_msis", 0xfec00000, 0xfec00000 + ROOM },
};

static void build_shortage(const struct shortage *it)
{
	use(top, 0, it->gap);
	use(top, it->gap_end, 4 * GIB);
	if (it->window.end)
		add_window(&devices.bridge[0], it->window.first, it->window.end,
			   IORESOURCE_MEM);
	if (it->direct.end)
		add_direct(it->direct.first, it->direct.end);
}

static int begin_shortage(void **state)
{
	const struct shortage *it = *state;

	begin_room(state);
	build_shortage(it);

	return 0;
}

static void is_met_or_said(void **state)
{
	u64 room;

	assert_copy_succeeds();
	probe_group(&device, 1, &domain);
	room = iovas_room(&domain.iovas, BELOW_4G);
	if (room < ROOM && !machine.warnings)
		fail_msg("%llu MiB are left below 4 GiB, and nobody says so",
			 room / MIB);
}

/* Next to nothing is left by one group; the other needs 4 MiB at 64 MiB. */
static void begin_with_two_groups(void)
{
	use(top, 0, 4 * GIB);
	use(other_top, 64 * MIB, 68 * MIB);
	assert_copy_succeeds();
}

static void list_as_a_short_group(void)
{
	iovas_init(&domain.iovas, device);
	assert_warnings(1);
}

static void leaves_another_group_its_addresses(void **state)
{
	u64 before, after;

	begin_with_two_groups();
	iovas_init(&other_domain.iovas, other);
	before = iovas_room(&other_domain.iovas, BELOW_4G);
	list_as_a_short_group();
	iovas_init(&other_domain.iovas, other);
	after = iovas_room(&other_domain.iovas, BELOW_4G);
	assert_int_equal(before, 4 * GIB - PAGE - 1 * MIB - 4 * MIB);
	if (after != before)
		fail_msg("%llu MiB of another group are no longer reserved",
			 (after - before) / MIB);
}

static void leaves_another_group_its_mappings(void **state)
{
	begin_with_two_groups();
	iovas_init(&other_domain.iovas, other);
	list_as_a_short_group();
	probe_group(&other, 1, &other_domain);
	for (u64 iova = 64 * MIB; iova < 68 * MIB; iova += 2 * MIB)
		if (!domain_find(&other_domain, iova))
			fail_msg("%#llx of another group is no longer mapped", iova);
}

static void is_said_once_for_a_group(void **state)
{
	struct sim_device *both[] = { device, other };

	use(top, 0, 4 * GIB);
	other->pci.dev.iommu_group = device->pci.dev.iommu_group;
	assert_copy_succeeds();
	probe_group(both, 2, &domain);
	assert_warnings(1);
}

#define SHORTAGE(i) \
	{ shortages[i].name, is_met_or_said, begin_shortage, end_room, \
	  (void *)&shortages[i] }

int main(void)
{
	const struct CMUnitTest tests[] = {
		SHORTAGE(0), SHORTAGE(1), SHORTAGE(2),
		ROOM_TEST(leaves_another_group_its_addresses),
		ROOM_TEST(leaves_another_group_its_mappings),
		ROOM_TEST(is_said_once_for_a_group),
	};

	return run_in_both_modes("room below 4 GiB", tests, tests);
}
