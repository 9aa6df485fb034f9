/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device of the crashed kernel's and a domain that its mappings are carried
 * over to. Includes the code under test.
 */
#ifndef _CARRY_H
#define _CARRY_H

#include <string.h>

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "scratch.h"

#define KIB		1024ULL
#define MIB		(1024 * KIB)
#define GIB		(1024 * MIB)
#define TIB		(1024 * GIB)
#define PAGE		(4 * KIB)
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
#define BUDGET		200
#define PAGES_MAX	1024
#define LOST		"Mappings of the previous kernel are lost"

static struct sim_device *device;	/* 05:02.0 */
static struct sim_domain domain;
static u64 top;

/* What the crashed kernel has mapped, as a list */
static struct old_mapping {
	u64 iova, phys, size;
	unsigned int prot;
} old[PAGES_MAX];
static unsigned int count;

/* 1/16 of the memory is what page tables may take. */
static inline unsigned long left(void)
{
	return machine.own_pages / 16 - atomic_long_read(&carried_pages);
}

static void limit_budget(unsigned long pages)
{
	atomic_long_set(&carried_pages, machine.own_pages / 16 - pages);
}

/* For another first attach of the group */
static inline void new_domain(void)
{
	struct old_group *group = device->pci.dev.iommu_group->data;

	domain_free(&domain);
	if (group)
		group->carried = NULL;
}

static int begin(void **state)
{
	keep_scratch_memory();
	start_machine();
	devices_reset();
	domain_init(&domain);
	fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
	top = build_old_device(5, 0x10, LEVELS);
	device = add_device(&fx.iommu, 0x510);
	limit_budget(BUDGET);
	count = 0;

	return 0;
}

static int end(void **state)
{
	assert_int_equal(devices.held, 0);
	domain_free(&domain);
	finish();

	return 0;
}

/* Expected in the domain */
static void expect(u64 iova, u64 phys, u64 size, unsigned int prot)
{
	assert_in_range(count, 0, PAGES_MAX - 1);
	old[count++] = (struct old_mapping){ iova, phys, size, prot };
}

static u64 size_of(unsigned int level)
{
	return PAGE << 9 * (level - 1);
}

/* In the old tables, and expected in the domain */
static inline void map(u64 iova, unsigned int level, u64 phys, unsigned int prot)
{
	build_page(top, LEVELS, iova, level, phys, prot);
	expect(iova, phys, size_of(level), prot);
}

static inline void carry(void)
{
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	assert_machine_clean();
}

static bool in_own_memory(u64 phys)
{
	return phys < MACHINE_LOW_END ||
	       phys - MACHINE_OWN_BASE < MACHINE_OWN_PAGES * PAGE;
}

static void assert_translates(u64 iova, u64 phys, int prot)
{
	const struct sim_mapping *mapping = domain_find(&domain, iova);

	if (!mapping)
		fail_msg("%#llx is not mapped", iova);
	if (in_own_memory(phys)) {
		phys = scratch;
		prot = PTE_WRITE;
	}
	if (mapping->phys + iova - mapping->iova != phys || mapping->prot != prot)
		fail_msg("%#llx is mapped to %#llx (%d) instead of %#llx (%d)",
			 iova, mapping->phys + iova - mapping->iova,
			 mapping->prot, phys, prot);
}

/*
 * Every page of small mappings and a sample of large ones lead where they
 * should, and nothing else is mapped: the sizes add up.
 */
static inline void assert_carried(void)
{
	u64 wanted = 0, mapped = 0;

	for (unsigned int i = 0; i < domain.count; i++)
		mapped += domain.maps[i].size;
	for (unsigned int i = 0; i < count; i++) {
		bool identity = old[i].iova == old[i].phys;
		u64 step = !identity && old[i].size > 16 * MIB ? 64 * KIB : PAGE;

		for (u64 done = 0; done < old[i].size; done += step) {
			u64 phys = old[i].phys + done;

			if (identity && in_own_memory(phys)) {
				assert_null(domain_find(&domain, phys));
				continue;
			}
			wanted += step;
			assert_translates(old[i].iova + done, phys, old[i].prot);
		}
	}
	assert_int_equal(mapped, wanted);
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

#endif
