// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/*
 * Page tables that lead to this kernel's memory are copied and changed. Where a
 * single page leads is in test_reach.c; this is about the tables.
 */

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "walker.h"

#define PAGE		4096ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL
#define OWN		MACHINE_OWN_BASE
#define OWN_END		(OWN + MACHINE_OWN_PAGES * PAGE)
#define RW		(PTE_READ | PTE_WRITE)
#define ID		0x700

static u64 top;			/* of 07:00.0 */

static int begin(void **state)
{
	start_machine();
	devices_reset();
	fx.iommu.cap |= CAP_2M | CAP_1G | CAP_FIRST_1G;
	top = build_old_device(7, 0, 4);

	return 0;
}

static int end(void **state)
{
	finish();

	return 0;
}

/* The crashed kernel's 2 GiB, each address to itself, as iommu=pt may do it */
static void map_all(void)
{
	build_page(top, 4, 0, 3, 0, RW);
	build_page(top, 4, GIB, 3, GIB, RW);
}

static struct hw_space space_of(u16 source_id)
{
	return hw_space(virt_to_phys(fx.iommu.root_entry) |
			(fx.scalable ? 1ULL << 10 : 0), source_id);
}

static void assert_leads(const struct hw_space *space, u64 iova, u64 phys,
			 unsigned int access)
{
	struct hw_page page = hw_address(space, iova);

	if (page.access != access || (access && page.phys != phys))
		fail_msg("%#llx leads to %#llx with access %u", iova,
			 (u64)page.phys, page.access);
}

static void assert_spared(u16 source_id)
{
	struct hw_space space = space_of(source_id);
	u64 aside = scratch;

	assert_leads(&space, 0, aside, HW_WRITE);
	assert_leads(&space, MACHINE_LOW_END - PAGE, aside, HW_WRITE);
	assert_leads(&space, MACHINE_LOW_END, MACHINE_LOW_END, RW);
	assert_leads(&space, OWN - PAGE, OWN - PAGE, RW);
	assert_leads(&space, OWN, aside, HW_WRITE);
	assert_leads(&space, OWN_END - PAGE, aside, HW_WRITE);
	assert_leads(&space, OWN_END, OWN_END, RW);
	assert_leads(&space, 2 * GIB - PAGE, 2 * GIB - PAGE, RW);
	assert_leads(&space, 2 * GIB, 0, 0);
}

static void splits_large_pages(void **state)
{
	map_all();
	assert_copy_succeeds();
	assert_copied(7, 0);
	assert_spared(ID);
	/* The two top levels, 2 MiB pages of the first GiB, 4 KiB pages at 0 */
	assert_int_equal(kept_pages_count(), 1 + 4);
	if (SERIES_HAS_PRINT_SUMMARY)
		assert_logged_once("put 0 source-ids in quarantine");
	assert_warnings(0);
}

/* The entry of a page in tables of this kernel */
static u64 page_entry(struct hw_space space, u64 iova)
{
	u64 entry = space.table;

	for (unsigned int level = space.levels; level; level--) {
		entry = ((const u64 *)machine_own_page(entry & ~0xfffULL, true))
			[iova >> (9 * level + 3) & 511];
		if (entry & 0x80)
			break;
	}

	return entry;
}

/* Bit 7 tells a large page, and is to be 0 in one of 4 KiB. */
static void small_pages_are_small(void **state)
{
	map_all();
	assert_copy_succeeds();
	assert_int_equal(page_entry(space_of(ID), MACHINE_LOW_END),
			 MACHINE_LOW_END | RW);
	assert_int_equal(page_entry(space_of(ID), 2 * MIB), 2 * MIB | 0x80 | RW);
}

/* The crashed kernel's is used where nothing of it leads to this kernel's. */
static void leaves_other_tables(void **state)
{
	u64 other = build_old_device(7, 1, 4);

	map_all();
	build_page(other, 4, GIB, 1, OWN - PAGE, RW);
	build_page(other, 4, 2 * GIB, 1, OWN_END, RW);
	assert_copy_succeeds();
	assert_spared(ID);
	assert_copied(7, 1);
	assert_int_equal(space_of(ID + 1).table, other);
	assert_int_equal(space_of(ID).domain_id, ID);
}

/* The tables below the path are those of the crashed kernel. */
static void copies_the_path_alone(void **state)
{
	struct hw_space space;
	u64 table;

	build_page(top, 4, GIB, 1, 0x70000000, RW);
	build_page(top, 4, 2 * GIB, 1, OWN, RW);
	build_page(top, 4, 3 * GIB, 1, 0x70001000, RW);
	table = built_word(build_path(top, 4, 3 * GIB, 2), 0);
	assert_copy_succeeds();
	space = space_of(ID);
	assert_leads(&space, 2 * GIB, scratch, HW_WRITE);
	assert_leads(&space, 3 * GIB, 0x70001000, RW);
	/* What the hardware finds there now is what was not copied. */
	build_word(table & ~0xfffULL, 0, 0x70005000 | RW);
	assert_leads(&space, 3 * GIB, 0x70005000, RW);
	build_word(table & ~0xfffULL, 0, 0x70001000 | RW);
	/* A run of its own, 4 levels */
	assert_int_equal(kept_pages_count(), 1 + 4);
}

static void devices_share_them(void **state)
{
	old_entry_t entry;

	map_all();
	build_old_device(7, 1, 4);
	entry = built_translation(7, 1);
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | top);
	assert_copy_succeeds();
	assert_spared(ID);
	assert_spared(ID + 1);
	assert_int_equal(space_of(ID).table, space_of(ID + 1).table);
}

/* Bit 2 of either context: sections 9.3, 9.4 */
static void a_device_tlb_stays_in_use(void **state)
{
	map_all();
	build_flip(old_context(7, 0), 2);
	assert_copy_succeeds();
	assert_spared(ID);
	assert_true(enables_device_tlb(new_context(7, 0)));
}

/* A damaged page comes after one that has been cut off. */
static void damage_leaves_nothing(void **state)
{
	map_all();
	build_flip(build_path(top, 4, 3 * GIB, 1), 62);
	build_flip(build_path(top, 4, 3 * GIB, 1), 0);
	assert_copy_succeeds();
	assert_refused(7, 0);
	assert_int_equal(kept_pages_count(), 0);
}

/* Without large pages in the hardware, there is no large page to split. */
static void the_budget_is_kept(void **state)
{
	/* In scalable mode, PASID tables are copied too: a directory, and a table. */
	unsigned int tables = MACHINE_OWN_PAGES / 64 - 3 - (scalable ? 2 : 0);

	/* Every table leads to this kernel; three are above them. */
	for (unsigned int i = 0; i < tables; i++)
		build_page(top, 4, GIB + i * 2 * MIB, 1, OWN, RW);
	assert_copy_succeeds();
	assert_copied(7, 0);
	finish();

	begin(state);
	for (unsigned int i = 0; i < tables + 1; i++)
		build_page(top, 4, GIB + i * 2 * MIB, 1, OWN, RW);
	assert_copy_succeeds();
	assert_refused(7, 0);
	assert_logged_once("Unchecked context entry: 07:00.0");
}

/* A hypervisor shadows no page that is not present. */
static void a_hypervisor_has_holes(void **state)
{
	struct hw_space space;

	fx.iommu.cap |= CAP_CM;
	map_all();
	assert_copy_succeeds();
	space = space_of(ID);
	assert_leads(&space, OWN, 0, 0);
	assert_leads(&space, OWN_END, OWN_END, RW);
}

static void survives_every_failure(void **state)
{
	unsigned int fail_at = 1;

	for (;; fail_at++) {
		map_all();
		machine.fail_at = fail_at;
		assert_int_equal(copy_tables(), 0);
		machine.fail_at = 0;
		/* Copies of PASID tables are not freed when there is no memory for more. */
		if (!copied_tables_of(&fx.iommu)) {
			discard();
			begin(state);
			continue;
		}
		assert_sound();
		if (!is_refused(7, 0) && !is_blocked(7, 0))
			assert_spared(ID);
		if (machine.calls < fail_at)
			break;
		finish();
		begin(state);
	}
	assert_in_range(fail_at, 10, 80);
	assert_spared(ID);
}

/* The entry of each PASID leads to tables of this kernel if it must. */
static void each_pasid_is_spared(void **state)
{
	old_entry_t context, with, without;
	const u64 *directory, *table;

	context = old_context(7, 0);
	map_all();
	/* PDTS, 11:9 of word 0: a directory of two pages has 1024 entries. */
	build_pasid_entry(context, 70, PGTT_SECOND, 9);
	with = build_pasid_entry(context, 3, PGTT_SECOND, 10);
	without = build_pasid_entry(context, 130, PGTT_SECOND, 11);
	build_page(built_page_tables(with), 4, GIB, 1, OWN, RW);
	build_page(built_page_tables(without), 4, GIB, 1, OWN_END, RW);
	assert_copy_succeeds();
	assert_copied(7, 0);
	assert_spared(ID);
	directory = machine_own_page(new_context(7, 0)[0] & ~0xfffULL, true);
	assert_int_equal(directory[2], read_old((old_word(7, 0, 0) & ~0xfffULL) + 16));
	assert_int_equal(directory[1], read_old((old_word(7, 0, 0) & ~0xfffULL) + 8));
	table = machine_own_page(directory[0] & ~0xfffULL, true);
	assert_true(machine_page_allocated(table[3 * 8] & ~0xfffULL));
	assert_int_equal(table[3 * 8 + 1], 10);
	assert_true(machine_page_flushed(table));
	assert_true(machine_page_flushed(directory));
}

/* The first stage is the guest's; the second one leads to memory. */
static void nested_tables_are_spared(void **state)
{
	old_entry_t entry = built_translation(7, 0);
	u64 first = build_first_stage_device(7, 1, 4);
	struct hw_space space;

	map_all();
	build_word(entry, 0, (built_word(entry, 0) & ~0x1c0ULL) | PGTT_NESTED << 6);
	build_word(entry, 2, first);
	assert_copy_succeeds();
	assert_copied(7, 0);
	space = space_of(ID);
	assert_int_equal(space.kind, HW_OTHER);
	space.kind = HW_SECOND_STAGE;
	assert_leads(&space, OWN, scratch, HW_WRITE);
	assert_leads(&space, OWN_END, OWN_END, RW);
}

/* Pages of the first stage cannot be for writing only. */
static void first_stage_tables_are_spared(void **state)
{
	u64 flags = FIRST_PRESENT | PTE_WRITE | FIRST_USER;
	struct hw_space space;

	top = build_first_stage_device(7, 0, 4);
	build_first_stage_page(top, 4, 0, 3, 0, flags);
	assert_copy_succeeds();
	assert_copied(7, 0);
	space = space_of(ID);
	assert_int_equal(space.kind, HW_FIRST_STAGE);
	assert_leads(&space, OWN, scratch, RW);
	assert_leads(&space, OWN_END, OWN_END, RW);
	assert_leads(&space, OWN - PAGE, OWN - PAGE, RW);
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
#define TESTS							\
	TEST(splits_large_pages),				\
	TEST(small_pages_are_small),				\
	TEST(leaves_other_tables),				\
	TEST(copies_the_path_alone),				\
	TEST(devices_share_them),				\
	TEST(a_device_tlb_stays_in_use),			\
	TEST(damage_leaves_nothing),				\
	TEST(the_budget_is_kept),				\
	TEST(a_hypervisor_has_holes),				\
	TEST(survives_every_failure)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS,
		TEST(each_pasid_is_spared),
		TEST(nested_tables_are_spared),
		TEST(first_stage_tables_are_spared),
	};

	return run_in_both_modes("spare-tables", in_legacy_mode, in_scalable_mode);
}
