/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups, and the addresses that they leave to drivers. Includes the code under test. */
#ifndef _ROOM_H
#define _ROOM_H

#include "reserve.h"

#define BELOW_4G	0xffffffffULL
/* What the series promises to drivers below 4 GiB: half of the memory */
#define ROOM		(8 * MIB)
#define MSI		0xfee00000ULL

static struct sim_domain domain, other_domain;
static struct sim_device *other;	/* 05:04.0, in a group of its own */
static u64 other_top;

static int begin_room(void **state)
{
	begin(state);
	atomic_long_set(&carried_pages, 0);
	other_top = build_old_device(5, 0x20, 4);
	other = add_device(&fx.iommu, 0x520);
	domain_init(&domain);
	domain_init(&other_domain);

	return 0;
}

static int end_room(void **state)
{
	domain_free(&domain);
	domain_free(&other_domain);

	return end(state);
}

/* The crashed kernel's driver uses all from @first to @end. */
static void use(u64 table, u64 first, u64 end)
{
	for (u64 iova = first; iova < end; iova += 2 * MIB)
		build_page(table, 4, iova, 2, 64 * GIB, RW);
}

static void add_direct(u64 first, u64 end)
{
	device->direct[device->directs].start = first;
	device->direct[device->directs].length = end - first;
	device->direct[device->directs++].type = IOMMU_RESV_DIRECT;
}

#define ROOM_TEST(f)	cmocka_unit_test_setup_teardown(f, begin_room, end_room)

#endif
