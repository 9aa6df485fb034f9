// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/*
 * What taking over a crashed kernel's mappings costs: time beside a memcpy() of
 * the same page tables, memory beside their size. Prints one result a line, for
 * Sources/Checks/CTest/HandOverBenchmark.swift to read.
 */

#include "bench/mappings.h"

#include <stdio.h>
#include <time.h>

#define ROUNDS		11
#define MILLION		1000000

static u8 *copy;

static void check(void)
{
	struct old_walk *walk = kzalloc(sizeof(*walk), GFP_KERNEL);
	struct old_domain domain = {
		.root = old.root, .levels = LEVELS,
		.runs = LIST_HEAD_INIT(domain.runs),
		.cap = fx.iommu.cap, .ecap = fx.iommu.ecap,
	};

	walk->iommu = &fx.iommu;
	walk->domain = &domain;
	if (walk_page_tables(walk) || domain.lost)
		abort();
	drop_runs(&domain);
	kfree(walk);
}

static void reserve(void)
{
	struct list_head regions;

	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
	if (list_empty(&regions))
		abort();
	iommu_put_resv_regions(&device->pci.dev, &regions);
}

static void copy_old_tables(void)
{
	for (unsigned int i = 0; i < old.tables; i++)
		memcpy(copy + i * PAGE, machine_find_old_page(old.table[i]),
		       PAGE);
}

/* Not of the wall clock: other programs run, too. */
static u64 nanoseconds(void (*work)(void))
{
	struct timespec begin, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	work();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);

	return (end.tv_sec - begin.tv_sec) * 1000000000ULL + end.tv_nsec -
	       begin.tv_nsec;
}

/* time, what, mappings; then, for each step, the nanoseconds */
static void measure_time(const struct layout *layout)
{
	budget = TABLES_MAX;
	start_layout(layout);
	new.idle = true;
	copy = malloc(old.tables * PAGE);

	/* The first round only warms up. */
	for (int round = 0; round <= ROUNDS; round++) {
		u64 copied, checked, reserved, carried;

		atomic_long_set(&carried_pages, 0);
		copied = nanoseconds(copy_old_tables);
		checked = nanoseconds(check);
		reserved = nanoseconds(reserve);
		carried = nanoseconds(carry_over);
		if (machine.warnings && round)
			abort();
		machine.warnings = 0;
		if (round)
			printf("time\t%s\t%llu\t%llu\t%llu\t%llu\t%llu\n",
			       layout->name, layout->count, copied, checked,
			       reserved, carried);
	}

	free(copy);
	new.idle = false;
}

/* memory, what, n of 1/n, and pages: of the old tables, budgeted, of the new */
static void measure_memory(const struct layout *layout)
{
	unsigned long budgeted = carry_layout(layout, TABLES_MAX);

	if (machine.warnings)
		abort();
	printf("memory\t%s\t%u\t%u\t%lu\t%u\n", layout->name, layout->share,
	       old.tables, budgeted, new.tables);
}

int main(void)
{
	static const struct layout time[] = {
		{ "in a row", MILLION, PAGE, FIRST_PHYS, true },
		{ "with gaps", MILLION, 2 * PAGE, FIRST_PHYS, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(time); i++)
		measure_time(&time[i]);
	for (size_t i = 0; i < ARRAY_SIZE(memory_layouts); i++)
		measure_memory(&memory_layouts[i]);

	return 0;
}
