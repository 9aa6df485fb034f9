// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyAllOrNothing */
/*
 * Every allocation and mapping fails once: nothing is published early or leaked,
 * and what cannot be taken over is in quarantine or blocked, with a warning.
 */

#include "devices.h"
#include "fixture.h"
#include "kernel_features.h"

#define SWEEP_LIMIT	10000

static void build_legacy(void)
{
	start_legacy();
	devices_reset();
	for (int bus = 0; bus < 3; bus++) {
		u64 table = build_context_table(fx.root, bus * 100, false);

		add_device(&fx.iommu, bus * 100 << 8);
		build_legacy_context(table, 0, TT_UNTRANSLATED, AW_48, 2 + bus);
		build_legacy_context(table, 0xff, TT_PASS_THROUGH, AW_48, 9);
	}
}

static void build_scalable(void)
{
	start_scalable();
	devices_reset();
	for (int half = 0; half < 4; half++) {
		u64 table = build_context_table(fx.root, half / 2, half % 2);
		old_entry_t context = build_scalable_context(table, half, 3);

		add_device(&fx.iommu, half / 2 << 8);
		build_pasid_entry(context, 0, PGTT_SECOND, 10 + half);
		build_pasid_entry(context, 1, PGTT_FIRST, 20 + half);
		build_pasid_entry(context, 0xffff, PGTT_NESTED, 30 + half);
	}
}

static const char *const blocked[] = {
	"No memory, in-flight DMA is blocked",
	"source-ids is blocked",
};

static void assert_each_is_accounted_for(void)
{
	bool missing = false, refused = false;

	if (!copied_tables_of(&fx.iommu)) {
		assert_untouched();
		assert_logged_once(blocked[0]);
		return;
	}
	assert_sound();
	for (int bus = 0; bus < 256; bus++) {
		for (int devfn = 0; devfn < 256; devfn++) {
			missing |= was_present(bus, devfn) && is_blocked(bus, devfn);
			refused |= was_present(bus, devfn) &&
				   is_refused(bus, devfn);
		}
	}
	if (missing && SERIES_HAS_CONTAIN_UNREADABLE)
		assert_logged_once(blocked[1]);
	if (refused)
		assert_true(machine.warnings > 0);
}

/* Fails call after call until a copy passes without reaching the last. */
static unsigned int sweep(void (*build)(void))
{
	unsigned int fail_at;

	for (fail_at = 1; fail_at < SWEEP_LIMIT; fail_at++) {
		int ret;

		build();
		machine.fail_at = fail_at;
		ret = copy_tables();
		if (machine.calls < fail_at) {
			assert_int_equal(ret, 0);
			assert_warnings(0);
			finish();
			return fail_at - 1;
		}
		machine.fail_at = 0;
		if (SERIES_HAS_CONTAIN_UNREADABLE || !ret) {
			assert_int_equal(ret, 0);
			assert_each_is_accounted_for();
		} else {
			assert_int_equal(ret, -ENOMEM);
			assert_untouched();
		}
		finish();
	}
	fail_msg("no clean pass");

	return 0;
}

static void sweeps_legacy_mode(void **state)
{
	/* An object and a bitmap; the root table; two for each context table */
	assert_in_range(sweep(build_legacy), 2 + 1 + 3 * 2, 80);
}

static void sweeps_scalable_mode(void **state)
{
	assert_in_range(sweep(build_scalable), 2 + 1 + 4 * 2, 200);
}

/* The second attempt of an IOMMU after a failed one is a good one. */
static void recovers_after_a_failure(void **state)
{
	build_legacy();
	/* The dump's header is read, too. */
	machine.fail_at = SERIES_HAS_CONTAIN_UNREADABLE ? 2 :
			  SERIES_HAS_SPARE_OWN_MEMORY ? 5 + 4 : 5;
	assert_copy_fails(SERIES_HAS_CONTAIN_UNREADABLE ? 0 : -ENOMEM);
	assert_copy_succeeds();
	assert_copied(200, 0xff);
	finish();
}

/* A domain-id that both kernels use stays reserved when the copy fails. */
static void keeps_domain_ids_of_this_kernel(void **state)
{
	for (unsigned int fail_at = 1; ; fail_at++) {
		build_legacy();
		reserve_domain_id(3);
		machine.fail_at = fail_at;
		copy_tables();
		if (machine.calls < fail_at)
			break;
		assert_true(domain_id_reserved(3));
		if (!copied_tables_of(&fx.iommu))
			assert_int_equal(domain_ids_reserved(), 1);
		finish();
	}
	assert_sound();
	assert_int_equal(domain_ids_reserved(), 4);
	finish();
}

static void refuses_another_mode(void **state)
{
	/* The check comes with the first caller. */
	if (!SERIES_HAS_SWITCH_TO_THE_COPY)
		return;

	start_legacy();
	intel_iommu_sm = 1;
	assert_copy_fails(-EINVAL);
	assert_int_equal(machine.mapped, 0);
	finish();

	start_scalable();
	intel_iommu_sm = 0;
	assert_copy_fails(-EINVAL);
	assert_int_equal(machine.mapped, 0);
	finish();
}

/* Reserved (2), and abort mode (3), in which no tables are used */
static void refuses_a_mode_without_tables(void **state)
{
	/* The check comes with the first caller. */
	if (!SERIES_HAS_SWITCH_TO_THE_COPY)
		return;

	for (u64 mode = 2; mode <= 3; mode++) {
		start_scalable();
		fx.regs[0x20 / 8] = fx.root | mode << 10;
		assert_copy_fails(-EINVAL);
		assert_int_equal(machine.mapped, 0);
		finish();
	}
}

/* Without a root table all that is known is which buses there are. */
static void refuses_an_unusable_root_table(void **state)
{
	static const u64 roots[] = {
		0, MACHINE_OWN_BASE, MACHINE_PAGE, 1ULL << 46, 1ULL << 63,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(roots); i++) {
		start_legacy();
		fx.regs[0x20 / 8] = roots[i];
		if (SERIES_HAS_CONTAIN_UNREADABLE)
			assert_copy_succeeds();
		else
			assert_copy_fails(-EINVAL);
		assert_int_equal(machine.mapped, 0);
		finish();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweeps_legacy_mode),
		cmocka_unit_test(sweeps_scalable_mode),
		cmocka_unit_test(recovers_after_a_failure),
		cmocka_unit_test(keeps_domain_ids_of_this_kernel),
		cmocka_unit_test(refuses_another_mode),
		cmocka_unit_test(refuses_a_mode_without_tables),
		cmocka_unit_test(refuses_an_unusable_root_table),
	};

	return cmocka_run_group_tests_name("failures", tests, warm_up, NULL);
}
