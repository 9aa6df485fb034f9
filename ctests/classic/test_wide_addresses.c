// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyPageTables, includes the code */
/* A platform with 52 bits of addresses, the most that there are. */

#include "code.h"

/* Without its highest bit, each would lead to address 0. */
static void accepts_the_highest_address(void **state)
{
	machine.host_width = 52;
	boot_cpu_data.x86_phys_bits = 52;
	for (int level = 2; level <= 5; level++) {
		u64 entry[] = { 1ULL << 51 | RW };

		assert_true(intel_kdump_entry_valid(&fx.iommu, level, entry));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(accepts_the_highest_address),
	};

	return run_group(tests);
}
