// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continuePassThrough, includes the code */
/*
 * Identity in place of pass-through, be it of the hardware or of page tables,
 * off this kernel's memory: behaviour K9
 */

#include "drivers/iommu/intel/kdump.c"
#include "devices.h"
#include "fixture.h"

#define PAGE		4096ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL
#define OWN		MACHINE_OWN_BASE
#define GOES_ON		"Pass-through of legacy DMA goes on"

static bool scalable;
static struct sim_device *device;	/* 05:02.0, in pass-through */
static struct sim_domain domain;

static int begin(void **state)
{
	u64 table;

	if (scalable)
		start_scalable();
	else
		start_legacy();
	devices_reset();
	domain_init(&domain);
	old_floor = 0;
	carried_pages = 0;
	table = build_context_table(fx.root, 5, false);
	if (scalable)
		build_pasid_entry(build_scalable_context(table, 0x10, 0), 0,
				  PGTT_PASS_THROUGH, 7);
	else
		build_legacy_context(table, 0x10, TT_PASS_THROUGH, AW_48, 7);
	build_old_device(5, 0x01, 4);
	device = add_device(&fx.iommu, 0x510);

	return 0;
}

static int end(void **state)
{
	domain_free(&domain);
	finish();

	return 0;
}

static const struct own_tables *identity(void)
{
	const struct own_tables *own;

	assert_copy_succeeds();
	own = own_tables_of(5, 0x10);
	assert_non_null(own);
	assert_int_equal(own->kind, IDENTITY);
	assert_copied(5, 0x01);
	assert_null(own_tables_of(5, 0x01));
	assert_warnings(0);

	return own;
}

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

/* 16 MiB of this kernel's, at 16 MiB, and the low 640 KiB; to 4 GiB */
static void leaves_this_kernel_out(void **state)
{
	const struct own_tables *own = identity();

	assert_mapped(own, MIB, OWN);
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
	/* One context table, and 65,536 bits */
	assert_logged_once("in 40 KiB");
}

static void uses_pages_of_1_gib_where_there_are_any(void **state)
{
	const struct own_tables *own;

	fx.iommu.cap |= CAP_1G;
	own = identity();
	assert_int_equal(own->large[3], 3);
	assert_int_equal(own->tables, 1 + 1 + 1 + 1);
}

/* What kexec reserved is more than this kernel's RAM, the ELF header for one. */
static void the_hole_reaches_to_old_ram(void **state)
{
	const struct own_tables *own;

	machine.own_pages -= 3;
	machine.old_ram[0].size = OWN - 5 * PAGE - MIB;
	machine.old_ram[1].first = OWN + (MACHINE_OWN_PAGES - 2) * PAGE;
	own = identity();
	assert_mapped(own, MIB, OWN);
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
		if (!fx.iommu.copied_tables)
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
	assert_in_range(fail_at, 12, 40);
	assert_non_null(own_tables_of(5, 0x10));
}

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
	assert_null(own_tables_of(7, 0));
	assert_copied(6, 0);
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

/* The crashed kernel's RAM, whether pass-through goes on or not */
static void drivers_get_other_addresses(void **state)
{
	struct list_head regions = { &regions, &regions };

	for (unsigned int kept = 0; kept < 2; kept++) {
		if (kept)
			fx.iommu.cap &= ~CAP_2M;
		assert_copy_succeeds();
		assert_int_equal(!own_tables_of(5, 0x10), kept);
		intel_kdump_get_resv_regions(&device->pci.dev, &regions);
		assert_reserved(MIB, OWN, &regions);
		assert_reserved(0x30000000, 2 * GIB, &regions);
		assert_true(list_empty(&regions));
		finish();
		begin(state);
	}
}

static void legacy_dma_goes_on(void **state)
{
	for (unsigned int kept = 0; kept < 2; kept++) {
		if (kept)
			fx.iommu.cap &= ~CAP_2M;
		/* All of it, this kernel's memory included */
		machine.old_ram[0].size = 2 * GIB - MIB;
		machine.old_ram[1].size = 0;
		assert_copy_succeeds();
		intel_kdump_carry_over(&domain.domain, &device->pci.dev, false);
		assert_machine_clean();
		assert_int_equal(domain_find(&domain, MIB)->phys, MIB);
		assert_int_equal(domain_find(&domain, MIB)->size, OWN - MIB);
		assert_int_equal(domain_find(&domain, MIB)->prot,
				 IOMMU_READ | IOMMU_WRITE);
		assert_int_equal(domain_find(&domain, OWN)->phys, scratch);
		assert_int_equal(domain_find(&domain, OWN)->prot, IOMMU_WRITE);
		assert_int_equal(domain_find(&domain, 2 * GIB - 1)->phys,
				 OWN + MACHINE_OWN_PAGES * PAGE);
		assert_null(domain_find(&domain, 2 * GIB));
		domain_free(&domain);
		finish();
		begin(state);
	}
}

static int legacy_mode(void **state)
{
	scalable = false;

	return warm_up(state);
}

static int scalable_mode(void **state)
{
	scalable = true;

	return warm_up(state);
}

int main(void)
{
#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(leaves_this_kernel_out),
		TEST(uses_large_pages),
		TEST(uses_pages_of_1_gib_where_there_are_any),
		TEST(the_hole_reaches_to_old_ram),
		TEST(the_hole_reaches_16_mib_at_most),
		TEST(reaches_the_end_of_ram),
		TEST(has_three_to_five_levels),
		TEST(reaches_as_far_as_the_tables),
		TEST(has_a_domain_id_of_its_own),
		TEST(goes_on_without_the_header),
		TEST(goes_on_beyond_the_budget),
		TEST(the_budget_is_exact),
		TEST(survives_every_failure),
		TEST(page_tables_may_be_pass_through),
		TEST(other_page_tables_are_not),
		TEST(page_tables_are_told_apart),
		TEST(page_tables_stay_without_memory),
		TEST(a_device_tlb_stays_in_use),
		TEST(drivers_get_other_addresses),
		TEST(legacy_dma_goes_on),
	};
	const struct CMUnitTest scalable_tests[] = {
		TEST(devices_with_pasids_are_left_alone),
		TEST(nested_tables_are_not_pass_through),
		TEST(first_stage_tables_may_be_pass_through),
	};
	int failed;

	failed = cmocka_run_group_tests_name("pass-through, legacy", tests,
					     legacy_mode, NULL);
	failed += cmocka_run_group_tests_name("pass-through, scalable", tests,
					      scalable_mode, NULL);

	return failed + cmocka_run_group_tests_name("pass-through, PASIDs",
						    scalable_tests,
						    scalable_mode, NULL);
}
