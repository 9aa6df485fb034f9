// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/*
 * Machines as servers are: whichever id a device sends its requests with, and
 * whoever else uses its tables, its addresses are reserved and its mappings are
 * in its group's domain, at three reads of each table.
 */

#include <string.h>

#include "drivers/iommu/intel/kdump.c"
#include "devices.h"
#include "fixture.h"

#define PAGE		4096ULL
#define MIB		(1ULL << 20)
#define GIB		(1ULL << 30)
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
/* To check a table, to list its addresses, and to carry its mappings over */
#define READS_MAX	3
#define PAGES		64
#define DEVFN		0x10
#define BRIDGE		0x600

/* What the hardware sees of some functions, and how the core groups them */
struct topology {
	unsigned int functions;
	/* Function i is in group i % groups and uses page tables i % tables. */
	unsigned int groups, tables;
	enum {
		AS_ITSELF,
		AS_THE_FIRST,	/* such as NVMe behind VMD: pci_real_dma_dev() */
		AS_THE_BRIDGE,	/* or as itself: kernels keep contexts for both */
	} sends;
	bool acpi;		/* not a PCI device */
};

static const struct topology one = { 1, 1, 1 };
static const struct topology eight_in_a_group = { 8, 1, 1 };
static const struct topology two_groups_with_one_domain = { 8, 2, 1 };
static const struct topology bridged = { 2, 1, 1, .sends = AS_THE_BRIDGE };
static const struct topology vmd = { 4, 4, 1, .sends = AS_THE_FIRST };
static const struct topology sr_iov = { 64, 64, 4 };
static const struct topology acpi = { 1, 1, 1, .acpi = true };

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

/* A context that leads to the page tables at @root */
static void build_shared_context(u16 source_id, u64 root)
{
	old_entry_t entry;

	build_old_device(source_id >> 8, source_id & 0xff, LEVELS);
	entry = built_translation(source_id >> 8, source_id & 0xff);
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | root);
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
	memset(member_count, 0, sizeof(member_count));
	for (unsigned int i = 0; i < it->functions; i++) {
		unsigned int group = i % it->groups;
		u16 source_id = 0x500 + DEVFN + (it->sends == AS_THE_FIRST ? 0 : i);
		struct sim_device *added = add_device(&fx.iommu, source_id);

		build_shared_context(source_id, roots[i % it->tables]);
		added->pci.dev.pci = !it->acpi;
		added->pci.dev.iommu_group = (void *)&members[group];
		if (it->sends == AS_THE_BRIDGE) {
			build_shared_context(BRIDGE, roots[0]);
			added->pci.requester_ids[added->pci.aliases++] = BRIDGE;
		}
		members[group][member_count[group]++] = added;
	}
	for (unsigned int i = 0; i < it->groups; i++)
		domain_init(&domains[i]);
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
	assert_copy_succeeds();
	for (unsigned int i = 0; i < it->groups; i++) {
		/* what all of them may take is another test's */
		carried_pages = 0;
		probe_group(members[i], member_count[i], &domains[i]);
	}
	reads = machine.most_mapped;
	for (unsigned int i = 0; i < it->functions; i++) {
		assert_reserved(members[i % it->groups][i / it->groups],
				i % it->tables);
		assert_mapped(&domains[i % it->groups], i % it->tables);
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

#define TEST_OF(topology) \
	{ #topology, is_taken_over, NULL, end_topology, (void *)&(topology) }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(one),
		TEST_OF(eight_in_a_group),
		TEST_OF(two_groups_with_one_domain),
		TEST_OF(bridged),
		TEST_OF(vmd),
		TEST_OF(sr_iov),
		TEST_OF(acpi),
	};

	return run_in_both_modes("topologies", tests, tests);
}
