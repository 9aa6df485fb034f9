// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/*
 * Machines as servers are: whichever id a device sends its requests with, and
 * whoever else uses its tables, its addresses are reserved and its mappings are
 * in its group's domain, at three reads of each table.
 */

#include <string.h>

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "topologies.h"

#define PAGE		4096ULL
#define MIB		(1ULL << 20)
#define GIB		(1ULL << 30)
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
/* To check a table, to list its addresses, and to carry its mappings over */
#define READS_MAX	3
#define PAGES		64

static struct sim_device *members[DEVICES_MAX][DEVICES_MAX];
static unsigned int member_count[DEVICES_MAX];
static struct sim_domain domains[DEVICES_MAX];

static u64 iova_of(unsigned int tables, unsigned int page)
{
	return (8 + tables) * GIB + page * 2 * MIB;
}

static u64 phys_of(unsigned int tables, unsigned int page)
{
	return (64 + tables) * GIB + page * 2 * PAGE;
}

/*
 * Contexts that lead to the page tables at @root. In scalable mode, what a
 * function is seen as has the PASID directory of the first one with that id.
 */
static void build_contexts(const struct topology_function *function, u64 root)
{
	old_entry_t entry, own = old_context(function->ids[0] >> 8,
					     function->ids[0]);

	for (unsigned int i = 0; i < function->aliases; i++) {
		u8 bus = function->ids[i] >> 8, devfn = function->ids[i];

		if (was_present(bus, devfn))
			continue;
		build_old_device(bus, devfn, LEVELS);
		entry = built_translation(bus, devfn);
		build_word(entry, 0, (built_word(entry, 0) & 0xfff) | root);
		for (unsigned int word = 0; i && scalable && word < 4; word++)
			build_word(old_context(bus, devfn), word,
				   built_word(own, word));
	}
}

static void add_function(const struct topology *it, unsigned int i,
			 const u64 roots[])
{
	struct topology_function function = topology_function(it, i);
	struct sim_device *added;

	fixture = &fixtures[function.unit];
	build_contexts(&function, roots[function.tables]);
	added = add_device(&fx.iommu, function.ids[0]);
	memcpy(added->pci.requester_ids, function.ids, sizeof(function.ids));
	added->pci.aliases = function.aliases;
	added->pci.dev.pci = !it->acpi;
	members[function.group][member_count[function.group]++] = added;
	added->pci.dev.iommu_group = &members[function.group][0]->group;
}

static void build_topology(const struct topology *it)
{
	u64 roots[4];

	start_machine();
	devices_reset();
	fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
	for (unsigned int i = 0; i < it->tables; i++) {
		roots[i] = build_old_device(7 + i, 0, LEVELS);
		for (unsigned int page = 0; page < PAGES; page++)
			build_page(roots[i], LEVELS, iova_of(i, page), 1,
				   phys_of(i, page), RW);
	}
	for (unsigned int i = 1; i < it->units; i++) {
		add_unit(scalable);
		fx.iommu.cap |= CAP_57_BITS | CAP_2M | CAP_1G;
	}
	memset(member_count, 0, sizeof(member_count));
	for (unsigned int i = 0; i < it->functions; i++)
		add_function(it, i, roots);
	for (unsigned int i = 0; i < it->groups; i++)
		domain_init(&domains[i]);
}

static void hand_over(const struct topology *it)
{
	unsigned int units = it->units ?: 1;

	for (fixture = fixtures; fixture < fixtures + units; fixture++)
		assert_copy_succeeds();
	fixture = fixtures;
}

static void assert_reserved(struct sim_device *owner, unsigned int tables)
{
	struct list_head regions = LIST_HEAD_INIT(regions);
	struct iommu_resv_region *region;
	unsigned int found = 0;

	intel_kdump_get_resv_regions(&owner->pci.dev, &regions);
	for (unsigned int page = 0; page < PAGES; page++)
		list_for_each_entry(region, &regions, list)
			if (iova_of(tables, page) - region->start < region->length) {
				found++;
				break;
			}
	iommu_put_resv_regions(&owner->pci.dev, &regions);
	if (found < PAGES)
		fail_msg("of %u pages, %u are reserved", PAGES, found);
}

static void assert_mapped(const struct sim_domain *in, unsigned int tables)
{
	for (unsigned int page = 0; page < PAGES; page++) {
		u64 iova = iova_of(tables, page);
		const struct sim_mapping *mapping = domain_find(in, iova);

		if (!mapping)
			fail_msg("%#llx is not mapped", iova);
		assert_int_equal(mapping->phys + iova - mapping->iova,
				 phys_of(tables, page));
	}
}

static void is_taken_over(void **state)
{
	const struct topology *it = *state;
	unsigned int reads;

	build_topology(it);
	hand_over(it);
	for (unsigned int i = 0; i < it->groups; i++) {
		/* what all of them may take is another test's */
		atomic_long_set(&carried_pages, 0);
		probe_group(members[i], member_count[i], &domains[i]);
	}
	reads = machine.most_mapped;
	for (unsigned int i = 0; i < it->functions; i++) {
		struct topology_function function = topology_function(it, i);

		assert_reserved(members[function.group][i / it->groups],
				function.tables);
		assert_mapped(&domains[function.group], function.tables);
	}
	assert_int_equal(devices.held, 0);
	assert_warnings(0);
	if (reads > READS_MAX)
		fail_msg("a table is read %u times", reads);
}

static int end_topology(void **state)
{
	const struct topology *it = *state;

	for (unsigned int i = 0; i < it->groups; i++)
		domain_free(&domains[i]);
	finish();

	return 0;
}

int main(void)
{
	struct CMUnitTest tests[TOPOLOGIES];

	for (unsigned int i = 0; i < TOPOLOGIES; i++)
		tests[i] = (struct CMUnitTest){
			topologies[i].name, is_taken_over, NULL, end_topology,
			(void *)&topologies[i],
		};

	return run_in_both_modes("topologies", tests, tests);
}
