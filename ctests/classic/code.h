/* SPDX-License-Identifier: GPL-2.0-only */
/* The code under test, whose static variables outlive a test unless told. */
#include "drivers/iommu/intel-iommu-kdump.c"

#include "fixture.h"

void reset_code(void)
{
	copies_left = -1;
#ifdef FIELD_PREP	/* the commit that adds the quarantine adds it, too */
	for (int level = 0; level <= TOP_LEVEL; level++) {
		free_page((unsigned long)quarantine[level]);
		quarantine[level] = NULL;
	}
#endif
}

#define run_group(tests)	\
	cmocka_run_group_tests(tests, NULL, NULL)
#define test(name)		\
	cmocka_unit_test_setup_teardown(name, setup, teardown)
