/* SPDX-License-Identifier: GPL-2.0-only */
/* A device and the regions that are reserved for it. Includes the code under test. */
#ifndef _RESERVE_H
#define _RESERVE_H

#include "code.h"
#include "devices.h"
#include "fixture.h"

#define KIB		1024ULL
#define MIB		(1024 * KIB)
#define GIB		(1024 * MIB)
#define RW		(PTE_READ | PTE_WRITE)
#define PAGE		(4 * KIB)
#define CHUNK		(4 * MIB)

static struct sim_device *device;	/* 05:02.0 */
static u64 top;
static struct list_head regions;

static int begin(void **state)
{
	start_machine();
	devices_reset();
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

static inline void map(u64 iova, unsigned int level)
{
	build_page(top, 4, iova, level, 64 * GIB, RW);
}

static inline void list_regions(void)
{
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
}

static inline void copy_and_list(void)
{
	assert_copy_succeeds();
	list_regions();
}

/* The chunks below 4 GiB that the group may still use: these, and no other. */
static inline void assert_used_chunks(const u64 *chunk, unsigned int count)
{
	const struct old_group *group = device->pci.dev.iommu_group->data;
	DECLARE_BITMAP(expected, CHUNKS) = {};

	assert_non_null(group);
	for (unsigned int i = 0; i < count; i++)
		__set_bit(chunk[i] / CHUNK, expected);
	for (unsigned int i = 0; i < CHUNKS; i++)
		if (test_bit(i, expected) != test_bit(i, group->used))
			fail_msg("chunk %#llx is %sused", i * CHUNK,
				 test_bit(i, expected) ? "not " : "");
}

#define assert_used(...)						\
	assert_used_chunks((const u64[]){ __VA_ARGS__ },		\
			   ARRAY_SIZE(((const u64[]){ __VA_ARGS__ })))

/* The next region must be from @first to @end; the list is used up. */
static inline void take(u64 first, u64 end)
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

static inline void assert_no_more(void)
{
	assert_true(list_empty(&regions));
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

#endif
