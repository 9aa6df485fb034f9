// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/* What a device in pass-through reaches once a driver has attached it */

#include "pass_through.h"

/* Reserved in the memory map, and in no RMRR: some controllers read it. */
#define FIRMWARE	0x80001000ULL

static void keeps_memory_of_the_firmware(void **state)
{
	const struct sim_mapping *mapping;

	assert_int_equal(own_translation(identity(), FIRMWARE), FIRMWARE);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	mapping = domain_find(&domain, FIRMWARE);
	if (!mapping)
		fail_msg("%#llx is not mapped", FIRMWARE);
	assert_int_equal(mapping->phys + FIRMWARE - mapping->iova, FIRMWARE);
	assert_int_equal(mapping->prot, IOMMU_READ | IOMMU_WRITE);
}

/* Between 640 KiB and 1 MiB there is no memory of this kernel. */
static void keeps_what_is_below_1_mib(void **state)
{
	if (own_translation(identity(), 0xe6000) != 0xe6000)
		fail_msg("0xe6000 is out of reach");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_memory_of_the_firmware),
		TEST(keeps_what_is_below_1_mib),
	};

	return run_in_both_modes("pass-through memory", tests, tests);
}
