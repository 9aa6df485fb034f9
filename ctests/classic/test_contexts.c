// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from copyAllTables, includes the code */
/* The copy of everything that one IOMMU had in use. */

#include "code.h"

static int copy_all_tables(void)
{
	int ret;

	machine_watch(fx.iommu.root_entry, MACHINE_PAGE);
	machine_watch(fx.iommu.domain_ids, 256 / 8);
	ret = intel_kdump_copy_tables(&fx.iommu);
	machine_unwatch();

	return ret;
}

static void copies_devices_with_their_tables(void **state)
{
	u64 first = build_device(0, 7), last = build_device(0xff, 200);

	map(first, 4, 0xffffc000, 1, 0x5550001000 | RW);
	map(last, 4, 0x123456789000, 1, 0x5550002000 | READ);
	map(last, 4, 5 * GIB, 3, 7 * GIB | LARGE | RW);
	assert_int_equal(copy_all_tables(), 0);

	assert_same_tables(0, first);
	assert_same_tables(0xff, last);
	assert_true(test_bit(0, fx.iommu.domain_ids));
	assert_true(test_bit(7, fx.iommu.domain_ids));
	assert_true(test_bit(200, fx.iommu.domain_ids));
	assert_false(test_bit(8, fx.iommu.domain_ids));
	assert_true(fx.iommu.old_tables);
	assert_true(machine_page_flushed(fx.iommu.root_entry));
	assert_true(machine_page_flushed(new_context(0, 0)));
}

static void keeps_the_rest_of_a_context(void **state)
{
	u64 top = build_device(3, 7);
	old_entry_t context = legacy_context(fx.contexts, 3);

	/* FPD, and bits for software */
	build_word(context, 0, built_word(context, 0) | 2);
	build_word(context, 1, built_word(context, 1) | 0x78);
	map(top, 4, 0x1000, 1, 0x5550001000 | RW);
	assert_int_equal(copy_all_tables(), 0);
	assert_int_equal(new_context(0, 3)[0] & 0xfff, 3);
	assert_int_equal(new_context(0, 3)[1], 7 << 8 | 0x78 | AW_48);
	assert_same_tables(3, top);
}

static void marks_copied_contexts(void **state)
{
	build_device(0, 7);
	build_device(0xff, 8);
	assert_int_equal(copy_all_tables(), 0);
	assert_int_equal(new_context(0, 0)[1], 7 << 8 | COPIED | AW_48);
	assert_int_equal(new_context(0, 0xff)[1], 8 << 8 | COPIED | AW_48);
}

/* The driver sets bits in an entry, and takes them for clear. */
static void empties_contexts_that_are_not_present(void **state)
{
	build_device(3, 7);
	build_word(legacy_context(fx.contexts, 4), 0, 0xabcde000);
	build_word(legacy_context(fx.contexts, 4), 1, 0xff02);
	assert_int_equal(copy_all_tables(), 0);
	assert_int_equal(new_context(0, 4)[0], 0);
	assert_int_equal(new_context(0, 4)[1], 0);
	assert_null(new_context(1, 0));
}

static void copies_shared_tables_once(void **state)
{
	u64 top = build_device(3, 7), pages;
	old_entry_t context = legacy_context(fx.contexts, 3);

	map(top, 4, 0x1000, 1, 0x5550001000 | RW);
	for (int devfn = 8; devfn < 16; devfn++)
		for (int word = 0; word < 2; word++)
			build_word(legacy_context(fx.contexts, devfn), word,
				   built_word(context, word));
	assert_int_equal(copy_all_tables(), 0);
	assert_int_equal(new_context(0, 3)[0], new_context(0, 8)[0]);
	assert_int_equal(new_context(0, 3)[0], new_context(0, 15)[0]);
	assert_same_tables(15, top);
	/* the new root table, a context table, and four of the page table */
	pages = machine.pages;
	reset_code();
	assert_int_equal(machine.pages, 1 + 1 + 4);
	assert_in_range(pages - machine.pages, 0, 6);
}

static void several_buses(void **state)
{
	u64 table = build_context_table(fx.root, 0xfe, false);
	old_entry_t context = build_legacy_context(table, 0x10, TT_UNTRANSLATED,
						   AW_39, 9);

	map(built_word(context, 0) & ~0xfffULL, 3, 0xffffc000, 1,
	    0x5550001000 | RW);
	assert_int_equal(copy_all_tables(), 0);
	assert_int_equal(device_access(0xfe, 0x10, 0xffffc000).phys,
			 0x5550001000);
	assert_non_null(new_context(0, 0));
}

/* Nothing is published, or all is there: whatever fails on the way. */
static void survives_every_failure(void **state)
{
	unsigned int calls, fail_at = 0;

	finish();
	do {
		u64 top;
		int ret;

		start();
		top = build_device(3, 7);
		map(top, 4, 0x1000, 1, 0x5550001000 | RW);
		build_device(4, 8);
		machine.calls = 0;
		machine.fail_at = ++fail_at;
		ret = copy_all_tables();
		calls = machine.calls;
		if (ret) {
			assert_int_equal(ret, -ENOMEM);
			assert_null(new_context(0, 3));
			assert_false(fx.iommu.old_tables);
			assert_false(test_bit(7, fx.iommu.domain_ids));
		} else if (!in_quarantine(0, 3)) {
			assert_same_tables(3, top);
		}
		finish();
	} while (calls >= fail_at);
	assert_in_range(fail_at, 10, 100);
	start();
}

/* The kind of the tables cannot change while translation is enabled. */
static void leaves_extended_tables_alone(void **state)
{
	build_device(0, 7);
	fx.regs[0x20 / 8] |= 1 << 11;
	machine.crash_kernel = true;
#if SERIES_HAS_ACCEPT_ACTIVE_IOMMU
	assert_false(intel_kdump_accepts(&fx.iommu));
	fx.regs[0x20 / 8] = fx.root;
	assert_true(intel_kdump_accepts(&fx.iommu));
	machine.crash_kernel = false;
	assert_false(intel_kdump_accepts(&fx.iommu));
#elif KERNEL_COPIES_TABLES
	assert_int_equal(copy_all_tables(), -EOPNOTSUPP);
	assert_null(new_context(0, 0));
	assert_false(fx.iommu.old_tables);
#else
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(copies_devices_with_their_tables),
		test(keeps_the_rest_of_a_context),
		test(marks_copied_contexts),
		test(empties_contexts_that_are_not_present),
		test(copies_shared_tables_once),
		test(several_buses),
		test(leaves_extended_tables_alone),
		test(survives_every_failure),
	};

	return run_group(tests);
}
