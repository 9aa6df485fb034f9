// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from warnWhenSwitchedOff */
/* The warning when translation is switched off */

#include <string.h>

#include "fixture.h"

/* GSTS_REG at 0x1c, TES is bit 31: the upper half of the word at 0x18 */
#define GSTS_WORD	3
#define TES		(1ULL << 63)

static void warns_when_translation_is_on(void **state)
{
	fx.regs[GSTS_WORD] = TES;
	intel_kdump_warn_off(&fx.iommu);
	assert_warnings(1);
	assert_logged_once("in-flight DMA is no longer isolated");
}

static void warns_once_in_a_boot(void **state)
{
	for (int iommu = 0; iommu < 2; iommu++) {
		fx.regs[GSTS_WORD] = TES;
		intel_kdump_warn_off(&fx.iommu);
	}
	assert_warnings(1);
}

static void is_silent_when_translation_is_off(void **state)
{
	fx.regs[GSTS_WORD] = ~TES;
	intel_kdump_warn_off(&fx.iommu);
	assert_warnings(0);
}

static void is_silent_outside_a_crash_kernel(void **state)
{
	machine.crash_kernel = false;
	fx.regs[GSTS_WORD] = TES;
	intel_kdump_warn_off(&fx.iommu);
	assert_warnings(0);
}

static void changes_no_register(void **state)
{
	u64 before[ARRAY_SIZE(fx.regs)];

	fx.regs[GSTS_WORD] = TES;
	memcpy(before, fx.regs, sizeof(before));
	intel_kdump_warn_off(&fx.iommu);
	assert_memory_equal(before, fx.regs, sizeof(before));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_legacy, teardown)
	const struct CMUnitTest tests[] = {
		TEST(warns_when_translation_is_on),
		TEST(warns_once_in_a_boot),
		TEST(is_silent_when_translation_is_off),
		TEST(is_silent_outside_a_crash_kernel),
		TEST(changes_no_register),
	};

	return cmocka_run_group_tests_name("switch-off", tests, NULL, NULL);
}
