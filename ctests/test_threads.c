// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, with threads */
/* Drivers that attach, and devices that fault, at the same time */

#include "threads.h"

#define NEW_LO		0x0000000021234001ULL
#define NEW_HI		0x0000000000000702ULL
#define FPD		2ULL
/* A fault record, from section 11.4.14 of the specification */
#define RECORD		0x400
#define PPF		(2ULL << 32)	/* in the fault status register, at 34h */
#define FAULT		(1ULL << 63 | 5ULL << 32)	/* F; not writable */

static void list_regions(void *data)
{
	struct group *group = data;

	intel_kdump_get_resv_regions(&group->device->pci.dev, &group->regions);
}

static bool is_reserved(unsigned int group, u64 iova)
{
	struct iommu_resv_region *region;

	list_for_each_entry(region, &groups[group].regions, list)
		if (iova - region->start < region->length)
			return true;

	return false;
}

static void lists_addresses_at_once(void **state)
{
	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		begin_groups(i % 2, 0);
		run_at_once(list_regions, list_regions, 1 + i / 2);
		for (unsigned int group = 0; group < 2; group++)
			for (unsigned int page = 0; page < PAGES; page++) {
				assert_true(is_reserved(group, iova_of(group, page)));
				/* The second's reach from 4 GiB to its last. */
				assert_false(is_reserved(0, iova_of(1, page)));
			}
		end_groups();
	}
	assert_no_race();
}

static void assert_attached(unsigned int group)
{
	const struct sim_domain *domain = &groups[group].domain;
	const struct sim_mapping *mapping;
	u64 size = PAGES * PAGE + 2 * MIB;

	for (unsigned int page = 0; page < PAGES; page++) {
		mapping = domain_find(domain, iova_of(group, page));
		assert_non_null(mapping);
		assert_int_equal(mapping->phys, phys_of(group, page));
		assert_int_equal(mapping->size, PAGE);
		assert_int_equal(mapping->prot, RW);
	}
	for (unsigned int i = 0; i < domain->count; i++)
		size -= domain->maps[i].size;
	assert_int_equal(size, 0);
	mapping = domain_find(domain, HOLE_IOVA);
	assert_non_null(mapping);
	assert_int_equal(mapping->prot, PTE_WRITE);
	assert_true(machine_page_allocated(mapping->phys));
}

/* Alone, each takes what both take half of: nothing gets lost. */
static void fills_both_domains_at_once(void **state)
{
	for (unsigned int i = 0; i < 2 * SCHEDULES; i++) {
		unsigned long alone;

		begin_groups(i % 2, HOLE);
		attach(&groups[0]);
		alone = atomic_long_read(&carried_pages);
		end_groups();

		begin_groups(i % 2, HOLE);
		run_at_once(attach, attach, 1 + i / 2);
		assert_attached(0);
		assert_attached(1);
		assert_int_equal(atomic_long_read(&carried_pages), 2 * alone);
		assert_warnings(0);
		end_groups();
	}
	assert_no_race();
}

/* What the driver does when the mappings are there */
static void replace_context(void *data)
{
	const struct context_entry new = { .lo = NEW_LO, .hi = NEW_HI };
	const struct group *group = data;
	const struct device_domain_info *info = &group->device->info;
	struct context_entry *live;

	spin_lock(&info->iommu->lock);
	live = iommu_context_addr(info->iommu, info->bus, info->devfn, 1);
	intel_kdump_replace_context(info->iommu, live, &new, info->bus,
				    info->devfn);
	spin_unlock(&info->iommu->lock);
}

static void attach_and_replace(void *data)
{
	attach(data);
	replace_context(data);
}

static u64 context_of(unsigned int group)
{
	fixture = container_of(groups[group].device->info.iommu, struct fixture, iommu);

	return new_context(5, 0x10 + group)[0];
}

/* The first group is attached already, or both are at the same point. */
static void replaces_contexts_at_once(void **state)
{
	for (unsigned int i = 0; i < 4 * SCHEDULES; i++) {
		begin_groups(i % 2, 0);
		run_at_once(i & 2 ? replace_context : attach_and_replace,
			    attach_and_replace, 1 + i / 4);
		assert_int_equal(context_of(0), NEW_LO);
		assert_int_equal(context_of(1), NEW_LO);
		assert_false(test_bit(0x510, copied_tables_of(groups[0].device->info.iommu)));
		assert_warnings(0);
		end_groups();
	}
	assert_no_race();
}

#if SERIES_HAS_MUTE_FAULTS
/* F is cleared by a write. */
static void written(volatile void *addr, u32 value)
{
	if (value & 1u << 31)
		WRITE_ONCE(*(u32 *)addr, 0);
}

static void fault(void *data)
{
	for (unsigned int i = 0; i < 80; i++) {
		WRITE_ONCE(fx.regs[0x30 / 8], PPF);
		WRITE_ONCE(fx.regs[RECORD / 8 + 1], FAULT | (0x510 + i % 3 / 2));
		dmar_fault(fx.iommu.irq, &fx.iommu);
	}
}

static void work(void *data)
{
	for (unsigned int i = 0; i < 400; i++)
		if (!machine_run_work())
			cond_resched();
}

static void replace_both(void *data)
{
	replace_context(&groups[0]);
	replace_context(&groups[1]);
}

static struct dmar_drhd_unit unit;

/* Devices fault, one more often, while the work runs, and while drivers attach. */
static void counts_faults_at_once(void **state)
{
	static const struct machine_task tasks[] = {
		{ fault, .in_interrupt = true }, { work }, { replace_both },
	};

	for (unsigned int steps = 1; steps <= SCHEDULES; steps++) {
		begin_groups(false, 0);
		fx.iommu.cap |= RECORD / 16ULL << 24;
		machine.written = written;
		unit.iommu = &fx.iommu;
		INIT_LIST_HEAD(&dmar_drhd_units);
		list_add_tail(&unit.list, &dmar_drhd_units);
		machine_run_at_once(tasks, ARRAY_SIZE(tasks), steps);
		machine_run_work();
		assert_int_equal(context_of(0) & ~FPD, NEW_LO);
		assert_int_equal(context_of(1) & ~FPD, NEW_LO);
		end_groups();
	}
	assert_no_race();
}
#else
static void counts_faults_at_once(void **state)
{
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_addresses_at_once),
		cmocka_unit_test(fills_both_domains_at_once),
		cmocka_unit_test(replaces_contexts_at_once),
		cmocka_unit_test(counts_faults_at_once),
	};

	return run_in_both_modes("threads", tests, tests);
}
