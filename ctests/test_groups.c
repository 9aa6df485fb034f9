// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* Which devices keep their mappings, and what a second attempt to attach finds */

#include "carry.h"

/* The core attaches a device again when the first attempt failed later on. */
static void may_be_attached_again(void **state)
{
	unsigned int violations;

	map(GIB, 1, 0x70000000, RW);
	assert_copy_succeeds();
	carry(false);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev, false);
	violations = machine.violations;
	machine.violations = 0;
	if (violations)
		fail_msg("there are %u violations:%s", violations,
			 machine_complaints());
	assert_carried();
}

/* Whether the addresses of a device are kept from being given out */
static bool keeps_addresses(struct sim_device *owner)
{
	struct list_head regions = LIST_HEAD_INIT(regions);
	bool some;

	intel_kdump_get_resv_regions(&owner->pci.dev, &regions);
	some = !list_empty(&regions);
	iommu_put_resv_regions(&owner->pci.dev, &regions);

	return some;
}

/* A DMA engine that ACPI alone knows, with a source-id from the DMAR table */
static void keeps_what_acpi_devices_use(void **state)
{
	map(GIB, 1, 0x70000000, RW);
	device->pci.dev.pci = false;
	assert_copy_succeeds();
	assert_true(keeps_addresses(device));
	carry(false);
	assert_carried();
}

/* A PASID entry of its own, and the second stage of its nested translation */
static void keeps_what_is_translated_in_two_stages(void **state)
{
	u64 table = built_word(root_half(fx.root, 5, false), 0) & ~0xfffULL;
	old_entry_t entry;

	entry = build_pasid_entry(build_scalable_context(table, 0x20, 0), 0,
				  PGTT_NESTED, 7);
	build_page(built_page_tables(entry), LEVELS, GIB, 1, 0x70000000, RW);
	assert_copy_succeeds();
	assert_true(keeps_addresses(add_device(&fx.iommu, 0x520)));
}

int main(void)
{
#define TESTS							\
	TEST(may_be_attached_again),				\
	TEST(keeps_what_acpi_devices_use)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(keeps_what_is_translated_in_two_stages),
	};

	return run_in_both_modes("groups", in_legacy_mode, in_scalable_mode);
}
