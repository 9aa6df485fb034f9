// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* What it costs to take over the tables of many devices, and to probe them */

#include "carry.h"

/* In a whole boot: to check a table, to list its addresses, to carry it over */
#define READS_MAX	3
#define TABLES		64
/* Of the list of PCI devices, for a device that is probed */
#define STEPS_MAX	4

static struct sim_device *group[DEVICES_MAX];

static void restart(void)
{
	domain_free(&domain);
	discard();
	begin(NULL);
}

/* A device whose context leads to the page tables at @root */
static struct sim_device *add_to_tables(u8 devfn, u64 root)
{
	old_entry_t entry;

	build_old_device(5, devfn, LEVELS);
	entry = built_translation(5, devfn);
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | root);

	return add_device(&fx.iommu, 5 << 8 | devfn);
}

static void build_tables(u64 root)
{
	for (u64 i = 0; i < TABLES; i++)
		build_page(root, LEVELS, 8 * GIB + i * 2 * MIB, 1,
			   64 * GIB + i * 2 * PAGE, RW);
}

/* The functions of a device without ACS are a group with one domain. */
static void start_group(unsigned int count)
{
	restart();
	build_tables(top);
	group[0] = device;
	for (unsigned int i = 1; i < count; i++) {
		group[i] = add_to_tables(0x10 + i, top);
		group[i]->pci.dev.iommu_group = device->pci.dev.iommu_group;
	}
}

static void reads_each_table_three_times(void **state)
{
	unsigned int reads[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(reads); i++) {
		start_group(1 << i);
		assert_int_equal(copy_tables(), 0);
		probe_group(group, 1 << i, &domain);
		assert_int_equal(domain.count, TABLES);
		reads[i] = machine.most_mapped;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(reads); i++)
		if (reads[i] > READS_MAX)
			fail_msg("a table is read %u, %u, %u, %u times in groups of 1, 2, 4, 8",
				 reads[0], reads[1], reads[2], reads[3]);
}

/* Functions that use two domains by turns, such as those of a NIC */
static void reads_tables_of_two_domains_three_times(void **state)
{
	u64 root[] = { top, build_old_device(6, 0, LEVELS) };

	build_tables(root[0]);
	build_tables(root[1]);
	for (unsigned int i = 1; i < 32; i++)
		add_to_tables(0x10 + i, root[i % 2]);
	assert_int_equal(copy_tables(), 0);
	if (machine.most_mapped > READS_MAX)
		fail_msg("a table is read %u times", machine.most_mapped);
}

/* The second device of a group finds a page of 1 GiB that is mapped already. */
static void looks_up_each_mapping_once(void **state)
{
	struct sim_device *second = add_to_tables(0x11, top);

	second->pci.dev.iommu_group = device->pci.dev.iommu_group;
	map(8 * GIB, 3, 64 * GIB, RW);
	assert_copy_succeeds();
	carry();
	devices.looked_up = 0;
	intel_kdump_carry_over(&domain.domain, &second->pci.dev);
	assert_machine_clean();
	assert_carried();
	if (devices.looked_up > domain.count)
		fail_msg("%u look-ups for %u mappings", devices.looked_up,
			 domain.count);
}

static void takes_a_few_steps_for_each_device(void **state)
{
	for (unsigned int i = 1; i < DEVICES_MAX; i++)
		add_to_tables(0x10 + i, build_pages(1));
	assert_copy_succeeds();
	devices.steps = 0;
	for (unsigned int i = 0; i < DEVICES_MAX; i++) {
		struct sim_device *alone = &devices.device[i];

		limit_budget(BUDGET);
		probe_group(&alone, 1, &domain);
	}
	assert_warnings(0);
	if (devices.steps > STEPS_MAX * DEVICES_MAX)
		fail_msg("%u steps for %u devices", devices.steps, DEVICES_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_each_table_three_times),
		TEST(reads_tables_of_two_domains_three_times),
		TEST(looks_up_each_mapping_once),
		TEST(takes_a_few_steps_for_each_device),
	};

	return run_in_both_modes("cost", tests, tests);
}
