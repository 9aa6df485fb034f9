// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from ownMemory, includes the code */
/* No copy reaches this kernel's memory, whatever the old tables reach. */

#include "code.h"

#define OWN_END		(MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE)

static void copy_succeeds(void)
{
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
}

static void assert_leads(u8 devfn, u64 iova, u64 phys)
{
	struct access access = device_access(0, devfn, iova);

	assert_true(access.mapped);
	assert_int_equal(access.phys, phys);
}

static void leaves_pages_out(void **state)
{
	u64 top = build_device(3, 7);

	map(top, 4, 0x1000, 1, MACHINE_OWN_BASE | RW);
	map(top, 4, 0x2000, 1, (OWN_END - 0x1000) | RW);
	map(top, 4, 0x3000, 1, 0x1000 | RW);
	map(top, 4, 0x4000, 1, (MACHINE_LOW_END - 0x1000) | RW);
	map(top, 4, 0x5000, 1, OWN_END | RW);
	map(top, 4, 0x6000, 1, (MACHINE_OWN_BASE - 0x1000) | RW);
	map(top, 4, 0x7000, 1, MACHINE_LOW_END | RW);
	copy_succeeds();
	for (u64 iova = 0x1000; iova < 0x5000; iova += 0x1000)
		assert_false(device_access(0, 3, iova).mapped);
	assert_leads(3, 0x5000, OWN_END);
	assert_leads(3, 0x6000, MACHINE_OWN_BASE - 0x1000);
	assert_leads(3, 0x7000, MACHINE_LOW_END);
}

/* kexec puts more into the same blocks of 2 MiB than what is RAM to us. */
static void leaves_whole_blocks_out(void **state)
{
	u64 top = build_device(3, 7);

	machine.own_pages = MACHINE_OWN_PAGES - 100;
	map(top, 4, 0x1000, 1, (OWN_END - 0x1000) | RW);
	map(top, 4, 0x2000, 1, (OWN_END - 2 * MIB - 0x1000) | RW);
	map(top, 4, 0x3000, 1, OWN_END | RW);
	copy_succeeds();
	assert_false(device_access(0, 3, 0x1000).mapped);
	assert_false(device_access(0, 3, 0x2000).mapped);
	assert_leads(3, 0x3000, OWN_END);
}

static void splits_large_pages(void **state)
{
	u64 top = build_device(3, 7), block = MACHINE_OWN_BASE & ~(GIB - 1);

	map(top, 4, 5 * GIB, 3, block | LARGE | READ);
	map(top, 4, 6 * GIB, 2, 0 | LARGE | RW);
	map(top, 4, 7 * GIB, 3, 9 * GIB | LARGE | RW);
	copy_succeeds();
	assert_same_tables(3, top);
	for (u64 phys = block; phys < block + GIB; phys += 2 * MIB) {
		struct access access = device_access(0, 3, 5 * GIB + phys - block);

		assert_int_equal(access.mapped, !own_memory(phys, 0x1000));
		assert_int_equal(access.rights, access.mapped ? READ : 0);
	}
	assert_leads(3, 7 * GIB + 0x12345678, 9 * GIB + 0x12345678);
	/* not split where it need not be */
	reset_code();
	assert_int_equal(machine.pages, 2 + 3 + 2 + 1);
}

static void check_identity(void)
{
	static const u64 places[] = {
		0, MACHINE_LOW_END, 0x100000, MACHINE_OWN_BASE - 0x1000, OWN_END,
		5 * GIB, 64 * GIB - 0x1000, (1ULL << 38) + 0x5000,
	};
	const u64 *context = new_context(0, 3);

	assert_int_equal(context[0] >> 2 & 3, TT_UNTRANSLATED);
	assert_int_equal(context[1] & 0xff, COPIED | AW_48);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		assert_leads(3, places[i], places[i]);
	assert_false(device_access(0, 3, 0x1000).mapped);
	assert_false(device_access(0, 3, MACHINE_OWN_BASE).mapped);
	assert_false(device_access(0, 3, OWN_END - 1).mapped);
}

static u16 domain_id(u8 devfn)
{
	return new_context(0, devfn)[1] >> 8;
}

static void replaces_pass_through(void **state)
{
	build_legacy_context(fx.contexts, 3, TT_PASS_THROUGH, AW_48, 7);
	copy_succeeds();
	check_identity();
	/* beyond the host's addresses there is nothing */
	assert_true(device_access(0, 3, (1ULL << 46) - 1).mapped);
	assert_false(device_access(0, 3, 1ULL << 46).mapped);
	/* what is cached of pass-through has the old domain-id */
	assert_int_not_equal(domain_id(3), 7);
	assert_true(test_bit(domain_id(3), fx.iommu.domain_ids));
	assert_true(test_bit(7, fx.iommu.domain_ids));
}

/* Each device costs the way to its gaps, and not a table of all of memory. */
static void shares_tables_without_a_gap(void **state)
{
	unsigned int pages[2];
	u64 *table;

	for (int second = 0; second < 2; second++) {
		build_legacy_context(fx.contexts, 3, TT_PASS_THROUGH, AW_48, 7);
		if (second)
			build_legacy_context(fx.contexts, 4, TT_PASS_THROUGH, AW_48, 8);
		copy_succeeds();
		pages[second] = machine.pages;
		if (!second) {
			teardown(state);
			setup(state);
		}
	}
	check_identity();
	assert_true(device_access(0, 4, 5 * GIB).mapped);
	assert_in_range(pages[1] - pages[0], 4, 8);
	/* two page tables, two domain-ids */
	assert_int_not_equal(domain_id(3), domain_id(4));

	/* what a driver of one maps where this kernel's memory is left out */
	table = phys_to_virt(new_context(0, 4)[0] & ~0xfffULL);
	for (int level = 4; level > 2; level--)
		table = phys_to_virt(table[MACHINE_OWN_BASE >> (12 + 9 * (level - 1)) & 511] &
				     ~0xfffULL & ((1ULL << 52) - 1));
	table[MACHINE_OWN_BASE >> 21 & 511] = 64 * GIB | LARGE | RW;
	clflush_cache_range(table, MACHINE_PAGE);
	assert_true(device_access(0, 4, MACHINE_OWN_BASE).mapped);
	assert_false(device_access(0, 3, MACHINE_OWN_BASE).mapped);
}

static void keeps_pass_through_over_budget(void **state)
{
	build_legacy_context(fx.contexts, 3, TT_PASS_THROUGH, AW_48, 7);
	build_legacy_context(fx.contexts, 4, TT_PASS_THROUGH, AW_48, 8);
	/* without large pages, the table would have millions of entries */
	fx.iommu.cap &= ~(3ULL << 34);
	copy_succeeds();
	assert_int_equal(new_context(0, 3)[0] >> 2 & 3, TT_PASS_THROUGH);
	assert_int_equal(new_context(0, 4)[0] >> 2 & 3, TT_PASS_THROUGH);
	/* for each device */
	assert_int_equal(machine.warnings, 2);
	assert_false(in_quarantine(0, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(leaves_pages_out),
		test(leaves_whole_blocks_out),
		test(splits_large_pages),
		test(replaces_pass_through),
		test(shares_tables_without_a_gap),
		test(keeps_pass_through_over_budget),
	};

	return run_group(tests);
}
