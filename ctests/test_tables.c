// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyAllOrNothing, includes the code, generated */
/* The tests that come from the same tables as the code: masks, validators */

#include "code.h"
#include "fixture.h"

static struct intel_iommu test_iommu;
static const u64 test_usable_page __maybe_unused = 0x70000000;
static const u64 test_own_page __maybe_unused = MACHINE_OWN_BASE;
static const u64 test_page_beyond __maybe_unused = 1ULL << 46;

#include "table_tests.c"

static int setup_machine(void **state)
{
	/* Commits that have masks but no validators use none of these. */
	(void)test_iommu;
	(void)table_check_bits;
	(void)table_check_cases;
	machine_reset();

	return 0;
}

int main(void)
{
	return cmocka_run_group_tests_name("tables", table_tests, setup_machine,
					   NULL);
}
