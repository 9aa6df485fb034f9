// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continuePassThrough, includes the code */
/* Page tables that map all memory to itself are pass-through, too. */

#include "pass_through.h"

/* 07:00.0, with a mapping of all its crashed kernel's 2 GiB to itself */
static u64 build_software_identity(void)
{
	u64 top = build_old_device(7, 0, 4);

	build_page(top, 4, 0, 3, 0, 3);
	build_page(top, 4, GIB, 3, GIB, 3);
	fx.iommu.cap |= CAP_1G;

	return top;
}

/* A table of its own for a device, where the series makes one */
static bool is_replaced(u8 bus, u8 devfn)
{
	const struct own_tables *own;

	assert_copy_succeeds();
	own = own_tables_of(bus, devfn);
	assert_true(!own || own->kind == IDENTITY);

	return own;
}

static void page_tables_may_be_pass_through(void **state)
{
	const struct own_tables *own;

	build_software_identity();
	own = identity();
	assert_ptr_equal(own_tables_of(7, 0), own);
	assert_int_equal(own_translation(own, OWN), 0);
}

/* From the page of the header on, which is where it ends below */
static void other_page_tables_are_not(void **state)
{
	u64 header = MACHINE_DUMP_HEADER, top;

	for (unsigned int i = 0; i < 6; i++) {
		top = build_old_device(7, 0, 4);
		build_page(top, 4, MIB, 1, MIB, 3);
		if (i == 1)
			build_page(top, 4, header - PAGE, 1, header - PAGE, 3);
		else if (i == 2)
			build_page(top, 4, header + PAGE, 1, header + PAGE, 3);
		else if (i)
			build_page(top, 4, header, 1, header, i == 3 ? 1 : 3);
		if (i == 4)
			build_page(top, 4, 4 * GIB, 1, 5 * GIB, 3);
		assert_int_equal(is_replaced(7, 0), i == 5);
		assert_copied(7, 0);
		finish();
		begin(state);
	}
}

/* Each is judged by itself, whichever comes first; two may share a table. */
static void page_tables_are_told_apart(void **state)
{
	u64 top, other;

	for (unsigned int swapped = 0; swapped < 2; swapped++) {
		top = build_software_identity();
		other = build_old_device(7, 1 + swapped, 4);
		build_page(other, 4, GIB, 1, 2 * GIB, 3);
		build_old_device(7, 2 - swapped, 4);
		build_word(built_translation(7, 2 - swapped), 0,
			   (built_word(built_translation(7, 2 - swapped), 0) & 0xfff) |
			   top);
		assert_true(is_replaced(7, 0));
		assert_non_null(own_tables_of(7, 2 - swapped));
		assert_null(own_tables_of(7, 1 + swapped));
		finish();
		begin(state);
	}
}

static void page_tables_stay_without_memory(void **state)
{
	build_software_identity();
	machine.old_ram[0].size = 0;
	assert_copy_succeeds();
	assert_null(own_tables_of(7, 0));
	assert_copied(7, 0);
	assert_logged_once(GOES_ON);
}

/* Bit 2 of either context: sections 9.3, 9.4. The fixture looks at it, too. */
static void a_device_tlb_stays_in_use(void **state)
{
	u64 table = built_word(root_half(fx.root, 5, false), 0) & ~0xfffULL;
	old_entry_t context;

	build_software_identity();
	if (scalable)
		context = scalable_context(table, 0x10);
	else
		context = built_translation(7, 0);
	build_flip(context, 2);
	assert_true(is_replaced(5, 0x10));
	assert_non_null(own_tables_of(7, 0));
	context = fx.iommu.root_entry[scalable ? 5 : 7].lo & ~0xfffULL;
	assert_true(enables_device_tlb((u64 *)phys_to_virt(context) +
				       (scalable ? 0x10 * 4 : 0)));
}

/* One table cannot stand in for what a directory leads to. */
static void devices_with_pasids_are_left_alone(void **state)
{
	u64 table = build_context_table(fx.root, 6, false);
	old_entry_t pt = build_scalable_context(table, 0, 0);
	old_entry_t software, enabled;

	build_pasid_entry(pt, 0, PGTT_PASS_THROUGH, 8);
	build_pasid_entry(pt, 5, PGTT_SECOND, 9);
	pt = build_scalable_context(table, 2, 0);
	build_pasid_entry(pt, 0, PGTT_PASS_THROUGH, 12);
	build_pasid_entry(pt, 5, PGTT_SECOND, 13);
	/* 07:00.0 has another one, too; 06:01.0 only could have. */
	build_software_identity();
	software = scalable_context(built_word(root_half(fx.root, 7, false), 0) &
				    ~0xfffULL, 0);
	build_pasid_entry(software, 1, PGTT_PASS_THROUGH, 10);
	enabled = build_scalable_context(table, 1, 0);
	build_flip(enabled, 3);
	build_pasid_entry(enabled, 0, PGTT_PASS_THROUGH, 11);

	assert_copy_succeeds();
	assert_null(own_tables_of(6, 0));
	assert_null(own_tables_of(6, 2));
	assert_null(own_tables_of(7, 0));
	assert_copied(6, 0);
	assert_copied(6, 2);
	assert_copied(7, 0);
	assert_non_null(own_tables_of(6, 1));
	assert_non_null(own_tables_of(5, 0x10));
	assert_logged_once("Pass-through goes on for devices with PASIDs");
	assert_warnings(1);
}

/* What is under a first stage is another matter. */
static void nested_tables_are_not_pass_through(void **state)
{
	old_entry_t entry;
	u64 first;

	build_software_identity();
	first = build_first_stage_device(7, 1, 4);
	entry = built_translation(7, 0);
	build_word(entry, 0, (built_word(entry, 0) & ~0x1c0ULL) |
			     PGTT_NESTED << 6);
	build_word(entry, 2, first);
	assert_false(is_replaced(7, 0));
	assert_copied(7, 0);
}

static void first_stage_tables_may_be_pass_through(void **state)
{
	u64 top = build_first_stage_device(7, 0, 4);

	fx.iommu.cap |= CAP_FIRST_1G;
	build_first_stage_page(top, 4, 0, 3, 0,
			       FIRST_PRESENT | PTE_WRITE | FIRST_USER);
	assert_copy_succeeds();
	assert_non_null(own_tables_of(7, 0));
}

int main(void)
{
#define TESTS						\
	TEST(page_tables_may_be_pass_through),				\
	TEST(other_page_tables_are_not),				\
	TEST(page_tables_are_told_apart),				\
	TEST(page_tables_stay_without_memory),				\
	TEST(a_device_tlb_stays_in_use)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS,
		TEST(devices_with_pasids_are_left_alone),
		TEST(nested_tables_are_not_pass_through),
		TEST(first_stage_tables_may_be_pass_through),
	};

	return run_in_both_modes("software-pass-through", in_legacy_mode,
				 in_scalable_mode);
}
