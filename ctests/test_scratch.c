// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/*
 * The scratch memory that stands in for this kernel's own: in the first stage,
 * no page is write-only, so that devices can read it.
 */

#include "carry.h"

static void holds_nothing_to_read(void **state)
{
	const u8 *bytes;

	map(GIB, 2, MACHINE_OWN_BASE, RW);
	assert_copy_succeeds();
	carry();
	assert_carried();
	bytes = phys_to_virt(scratch);
	for (u64 i = 0; i < PAGE; i++)
		if (bytes[i])
			fail_msg("byte %llu of the scratch memory is %#x", i,
				 bytes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(holds_nothing_to_read) };

	return run_in_both_modes("scratch", tests, tests);
}
