/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two groups of a device each, whose drivers attach at the same time, behind the
 * same IOMMU or each behind one of its own. Includes the code under test.
 */
#ifndef _THREADS_H
#define _THREADS_H

#include <string.h>

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "scratch.h"

#define PAGE		4096ULL
#define MIB		(1ULL << 20)
#define GIB		(1ULL << 30)
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
#define PAGES		16
#define SCHEDULES	3
#define HOLE_IOVA	(32 * GIB)

/* What a test wants of the crashed kernel's mappings, beside PAGES pages */
enum {
	HOLE = 1,	/* a large page over this kernel's memory */
	ONE_GROUP = 2,	/* both devices are in it */
};

static struct group {
	struct sim_device *device;
	struct sim_domain domain;
	struct list_head regions;
	unsigned int mapped;		/* when the device was attached */
} groups[2];

static inline u64 iova_of(unsigned int group, unsigned int page)
{
	return (8 + group) * GIB + page * 2 * PAGE;
}

static inline u64 phys_of(unsigned int group, unsigned int page)
{
	return (64 + group) * GIB + page * 4 * PAGE;
}

static void build_group(unsigned int group, unsigned int wanted)
{
	u64 top = build_old_device(5, 0x10 + group, LEVELS);

	for (unsigned int page = 0; page < PAGES; page++)
		build_page(top, LEVELS, iova_of(group, page), 1,
			   phys_of(group, page), RW);
	if (wanted & HOLE)
		build_page(top, LEVELS, HOLE_IOVA, 2, MACHINE_OWN_BASE, RW);
}

static void begin_groups(bool two, unsigned int wanted)
{
	keep_scratch_memory();
	start_machine();
	devices_reset();
	for (unsigned int group = 0; group < 2; group++) {
		if (two && group)
			add_unit(scalable);
		if (two || !group) {
			fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
			record_flushes(&fx.iommu);
		}
		build_group(group, wanted);
		if (two || group)
			assert_int_equal(copy_tables(), 0);
		groups[group].device = add_device(&fx.iommu, 0x510 + group);
		if (wanted & ONE_GROUP)
			groups[group].device->pci.dev.iommu_group =
				&groups[0].device->group;
		domain_init(&groups[group].domain);
		INIT_LIST_HEAD(&groups[group].regions);
	}
	devices_join();
	atomic_long_set(&carried_pages, 0);
}

static void end_groups(void)
{
	for (unsigned int group = 0; group < 2; group++) {
		domain_free(&groups[group].domain);
		iommu_put_resv_regions(&groups[group].device->pci.dev,
				       &groups[group].regions);
	}
	assert_int_equal(devices.held, 0);
	finish();
}

/* As its driver's first mapping does, once the core has probed the device */
static void attach(void *data)
{
	struct group *group = data;

	probe_group(&group->device, 1, &group->domain);
}

static void run_at_once(void (*first)(void *data), void (*second)(void *data),
			unsigned int steps)
{
	const struct machine_task tasks[] = {
		{ first, &groups[0] }, { second, &groups[1] },
	};

	machine_run_at_once(tasks, 2, steps);
}

static void assert_no_race(void)
{
	const char *races = machine_races();

	if (*races)
		fail_msg("%.*s", (int)strcspn(races, "\n"), races);
}

#endif
