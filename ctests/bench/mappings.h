/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A crashed kernel's mappings by the million, and how many tables this kernel
 * needs for them. Includes the code under test.
 */
#ifndef _MAPPINGS_H
#define _MAPPINGS_H

/*
 * The code calls these in place of the machine's, whose checks would cost more
 * than what is measured.
 */
#define memremap	peek
#define memunmap	forget
#define iommu_map	count_map
#define sim_totalram_pages	sixteen_budgets
#include <linux/gfp.h>
#undef __get_free_page
#undef free_page
/* Runs by the million take more than the machine has. */
static unsigned long take_page(void);
static void give_page(unsigned long page);
#define __get_free_page(gfp)	take_page()
#define free_page(page)		give_page(page)
#include "code.h"
#undef __get_free_page
#undef free_page

#include <stdlib.h>
#include <string.h>

#include "devices.h"
#include "fixture.h"

#define LEVELS		4
#define TABLES_MAX	16384
#define PAGE		0x1000ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL

/* Above 4 GiB: what the crashed kernel mapped leaves room for drivers. */
#define FIRST_IOVA	(4 * GIB)
#define FIRST_PHYS	(64 * GIB)
#define SOURCE_ID	0x0310

/* Mappings of a device, each a page of 4 KiB */
struct layout {
	const char *name;
	u64 count;
	u64 stride;			/* from one I/O address to the next */
	u64 phys;
	bool scattered;			/* else memory is in a row */
	unsigned int share;		/* of the old tables, 1/n may be taken */
};

static struct {
	u64 root;
	u64 table[TABLES_MAX];		/* every page of the tables */
	unsigned int tables;
} old;

/* A domain's tables as iommu_map() makes them; addresses only ever ascend. */
static struct {
	bool idle;			/* only the calls are wanted */
	u64 last[LEVELS + 1];		/* the table in use at a level, plus one */
	unsigned int tables;
} new;

static struct sim_device *device;

/* Pages that were given back, each with the address of the next */
static unsigned long *spare;

static unsigned long take_page(void)
{
	unsigned long *page = spare;

	if (!page)
		return (unsigned long)aligned_alloc(PAGE, PAGE);
	spare = (unsigned long *)*page;

	return (unsigned long)page;
}

static void give_page(unsigned long page)
{
	*(unsigned long *)page = (unsigned long)spare;
	spare = (unsigned long *)page;
}

/* 1/16 of this kernel's memory is what its tables may take. */
static unsigned long budget;

unsigned long sixteen_budgets(void)
{
	return 16 * budget;
}

/* Old memory as it is, without a copy */
void *peek(resource_size_t phys, size_t size, unsigned long flags)
{
	return (void *)machine_find_old_page(phys);
}

void forget(void *addr)
{
}

/* What an entry translates */
static u64 span(unsigned int level)
{
	return PAGE << (9 * (level - 1));
}

static void count_new_tables(u64 iova, unsigned int leaf)
{
	for (unsigned int level = leaf; level <= LEVELS; level++) {
		u64 table = iova / span(level + 1) + 1;

		new.tables += new.last[level] != table;
		new.last[level] = table;
	}
}

/* Large pages of 2 MiB, as all hardware has them */
#if KERNEL_MAP_TAKES_GFP
int count_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t phys,
	      size_t size, int prot, gfp_t gfp)
#else
int count_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t phys,
	      size_t size, int prot)
#endif
{
	while (size && !new.idle) {
		bool large = !((iova | phys) % span(2)) && size >= span(2);
		u64 part = span(large ? 2 : 1);

		count_new_tables(iova, large ? 2 : 1);
		iova += part;
		phys += part;
		size -= part;
	}

	return 0;
}

static u64 make_table(void)
{
	if (old.tables == TABLES_MAX)
		abort();
	old.table[old.tables] = build_pages(1);

	return old.table[old.tables++];
}

/* The entry that maps @iova, in tables that come into being with it */
static u64 entry_of(u64 iova)
{
	u64 table = old.root;

	for (unsigned int level = LEVELS; level > 1; level--) {
		u64 entry = table + iova / span(level) % 512 * 8;

		if (!built_word(entry, 0))
			build_word(entry, 0, make_table() | 3);
		table = built_word(entry, 0) & ~0xfffULL;
	}

	return table + iova / PAGE % 512 * 8;
}

static void start_layout(const struct layout *layout)
{
	u64 context, table;

	start_legacy();
	devices_reset();
	table = build_context_table(fx.root, SOURCE_ID >> 8, false);
	context = build_legacy_context(table, SOURCE_ID & 0xff, TT_UNTRANSLATED,
				       AW_48, 7);
	old.root = built_word(context, 0) & ~0xfffULL;
	old.table[0] = old.root;
	old.tables = 1;

	for (u64 i = 0; i < layout->count; i++) {
		/* An odd factor, so that every page comes once */
		u64 page = layout->scattered ? i * 0x9e3779b1 % BIT(20) : i;

		build_word(entry_of(FIRST_IOVA + i * layout->stride), 0,
			   (layout->phys + page * PAGE) | 3);
	}

	if (intel_kdump_copy_tables(&fx.iommu) || machine.warnings)
		abort();
	device = add_device(&fx.iommu, SOURCE_ID);
	devices_join();
}

static void carry_over(void)
{
	struct sim_domain domain;

	domain_init(&domain);
	domain.domain.pgsize_bitmap = span(1) | span(2);
	((struct old_group *)device->group.data)->carried = NULL;
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
}

/* Returns the pages that the budget of @pages was asked for. */
static unsigned long carry_layout(const struct layout *layout,
				  unsigned long pages)
{
	budget = pages;
	start_layout(layout);
	memset(&new, 0, sizeof(new));
	atomic_long_set(&carried_pages, 0);
	carry_over();

	return atomic_long_read(&carried_pages);
}

static const struct layout memory_layouts[] = {
	{ "1 GiB in a row", GIB / PAGE, PAGE, FIRST_PHYS, false, 100 },
	{ "16 GiB in a row", 16 * GIB / PAGE, PAGE, FIRST_PHYS, false, 100 },
	{ "1 GiB, aligned to 4 KiB", GIB / PAGE, PAGE, FIRST_PHYS + PAGE, false, 1 },
	{ "1 GiB in pages", GIB / PAGE, PAGE, FIRST_PHYS, true, 1 },
	{ "a page in every 2 MiB", 4096, 2 * MIB, FIRST_PHYS, true, 1 },
	{ "1 GiB with own memory", GIB / PAGE, PAGE, 0, false, 1 },
};

#endif
