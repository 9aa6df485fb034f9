// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from inheritMode */
/* The crash kernel takes the table mode of the crashed kernel over. */

#include <string.h>

#include "devices.h"
#include "fixture.h"

/* By hand, section 11.4: GSTS_REG at 0x1c, its bit 31; RTADDR_REG at 0x20 */
#define GSTS_WORD	3
#define RTADDR_WORD	4
#define TES		(1ULL << 63)
#define LEGACY		0
#define SCALABLE	(1ULL << 10)
#define RESERVED	(2ULL << 10)
#define ABORT		(3ULL << 10)
#define ECAP_SMTS	(1ULL << 43)
#define UNITS		3
#define UNKNOWN		99

static struct intel_iommu iommus[UNITS];
static u64 regs[UNITS][512];
static struct dmar_drhd_unit units[UNITS];

/* Three IOMMUs that know both modes, with translation off */
static int begin(void **state)
{
	start_legacy();
	devices_reset();
	memset(iommus, 0, sizeof(iommus));
	memset(regs, 0, sizeof(regs));
	memset(units, 0, sizeof(units));
	for (unsigned int i = 0; i < UNITS; i++) {
		iommus[i].seq_id = i;
		iommus[i].reg = regs[i];
		iommus[i].ecap = ECAP_SMTS;
		iommus[i].agaw = UNKNOWN;
		iommus[i].msagaw = UNKNOWN;
		units[i].iommu = &iommus[i];
		list_add_tail(&units[i].list, &dmar_drhd_units);
	}

	return 0;
}

static void live(unsigned int unit, u64 mode)
{
	regs[unit][GSTS_WORD] = TES;
	regs[unit][RTADDR_WORD] = 0x4c000000 | mode;
}

/* @told: the mode that a message names, or NULL */
static void assert_mode(int before, int after, const char *told)
{
	intel_iommu_sm = before;
	intel_kdump_inherit_mode();
	assert_int_equal(intel_iommu_sm, after);
	if (told)
		assert_logged_once(told);
	else
		assert_string_equal(machine_log(), "");
	assert_warnings(0);
}

static void legacy_mode_is_inherited(void **state)
{
	live(0, LEGACY);
	assert_mode(1, 0, "legacy mode");
}

static void scalable_mode_is_inherited(void **state)
{
	live(0, SCALABLE);
	assert_mode(0, 1, "scalable mode");
}

static void the_same_mode_is_no_news(void **state)
{
	live(0, SCALABLE);
	assert_mode(1, 1, NULL);
	live(0, LEGACY);
	assert_mode(0, 0, NULL);
}

/* What depends on the mode is the same on every IOMMU: sim/devices.c */
static void widths_are_worked_out_again(void **state)
{
	live(1, SCALABLE);
	assert_mode(0, 1, "scalable mode");
	for (unsigned int i = 0; i < UNITS; i++) {
		assert_int_equal(iommus[i].agaw, 3);
		assert_int_equal(iommus[i].msagaw, 3);
	}
}

static void an_iommu_that_is_off_does_not_count(void **state)
{
	regs[0][GSTS_WORD] = ~TES;
	regs[0][RTADDR_WORD] = SCALABLE;
	assert_mode(0, 0, NULL);
	live(2, SCALABLE);
	regs[0][RTADDR_WORD] = LEGACY;
	assert_mode(0, 1, "scalable mode");
}

/* It is in legacy mode whatever the others are in. */
static void an_iommu_with_one_mode_does_not_count(void **state)
{
	iommus[0].ecap = 0;
	live(0, LEGACY);
	live(1, SCALABLE);
	assert_mode(1, 1, NULL);
}

static void an_ignored_iommu_does_not_count(void **state)
{
	units[0].ignored = true;
	live(0, SCALABLE);
	live(1, LEGACY);
	assert_mode(0, 0, NULL);
	assert_int_equal(iommus[0].agaw, UNKNOWN);
}

/* In abort mode everything is blocked, and there are no tables. */
static void a_mode_without_tables_does_not_count(void **state)
{
	live(0, RESERVED);
	assert_mode(0, 0, NULL);
	live(0, ABORT);
	assert_mode(0, 0, NULL);
	live(1, SCALABLE);
	assert_mode(0, 1, "scalable mode");
}

static void the_first_one_decides(void **state)
{
	live(0, LEGACY);
	live(1, SCALABLE);
	assert_mode(1, 0, "legacy mode");
}

static void nothing_happens_outside_a_crash_kernel(void **state)
{
	machine.crash_kernel = false;
	live(0, SCALABLE);
	assert_mode(0, 0, NULL);
	assert_int_equal(iommus[0].agaw, UNKNOWN);
}

/* The mode then is what the copy expects. */
static void the_copy_follows(void **state)
{
	finish();
	start_scalable();
	build_old_device(5, 0x90, 4);
	live(0, SCALABLE);
	assert_mode(0, 1, "scalable mode");
	assert_copy_succeeds();
	assert_copied(5, 0x90);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, teardown)
	const struct CMUnitTest tests[] = {
		TEST(legacy_mode_is_inherited),
		TEST(scalable_mode_is_inherited),
		TEST(the_same_mode_is_no_news),
		TEST(widths_are_worked_out_again),
		TEST(an_iommu_that_is_off_does_not_count),
		TEST(an_iommu_with_one_mode_does_not_count),
		TEST(an_ignored_iommu_does_not_count),
		TEST(a_mode_without_tables_does_not_count),
		TEST(the_first_one_decides),
		TEST(nothing_happens_outside_a_crash_kernel),
		TEST(the_copy_follows),
	};

	return cmocka_run_group_tests_name("inherit-mode", tests, NULL, NULL);
}
