// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* The crashed kernel's mappings are carried over to a new domain, in both modes. */

#include "carry.h"

static void assert_nothing_carried(void)
{
	assert_int_equal(domain.count, 0);
	assert_int_equal(left(), BUDGET);
}

static void carries_pages_of_every_size(void **state)
{
	map(0, 1, 0x70000000, RW);
	map(GIB - PAGE, 1, 0x4d000000, RW);
	map(GIB, 2, 64 * GIB, RW);
	map(5 * GIB, 3, 128 * GIB, RW);
	map(256 * TIB - PAGE, 1, 0x3ffffffff000, RW);
	assert_copy_succeeds();
	carry();
	assert_carried();
	assert_warnings(0);
}

static void keeps_permissions(void **state)
{
	old_entry_t entry;

	map(GIB, 1, 0x70000000, PTE_READ);
	map(GIB + PAGE, 1, 0x70001000, PTE_WRITE);
	map(GIB + 2 * PAGE, 1, 0x70002000, RW);
	/* A table that cannot be written: one page less, and one loses RW. */
	map(3 * GIB, 1, 0x70003000, PTE_READ);
	build_page(top, LEVELS, 3 * GIB, 1, 0x70003000, RW);
	build_page(top, LEVELS, 3 * GIB + PAGE, 1, 0x70004000, PTE_WRITE);
	entry = build_path(top, LEVELS, 3 * GIB, 3);
	build_word(entry, 0, built_word(entry, 0) & ~(u64)PTE_WRITE);
	assert_copy_succeeds();
	carry();
	assert_carried();
}

/* 512 pages in a row are one call, which makes a page of 2 MiB. */
static void joins_pages_into_large_ones(void **state)
{
	for (u64 i = 0; i < 512; i++)
		map(GIB + i * PAGE, 1, 64 * GIB + i * PAGE, RW);
	assert_copy_succeeds();
	carry();
	assert_carried();
	assert_int_equal(domain.count, 1);
}

/* 100 GiB, with the sizes of what a guest may have, 4 GiB at a time */
static void carries_long_runs(void **state)
{
	for (u64 i = 0; i < 100; i++)
		build_page(top, LEVELS, 128 * GIB + i * GIB, 3, 256 * GIB + i * GIB, RW);
	assert_copy_succeeds();
	carry();
	for (u64 i = 0; i < 100; i++)
		assert_translates(128 * GIB + i * GIB, 256 * GIB + i * GIB, RW);
	assert_null(domain_find(&domain, 228 * GIB));
	assert_int_equal(domain.count, 25);
	assert_int_equal(BUDGET - left(), 2);
}

static void leaves_own_memory_alone(void **state)
{
	map(0, 3, 0, RW);
	map(2 * GIB, 2, MACHINE_OWN_BASE - 2 * MIB, RW);
	map(2 * GIB + 2 * MIB, 2, MACHINE_OWN_BASE, PTE_READ);
	map(3 * GIB, 1, MACHINE_OWN_BASE - PAGE, RW);
	map(3 * GIB + PAGE, 1, MACHINE_LOW_END, RW);
	map(3 * GIB + 2 * PAGE, 1, MACHINE_LOW_END - PAGE, RW);
	machine.own_pages -= 3;
	assert_copy_succeeds();
	carry();
	assert_carried();
	assert_warnings(0);
}

static void leaves_direct_regions_alone(void **state)
{
	struct sim_device *other = add_device(&fx.iommu, 0x511);

	build_page(top, LEVELS, 4 * MIB, 2, 64 * GIB, RW);
	build_page(top, LEVELS, 8 * MIB, 2, 66 * GIB, RW);
	build_page(top, LEVELS, 10 * MIB, 2, 66 * GIB + 2 * MIB, RW);
	build_page(top, LEVELS, 16 * MIB, 1, 68 * GIB, RW);
	other->pci.dev.iommu_group = device->pci.dev.iommu_group;
	device->direct[0].start = 4 * MIB + 16 * PAGE;
	device->direct[0].length = 32 * PAGE;
	device->direct[0].type = IOMMU_RESV_DIRECT;
	device->direct[1].start = 8 * MIB;
	device->direct[1].length = PAGE;
	device->direct[1].type = IOMMU_RESV_RESERVED;
	device->directs = 2;
	other->direct[0].start = 9 * MIB;
	other->direct[0].length = 2 * MIB;
	other->direct[0].type = IOMMU_RESV_DIRECT_RELAXABLE;
	other->direct[1].start = 16 * MIB;
	other->direct[1].length = PAGE;
	other->direct[1].type = IOMMU_RESV_DIRECT;
	other->directs = 2;
	expect(4 * MIB, 64 * GIB, 16 * PAGE, RW);
	expect(4 * MIB + 48 * PAGE, 64 * GIB + 48 * PAGE, 464 * PAGE, RW);
	expect(8 * MIB, 66 * GIB, MIB, RW);
	expect(11 * MIB, 66 * GIB + 3 * MIB, MIB, RW);
	assert_copy_succeeds();
	carry();
	assert_carried();
}

static void carries_all_aliases(void **state)
{
	device->pci.requester_ids[device->pci.aliases++] = 0x600;
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	map(GIB, 1, 64 * GIB, RW);
	map(GIB + PAGE, 1, 65 * GIB, RW);
	top = build_old_device(7, 0, LEVELS);
	build_page(top, LEVELS, GIB, 1, 66 * GIB, RW);
	map(2 * GIB, 1, 67 * GIB, RW);
	assert_copy_succeeds();
	carry();
	assert_carried();
	assert_warnings(0);
}

/* As the kernel maps the aliases of a device */
static void carries_shared_tables_once(void **state)
{
	old_entry_t entry;
	unsigned long alone;

	map(GIB, 1, 64 * GIB, RW);
	build_old_device(7, 0, LEVELS);
	assert_copy_succeeds();
	carry();
	alone = left();
	new_domain();
	free_copy();

	entry = built_translation(7, 0);
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | top);
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	limit_budget(BUDGET);
	assert_int_equal(copy_tables(), 0);
	carry();
	assert_carried();
	assert_int_equal(left(), alone);
}

static void nothing_where_nothing_was_copied(void **state)
{
	map(GIB, 1, 64 * GIB, RW);
	carry();
	assert_nothing_carried();

	device->pci.requester_ids[0] = 0x511;
	assert_copy_succeeds();
	carry();
	assert_nothing_carried();
	assert_warnings(0);
}

static void nothing_where_nothing_can_be(void **state)
{
	map(GIB, 1, 64 * GIB, RW);
	assert_copy_succeeds();
	domain.domain.type = IOMMU_DOMAIN_IDENTITY;
	carry();
	assert_nothing_carried();
	assert_warnings(0);
}

/* Either everything is there, or a warning. */
static void survives_every_failure(void **state)
{
	unsigned int fail_at = 1;

	map(GIB, 1, 64 * GIB, RW);
	map(2 * GIB, 1, MACHINE_OWN_BASE, RW);
	map(3 * GIB, 1, 65 * GIB, RW);
	assert_copy_succeeds();
	for (;; fail_at++) {
		unsigned int allocs = machine.allocs, lost = machine.warnings;

		new_domain();
		limit_budget(BUDGET);
		machine.calls = 0;
		machine.fail_at = fail_at;
		carry();
		assert_int_equal(machine.allocs, allocs);
		if (machine.calls < fail_at)
			break;
		assert_int_equal(machine.warnings, lost + 1);
	}
	assert_carried();
	assert_int_equal(fail_at, 4);
}

/* Old tables may be damaged between the check and the first mapping. */
static void carries_what_was_checked(void **state)
{
	map(GIB, 1, 64 * GIB, RW);
	map(3 * GIB, 1, 64 * GIB, RW);
	assert_copy_succeeds();
	build_flip(build_path(top, LEVELS, 3 * GIB, 1), 62);
	carry();
	assert_carried();
	assert_warnings(0);
}

/* What does not fit into 1/16 of the memory is lost, and nothing else. */
static void keeps_to_the_budget_of_what_is_kept(void **state)
{
	unsigned int budget = machine.own_pages / 16;

	for (u64 i = 0; i < 254 * budget; i++)
		build_page(top, LEVELS, 8 * GIB + i * 2 * PAGE, 1, 64 * GIB, RW);
	assert_copy_succeeds();
	limit_budget(machine.own_pages / 16);
	assert_int_equal(kept_pages, budget);
	free_copy();

	build_page(top, LEVELS, 7 * GIB, 1, 64 * GIB, RW);
	assert_int_equal(copy_tables(), 0);
	assert_int_equal(kept_pages, 0);
	carry();
	assert_int_equal(domain.count, 0);
	assert_logged_once(LOST);
}

/* In the tables of the first stage, and expected in the domain if it is there */
static void map_first(u64 iova, unsigned int level, u64 phys,
		      unsigned int flags, unsigned int prot)
{
	build_first_stage_page(top, LEVELS, iova, level, phys, flags);
	if (prot)
		expect(iova, phys, size_of(level), prot);
}

/* What is present can be read, and written if bit 1 is set all the way. */
static void carries_the_first_stage(void **state)
{
	fx.iommu.cap |= CAP_FIRST_1G;
	top = build_first_stage_device(5, 0x10, LEVELS);
	map_first(0, 1, 0x70000000, RW | FIRST_USER, RW);
	map_first(PAGE, 1, 0x70001000, FIRST_PRESENT | FIRST_USER, PTE_READ);
	map_first(2 * PAGE, 1, 0x70002000, PTE_WRITE | FIRST_USER, 0);
	map_first(3 * PAGE, 1, 0x70003000, RW, 0);
	map_first(2 * MIB, 2, 64 * GIB, RW | FIRST_USER, RW);
	map_first(4 * MIB, 2, 66 * GIB, FIRST_PRESENT | FIRST_USER, PTE_READ);
	build_flip(build_path(top, LEVELS, 4 * MIB, 2), 12);	/* PAT */
	map_first(6 * MIB, 2, MACHINE_OWN_BASE, RW | FIRST_USER, RW);
	map_first(5 * GIB, 3, 128 * GIB, RW | FIRST_USER, RW);
	map_first(128 * TIB - PAGE, 1, 0x3ffffffff000, RW | FIRST_USER, RW);
	map_first(128 * TIB, 1, 0x70004000, RW | FIRST_USER, 0);
	map_first(256 * TIB - PAGE, 1, 0x70005000, RW | FIRST_USER, 0);
	for (unsigned int level = 2; level <= 4; level++) {
		u64 iova = 3 * GIB + (1ULL << (12 + 9 * (level - 1)));

		map_first(iova, 1, 0x71000000, RW | FIRST_USER, PTE_READ);
		build_flip(build_path(top, LEVELS, iova, level), 1);
	}
	assert_copy_succeeds();
	carry();
	assert_carried();
	assert_warnings(0);
}

int main(void)
{
#define TESTS							\
	TEST(carries_pages_of_every_size),				\
	TEST(keeps_permissions),					\
	TEST(joins_pages_into_large_ones),				\
	TEST(carries_long_runs),					\
	TEST(leaves_own_memory_alone),					\
	TEST(leaves_direct_regions_alone),				\
	TEST(carries_all_aliases),					\
	TEST(carries_shared_tables_once),				\
	TEST(nothing_where_nothing_was_copied),				\
	TEST(nothing_where_nothing_can_be),				\
	TEST(survives_every_failure),					\
	TEST(carries_what_was_checked),					\
	TEST(keeps_to_the_budget_of_what_is_kept)
	const struct CMUnitTest in_legacy_mode[] = {
		TESTS
	};
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(carries_the_first_stage),
	};

	return run_in_both_modes("carry", in_legacy_mode, in_scalable_mode);
}
