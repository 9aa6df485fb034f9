// SPDX-License-Identifier: GPL-2.0-only
/* CTEST_FILTER names the tests to run, of which cmocka reads no variable. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void __attribute__((__constructor__)) set_filter(void)
{
	const char *filter = getenv("CTEST_FILTER");

	if (filter)
		cmocka_set_test_filter(filter);
}
