// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* How much is done at a stretch: a crash kernel without preemption watches for lockups. */

#include "carry.h"

/* Pages that are read, looked up or mapped between two cond_resched() */
#define STRETCH_MAX	2000
#define TABLES		(STRETCH_MAX + 100)

static struct list_head regions;

static void assert_short(const char *what)
{
	if (machine.longest > STRETCH_MAX)
		fail_msg("%s takes %u steps at a stretch", what, machine.longest);
	machine.longest = 0;
	machine.worked = 0;
}

/* Alternating pages, so that none can be joined with the next */
static void build_tables(unsigned int tables)
{
	for (u64 i = 0; i < tables; i++)
		build_page(top, LEVELS, 8 * GIB + i * 2 * MIB, 1,
			   64 * GIB + i % 2 * 2 * PAGE, RW);
}

static void lets_others_run_while_tables_are_checked(void **state)
{
	build_tables(TABLES);
	assert_int_equal(copy_tables(), 0);
	assert_short("the check");
}

/* Contexts that take turns with two domains: each is checked anew. */
static void lets_others_run_between_contexts(void **state)
{
	u64 root[] = { top, build_old_device(6, 0, LEVELS) };

	for (unsigned int i = 0; i < 2; i++)
		for (u64 table = 0; table < 20; table++)
			build_page(root[i], LEVELS, GIB + table * 2 * MIB, 1,
				   64 * GIB, RW);
	for (unsigned int i = 1; i < 112; i++) {
		old_entry_t entry;

		build_old_device(5, 0x10 + i, LEVELS);
		entry = built_translation(5, 0x10 + i);
		build_word(entry, 0, (built_word(entry, 0) & 0xfff) | root[i % 2]);
	}
	assert_int_equal(copy_tables(), 0);
	assert_short("the check");
}

static void lets_others_run_while_regions_are_listed(void **state)
{
	build_tables(TABLES);
	assert_int_equal(copy_tables(), 0);
	machine.longest = 0;
	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
	iommu_put_resv_regions(&device->pci.dev, &regions);
	assert_short("the list");
}

static void lets_others_run_while_mappings_are_carried(void **state)
{
	limit_budget(machine.own_pages / 16);
	build_tables(200);
	for (u64 i = 0; i < TABLES; i++)
		build_page(top, LEVELS, GIB + i * 2 * PAGE, 1, 64 * GIB, RW);
	assert_int_equal(copy_tables(), 0);
	machine.longest = 0;
	carry();
	assert_int_equal(domain.count, 200 + TABLES);
	assert_short("the hand-over to a domain");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lets_others_run_while_tables_are_checked),
		TEST(lets_others_run_between_contexts),
		TEST(lets_others_run_while_regions_are_listed),
		TEST(lets_others_run_while_mappings_are_carried),
	};

	return run_in_both_modes("stretch", tests, tests);
}
