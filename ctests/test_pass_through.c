// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from reachWindows, includes the code */
/* Identity in place of the hardware's pass-through, off this kernel's memory */

#include "pass_through.h"

static void assert_kept(const char *reason)
{
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	assert_null(own_tables_of(5, 0x10));
	assert_logged_once(GOES_ON);
	assert_logged_once(reason);
	assert_warnings(1);
}

/* Mapped from @first to @end, and not beyond */
static void assert_mapped(const struct own_tables *own, u64 first, u64 end)
{
	assert_int_equal(own_translation(own, first), first);
	assert_int_equal(own_translation(own, end - 1), end - 1);
	assert_int_equal(own_translation(own, end), 0);
	if (first)
		assert_int_equal(own_translation(own, first - 1), 0);
}

/* 16 MiB of this kernel's, and the low 640 KiB; to 4 GiB */
static void leaves_this_kernel_out(void **state)
{
	const struct own_tables *own = identity();

	assert_mapped(own, MACHINE_LOW_END, OWN);
	assert_mapped(own, OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB);
	assert_int_equal(own_translation(own, PAGE), 0);
}

/* From 16 MiB on, all is in pages of 2 MiB; the first 16 MiB from 2 MiB on. */
static void uses_large_pages(void **state)
{
	const struct own_tables *own = identity();

	assert_int_equal(own->large[2], 2048 - 8 - 1);
	assert_int_equal(own->large[3], 0);
	/* 4 levels, one for each GiB, one for the first 2 MiB */
	assert_int_equal(own->tables, 1 + 1 + 4 + 1);
	/* A context table, a page of runs, 65,536 bits; in scalable mode, 2 pages more */
	if (SERIES_HAS_PRINT_SUMMARY)
		assert_logged_once(scalable ? "in 52 KiB" : "in 44 KiB");
}

static void uses_pages_of_1_gib_where_there_are_any(void **state)
{
	const struct own_tables *own;

	fx.iommu.cap |= CAP_1G;
	own = identity();
	assert_int_equal(own->large[3], 3);
	assert_int_equal(own->tables, 1 + 1 + 1 + 1);
}

/* What kexec set aside is more than this kernel's RAM, the ELF header for one. */
static void the_hole_reaches_to_old_ram(void **state)
{
	const struct own_tables *own;

	machine.own_pages -= 3;
	machine.old_ram[0].size = OWN - 5 * PAGE - MIB;
	machine.old_ram[1].first = OWN + (MACHINE_OWN_PAGES - 2) * PAGE;
	own = identity();
	assert_mapped(own, MACHINE_LOW_END, OWN);
	assert_mapped(own, OWN + (MACHINE_OWN_PAGES - 2) * PAGE, 4 * GIB);
}

static void the_hole_reaches_16_mib_at_most(void **state)
{
	const struct own_tables *own;

	machine.own_pages -= 3;
	own = identity();
	assert_mapped(own, OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB);
}

static void reaches_the_end_of_ram(void **state)
{
	machine.old_ram[1].size = 7 * GIB + 5 * PAGE;
	fx.iommu.cap |= CAP_1G;
	assert_mapped(identity(), OWN + MACHINE_OWN_PAGES * PAGE, 8 * GIB);
}

static void put_window(unsigned int i, u64 first, u64 size)
{
	machine.windows[i].first = first;
	machine.windows[i].end = first + size;
}

/* Large BARs are far above RAM; resources are in trees, and of any size. */
static void reaches_windows_above_ram(void **state)
{
	const u64 far = 0x380000000000ULL;
	const struct own_tables *own;

	fx.iommu.cap |= CAP_1G;
	put_window(0, 0xc0000000, 0x1000);
	put_window(1, far, 64 * GIB);
	put_window(2, far + 2 * GIB, PAGE);
	put_window(3, far + 100 * GIB + PAGE, PAGE);
	own = identity();
	assert_mapped(own, OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB);
	assert_mapped(own, far, far + 64 * GIB);
	assert_mapped(own, far + 100 * GIB, far + 101 * GIB);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	assert_machine_clean();
	/* iommu_map() takes an unsigned long. */
	if (far > ULONG_MAX)
		return;
	assert_non_null(domain_find(&domain, far + 63 * GIB));
	assert_null(domain_find(&domain, far + 64 * GIB));
	assert_non_null(domain_find(&domain, far + 100 * GIB));
}

/* A window begins in RAM's last GiB, and others follow closely. */
static void reaches_windows_next_to_ram(void **state)
{
	fx.iommu.cap |= CAP_1G;
	machine.old_ram[1].size = 7 * GIB + 5 * PAGE;
	put_window(0, 7 * GIB + GIB / 2, 2 * GIB);
	put_window(1, 10 * GIB, GIB);
	assert_mapped(identity(), OWN + MACHINE_OWN_PAGES * PAGE, 11 * GIB);
}

/* The last range takes in the rest, and what is between. */
static void reaches_more_windows_than_it_keeps(void **state)
{
	const struct own_tables *own;

	fx.iommu.cap |= CAP_1G;
	for (unsigned int i = 0; i < 20; i++)
		put_window(i, (10 + 4 * i) * GIB, GIB);
	own = identity();
	for (unsigned int i = 0; i < 14; i++)
		assert_mapped(own, (10 + 4 * i) * GIB, (11 + 4 * i) * GIB);
	assert_mapped(own, (10 + 4 * 14) * GIB, (11 + 4 * 19) * GIB);
}

/* A TiB would need 512 tables. */
static void reaches_no_windows_in_pages_of_2_mib(void **state)
{
	put_window(0, 8 * GIB, GIB);
	assert_int_equal(own_translation(identity(), 8 * GIB), 0);
}

/* A hypervisor shadows every page. */
static void reaches_no_windows_in_caching_mode(void **state)
{
	fx.iommu.cap |= CAP_1G | CAP_CM;
	put_window(0, 8 * GIB, GIB);
	assert_int_equal(own_translation(identity(), 8 * GIB), 0);
}

static void has_three_to_five_levels(void **state)
{
	for (unsigned int levels = 3; levels <= 5; levels++) {
		fx.iommu.cap |= CAP_57_BITS;
		fx.iommu.msagaw = levels - 2;
		assert_int_equal(identity()->tables, levels - 2 + 4 + 1);
		finish();
		begin(state);
	}
}

/* 39 bits of address are 512 GiB, whatever there is of RAM. */
static void reaches_as_far_as_the_tables(void **state)
{
	fx.iommu.cap |= CAP_1G;
	fx.iommu.msagaw = 1;
	machine.old_ram[1].size = 600 * GIB;
	assert_int_equal(own_translation(identity(), 512 * GIB - 1),
			 512 * GIB - 1);
}

/* Only some hypervisors have no second stage. */
static void has_the_first_stage_alone(void **state)
{
	const struct own_tables *own;

	build_first_stage_device(5, 0x01, 4);
	fx.iommu.ecap &= ~ECAP_SSTS;
	own = identity();
	assert_true(own->first_stage);
	assert_mapped(own, MACHINE_LOW_END, OWN);
	assert_mapped(own, OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB);
	assert_int_equal(own->large[2], 2048 - 8 - 1);
}

static void has_a_domain_id_of_its_own(void **state)
{
	assert_int_equal(identity()->domain_id, 65535);
	assert_int_equal(domain_ids_reserved(), 2);
}

static void goes_on_without_the_header(void **state)
{
	machine.old_ram[0].size = 0;
	assert_kept("(-61)");
}

/* 1/64 of 16 MiB; all tables of what was begun are freed. */
static void goes_on_beyond_the_budget(void **state)
{
	fx.iommu.cap &= ~CAP_2M;
	assert_kept("(-12)");
}

/* 2 MiB pages: a table for each GiB, and three more */
static void the_budget_is_exact(void **state)
{
	machine.old_ram[1].size = 61 * GIB - machine.old_ram[1].first;
	assert_int_equal(identity()->tables, 64);
	finish();

	begin(state);
	machine.old_ram[1].size = 62 * GIB - machine.old_ram[1].first;
	assert_kept("(-12)");
}

static void survives_every_failure(void **state)
{
	unsigned int fail_at = 1;

	for (;; fail_at++) {
		/* It may be this one that puts them all in quarantine. */
		build_old_device(5, 0x20, 4);
		machine.fail_at = fail_at;
		assert_int_equal(copy_tables(), 0);
		machine.fail_at = 0;
		if (!copied_tables_of(&fx.iommu))
			assert_untouched();
		else
			assert_sound();
		if (!own_tables_of(5, 0x10))
			assert_true(machine.warnings > 0);
		if (machine.calls < fail_at)
			break;
		finish();
		begin(state);
	}
	assert_in_range(fail_at, 12, 80);
	assert_non_null(own_tables_of(5, 0x10));
}

static void assert_reserved(u64 first, u64 end, struct list_head *regions)
{
	struct iommu_resv_region *region;

	assert_false(list_empty(regions));
	region = list_first_entry(regions, struct iommu_resv_region, list);
	assert_int_equal(region->start, first);
	assert_int_equal(region->start + region->length, end);
	list_del(&region->list);
	kfree(region);
}

/* All but this kernel's memory, whether pass-through goes on or not */
static void drivers_get_other_addresses(void **state)
{
	struct list_head regions = { &regions, &regions };

	for (unsigned int kept = 0; kept < 2; kept++) {
		if (kept)
			fx.iommu.cap &= ~CAP_2M;
		assert_copy_succeeds();
		assert_int_equal(!own_tables_of(5, 0x10), kept);
		intel_kdump_get_resv_regions(&device->pci.dev, &regions);
		assert_reserved(0, OWN, &regions);
		assert_reserved(OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB, &regions);
		assert_true(list_empty(&regions));
		finish();
		begin(state);
	}
}

static void assert_goes_on(u64 first, u64 end)
{
	const struct sim_mapping *mapping = domain_find(&domain, first);

	assert_non_null(mapping);
	assert_int_equal(mapping->iova, first);
	assert_int_equal(mapping->phys, first);
	assert_int_equal(mapping->size, end - first);
	assert_int_equal(mapping->prot, IOMMU_READ | IOMMU_WRITE);
}

static void legacy_dma_goes_on(void **state)
{
	for (unsigned int kept = 0; kept < 2; kept++) {
		/* the page tables of the domain need no budget here */
		if (kept)
			machine.old_ram[0].size = 0;
		assert_copy_succeeds();
		assert_int_equal(!own_tables_of(5, 0x10), kept);
		intel_kdump_carry_over(&domain.domain, &device->pci.dev);
		assert_machine_clean();
		assert_goes_on(MACHINE_LOW_END, OWN);
		assert_goes_on(OWN + MACHINE_OWN_PAGES * PAGE, 4 * GIB);
		assert_int_equal(domain.count, 2);
		domain_free(&domain);
		finish();
		begin(state);
	}
}

int main(void)
{
#define TESTS								\
	TEST(leaves_this_kernel_out),					\
	TEST(uses_large_pages),						\
	TEST(uses_pages_of_1_gib_where_there_are_any),			\
	TEST(the_hole_reaches_to_old_ram),				\
	TEST(the_hole_reaches_16_mib_at_most),				\
	TEST(reaches_the_end_of_ram),					\
	TEST(reaches_windows_above_ram),				\
	TEST(reaches_windows_next_to_ram),				\
	TEST(reaches_more_windows_than_it_keeps),			\
	TEST(reaches_no_windows_in_pages_of_2_mib),			\
	TEST(reaches_no_windows_in_caching_mode),			\
	TEST(has_three_to_five_levels),					\
	TEST(reaches_as_far_as_the_tables),				\
	TEST(has_a_domain_id_of_its_own),				\
	TEST(goes_on_without_the_header),				\
	TEST(goes_on_beyond_the_budget),				\
	TEST(the_budget_is_exact),					\
	TEST(survives_every_failure),					\
	TEST(drivers_get_other_addresses),				\
	TEST(legacy_dma_goes_on)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(has_the_first_stage_alone),
	};

	return run_in_both_modes("pass-through", in_legacy_mode, in_scalable_mode);
}
