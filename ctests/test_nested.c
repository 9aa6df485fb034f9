// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/*
 * A device whose requests go through two stages (VT-d 3.6): its I/O addresses
 * are those of a first-stage table that lies in memory behind the second stage.
 */

#include <string.h>

#include "carry.h"

static struct list_head regions;

static void keeps_its_addresses_or_says_so(void **state)
{
	u64 contexts = build_context_table(fx.root, 6, false);
	u64 context = build_scalable_context(contexts, 0x10, 0);
	old_entry_t entry = build_pasid_entry(context, 0, PGTT_NESTED, 7);

	build_page(built_page_tables(entry), LEVELS, GIB, 1, 0x70000000, RW);
	device = add_device(&fx.iommu, 0x610);
	assert_int_equal(copy_tables(), 0);
	assert_true(test_bit(0x610, copied_tables_of(&fx.iommu)));
	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	if (list_empty(&regions) && !domain.count &&
	    !strstr(machine_log(), "nested"))
		fail_msg("nothing is reserved or carried over, and nobody is told");
	iommu_put_resv_regions(&device->pci.dev, &regions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_its_addresses_or_says_so),
	};

	return cmocka_run_group_tests_name("nested", tests, scalable_mode, NULL);
}
