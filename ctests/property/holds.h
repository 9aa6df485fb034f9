/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the property holds for a tree. Includes the code under test. */
#ifndef _PROPERTY_HOLDS_H
#define _PROPERTY_HOLDS_H

#include <string.h>
#include "code.h"

#include "caches.h"
#include "fixture.h"
#include "property/run.h"

static bool find_in_domain(uint64_t table, unsigned int levels, uint64_t iova,
			   struct hw_page *page)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		const struct sim_mapping *mapping;

		if (!run.groups[i].table || run.groups[i].table != table)
			continue;
		mapping = domain_find(&run.groups[i].domain, iova);
		page->access = 0;
		if (mapping && levels == 5) {
			page->phys = mapping->phys + iova - mapping->iova;
			page->access = mapping->prot & 3;
		}
		return true;
	}

	return false;
}

static void set_stage(enum stage stage)
{
	for (unsigned int i = 0; i < run.source_count; i++)
		run.sources[i].stage = stage;
}

/* As init_dmars() does it: RTADDR, then all that is cached is flushed. */
static void switch_roots(void)
{
	run.both = true;
	run.rtaddr = virt_to_phys(fx.iommu.root_entry) | (run.old_rtaddr & 0xc00);
	for (unsigned int i = 0; i < run.source_count; i++)
		collect_probes(&run.sources[i]);
	set_stage(BOTH_ROOTS);
	look_at_all();
	run.both = false;
	caches_flush_all();
	set_stage(COPIED);
	look_at_all();
	for (unsigned int i = 0; i < run.source_count; i++) {
		struct source *source = &run.sources[i];

		hw_context(run.rtaddr, source->id, (uint64_t *)source->entry);
		if ((source->entry[0] & 1) !=
		    test_bit(source->id, copied_tables_of(&fx.iommu)))
			fails("%04x is %smarked as copied", source->id,
			      source->entry[0] & 1 ? "not " : "");
	}
}

static void free_own(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		if (!run.groups[i].table)
			continue;
		kernel_free_table(phys_to_virt(run.groups[i].table));
		domain_free(&run.groups[i].domain);
		run.groups[i].table = 0;
	}
	discard();
	memset(quarantine, 0, sizeof(quarantine));
	scratch = 0;
	atomic_long_set(&carried_pages, 0);
}

static void start_caches(void)
{
	u16 ids[SOURCES_MAX];

	for (unsigned int i = 0; i < run.source_count; i++)
		ids[i] = run.sources[i].id;
	caches_start(ids, run.source_count);
	caches_forgive(run.rtaddr);
	caches_fetch(run.rtaddr);
}

static void start_run(const struct tree *tree)
{
	memset(&run, 0, offsetof(typeof(run), sources));
	run.source_count = 0;
	memset(run.groups, 0, sizeof(run) - offsetof(typeof(run), groups));
	run.tree = tree;
	tree_build(tree);
	hw_domain = find_in_domain;
	run.old_rtaddr = fx.regs[RTADDR];
	run.rtaddr = run.old_rtaddr;
	run.lossy = tree->fail_at;
	add_devices(tree);
	for (unsigned int i = 0; i < run.source_count; i++)
		collect_probes(&run.sources[i]);
	start_caches();
}

/* False if the property does not hold; run.failure says where. */
static bool holds(const struct tree *tree)
{
	struct page *pasids = NULL;

	start_run(tree);
	machine.fail_at = tree->fail_at;
	machine.look = look;
	/* Without memory, all is blocked, or translation switched off. */
	if (copy_tables() || !copied_tables_of(&fx.iommu)) {
		if (!tree->fail_at)
			fails("nothing is copied");
	} else {
		switch_roots();
		check_all_reserved();
		machine.look = NULL;
		machine.fail_at = 0;
		add_domains();
		pasids = alloc_pages_node(0, GFP_KERNEL | __GFP_ZERO, 4);
		machine.look = look;
		if (tree->fail_at > machine.calls)
			machine.fail_at = tree->fail_at;
		for (unsigned int i = 0; i < TREE_DEVICES; i++)
			attach(tree->order[i], (u64 *)page_address(pasids) +
					       i * 1024);
	}
	machine.look = NULL;
	if (machine.violations || machine.maps || machine.locks)
		fails("%s", machine_complaints());

	free_own();
	devices_reset();
	if (machine.allocs)
		fails("%u objects are left", machine.allocs);

	return !run.failure[0];
}

static bool does_not_hold(const struct tree *tree)
{
	return !holds(tree);
}

#endif
