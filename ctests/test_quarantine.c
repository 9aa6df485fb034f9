// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from containUnreadable, includes the code */
/* Devices whose tables cannot be taken over are in quarantine, in both modes. */

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "kernel_features.h"
#include "walker.h"

#define PAGE		4096ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL
#define BLOCKED		"source-ids is blocked"

static struct sim_device *device;	/* 05:02.0, which gets damaged */
static struct sim_domain domain;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	domain_init(&domain);
		atomic_long_set(&carried_pages, 0);
	build_old_device(5, 0x10, 4);
	build_old_device(5, 0x11, 4);
	build_old_device(6, 0x90, 4);
	device = add_device(&fx.iommu, 0x510);

	return 0;
}

static int end(void **state)
{
	domain_free(&domain);
	finish();

	return 0;
}

static old_entry_t context(u8 devfn)
{
	u64 table = built_word(root_half(fx.root, 5, false), 0) & ~0xfffULL;

	return scalable ? scalable_context(table, devfn) :
			  legacy_context(table, devfn);
}

/* Reserved: bit 63 of word 1 */
static void damage(u8 devfn)
{
	build_flip(context(devfn), 127);
}

static void a_damaged_context(void **state)
{
	damage(0x10);
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_copied(5, 0x11);
	assert_copied(6, 0x90);
	assert_warnings(1);
#if SERIES_HAS_PRINT_SUMMARY
	assert_logged_once("Took over 2 contexts with 0 address ranges, put 1 source-ids in quarantine");
	/* scratch and five levels, of one stage or of both */
	assert_in_range(shared_pages(), 1 + 5, 1 + 2 * 5);
#endif
}

static void all_share_one_quarantine(void **state)
{
	damage(0x10);
	damage(0x11);
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_refused(5, 0x11);
	assert_int_equal(fx.owns, 1);
	assert_ptr_equal(own_tables_of(5, 0x10), own_tables_of(5, 0x11));
	assert_int_equal(own_tables_of(5, 0x10)->domain_id, 65535);
}

/* In scalable mode, a half is for 128 functions. */
static void a_damaged_root_entry(void **state)
{
	build_flip(root_half(fx.root, 5, false), 1);
	assert_copy_succeeds();
	for (int devfn = 0; devfn < 256; devfn++) {
		if (scalable && devfn >= 0x80)
			assert_blocked(5, devfn);
		else
			assert_refused(5, devfn);
	}
	assert_blocked(4, 0);
	assert_copied(6, 0x90);
}

static void assert_known_buses_in_quarantine(void)
{
	for (int devfn = 0; devfn < 256; devfn++) {
		assert_refused(5, devfn);
		assert_blocked(6, devfn);
	}
}

static void an_unusable_root_table(void **state)
{
	fx.regs[0x20 / 8] = MACHINE_OWN_BASE | (scalable ? 1 << 10 : 0);
	assert_copy_succeeds();
	assert_known_buses_in_quarantine();
}

/* Two objects come first. */
static void a_root_table_that_cannot_be_read(void **state)
{
	/* After an object, a bitmap, and the dump's header */
	machine.fail_at = 2 + 4 + 1;
	assert_copy_succeeds();
	assert_known_buses_in_quarantine();
}

static void assert_no_quarantine(const char *reason)
{
	assert_copy_succeeds();
	assert_blocked(5, 0x10);
	assert_copied(5, 0x11);
	assert_logged_once(BLOCKED);
	assert_logged_once(reason);
}

/* The crashed kernel has all domain-ids but 100, or that one, too. */
static void use_up_domain_ids(bool all)
{
	u64 table;

	limit_domain_ids();
	build_flip(root_half(fx.root, 5, false), 0);
	build_flip(root_half(fx.root, 6, scalable), 0);
	table = build_context_table(fx.root, 5, false);
	for (unsigned int id = 0; id < 256; id++) {
		if (id == 100 && !all)
			continue;
		if (scalable)
			build_pasid_entry(id ? context(0x11) :
					  build_scalable_context(table, 0x11, 0),
					  id, PGTT_SECOND, id);
		else
			build_legacy_context(table, id, TT_UNTRANSLATED, AW_48,
					     id);
	}
	if (scalable)
		build_scalable_context(table, 0x10, 0);
	damage(0x10);
}

static void the_last_domain_id(void **state)
{
	use_up_domain_ids(false);
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_int_equal(own_tables_of(5, 0x10)->domain_id, 100);
}

static void no_domain_id(void **state)
{
	use_up_domain_ids(true);
	assert_no_quarantine("(-28)");
}

/* A PASID entry of type 1 needs no second stage, quarantine does. */
static void no_second_stage(void **state)
{
	build_word(built_translation(5, 0x11), 0,
		   PGTT_FIRST << 6 | 1);
	build_word(built_translation(5, 0x11), 2, build_pages(1));
	damage(0x10);
	fx.iommu.ecap &= ~ECAP_SSTS;
	assert_copy_succeeds();
	assert_refused(5, 0x10);
	assert_true(own_tables_of(5, 0x10)->first_stage);
	assert_copied(5, 0x11);
	assert_refused(6, 0x90);	/* of the second stage */
	assert_warnings(2);
}

static void free_quarantine(void)
{
	for (unsigned int level = 1; level <= OLD_LEVELS_MAX; level++)
		if (quarantine[0][level])
			kernel_free_table(quarantine[0][level]);
	if (scratch)
		free_page((unsigned long)phys_to_virt(scratch));
	memset(quarantine, 0, sizeof(quarantine));
	scratch = 0;
}

/* While the quarantine is built, too: either it is there, or a warning. */
static void survives_every_failure(void **state)
{
	u64 *kept[2][OLD_LEVELS_MAX + 1], kept_scratch = scratch;
	unsigned int fail_at = 1;

	memcpy(kept, quarantine, sizeof(kept));
	for (;; fail_at++) {
		memset(quarantine, 0, sizeof(quarantine));
		scratch = 0;
		damage(0x10);
		machine.fail_at = fail_at;
		assert_int_equal(copy_tables(), 0);
		machine.fail_at = 0;
		if (!copied_tables_of(&fx.iommu)) {
			assert_untouched();
			assert_logged_once("No memory, in-flight DMA is blocked");
		} else {
			assert_sound();
			if (!is_refused(5, 0x10)) {
				assert_blocked(5, 0x10);
				assert_logged_once(BLOCKED);
			}
		}
		if (machine.calls < fail_at)
			break;
		free_copy();
		free_quarantine();
		finish();
		begin(state);
	}
	assert_in_range(fail_at, 15, 80);
	assert_refused(5, 0x10);
	free_copy();
	free_quarantine();
	memcpy(quarantine, kept, sizeof(kept));
	scratch = kept_scratch;
}

/* A table of contexts is missing for the first of a bus, and is there for the next. */
static void counts_what_is_blocked(void **state)
{
	unsigned int fail_at = 1, seen = 0, first = scalable ? 0x80 : 0;

	for (;; fail_at++) {
		build_flip(root_half(fx.root, 6, scalable), 1);
		machine.fail_at = fail_at;
		assert_int_equal(copy_tables(), 0);
		machine.fail_at = 0;
		if (machine.calls < fail_at)
			break;
		if (copied_tables_of(&fx.iommu) && is_refused(6, first + 1) &&
		    !is_refused(6, first)) {
			assert_logged_once("In-flight DMA of 1 source-ids is blocked (-12)");
			if (SERIES_HAS_PRINT_SUMMARY)
				assert_logged_once(scalable ? "put 127 source-ids" : "put 255 source-ids");
			seen++;
		}
		finish();
		begin(state);
	}
	assert_int_equal(seen, 1);
}

static void drivers_get_other_addresses(void **state)
{
	struct iommu_resv_region *region;
	struct list_head regions = { &regions, &regions };

	damage(0x10);
	assert_copy_succeeds();
	intel_kdump_get_resv_regions(&device->pci.dev, &regions);
	assert_false(list_empty(&regions));
	region = list_first_entry(&regions, struct iommu_resv_region, list);
	assert_int_equal(region->start, 256 * MIB);
	assert_int_equal(region->length, 4 * GIB - 256 * MIB);
	assert_ptr_equal(region->list.next, &regions);
	iommu_put_resv_regions(&device->pci.dev, &regions);
}

/* What the device has mapped is not known. */
static void a_driver_gets_an_ordinary_domain(void **state)
{
	damage(0x10);
	assert_copy_succeeds();
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	assert_machine_clean();
	assert_int_equal(domain.count, 0);
	assert_warnings(1);
}

#if SERIES_HAS_REACH_RESERVED_REGIONS
static void assert_leads(u64 iova, u64 phys, unsigned int access)
{
	struct hw_space space = hw_space(virt_to_phys(fx.iommu.root_entry) |
					 (scalable ? 1ULL << 10 : 0), 0x510);
	struct hw_page page = hw_address(&space, iova);

	if (page.phys != phys || page.access != access)
		fail_msg("%#llx leads to %#llx with access %u", iova,
			 (u64)page.phys, page.access);
}

/* Some end in the middle of a page, some are larger than large pages. */
static void reserved_regions_stay_in_reach(void **state)
{
	machine.reserved[0].first = 0xe6000;
	machine.reserved[0].end = 0xf0000;
	machine.reserved[1].first = 0x7b800000;
	machine.reserved[1].end = 0x7bc00800;
	damage(0x10);
	assert_int_equal(copy_tables(), 0);
	assert_machine_clean();
	assert_leads(0xe5000, scratch, HW_WRITE);
	assert_leads(0xe6000, 0xe6000, HW_READ | HW_WRITE);
	assert_leads(0xef000, 0xef000, HW_READ | HW_WRITE);
	assert_leads(0xf0000, scratch, HW_WRITE);
	assert_leads(0x7b7ff000, scratch, HW_WRITE);
	assert_leads(0x7b800000, 0x7b800000, HW_READ | HW_WRITE);
	assert_leads(0x7bc00000, 0x7bc00000, HW_READ | HW_WRITE);
	assert_leads(0x7bc01000, scratch, HW_WRITE);
	assert_leads(256 * GIB, scratch, HW_WRITE);
}

/* There is room for 16 of them. */
static void many_regions_are_no_matter(void **state)
{
	for (unsigned int i = 0; i < RESERVED_MAX; i++) {
		machine.reserved[i].first = 0x70000000 + i * 2 * PAGE;
		machine.reserved[i].end = machine.reserved[i].first + PAGE;
	}
	damage(0x10);
	assert_int_equal(copy_tables(), 0);
	assert_machine_clean();
	assert_leads(0x70000000, 0x70000000, HW_READ | HW_WRITE);
	assert_leads(0x70000000 + 30 * PAGE, 0x70000000 + 30 * PAGE,
		     HW_READ | HW_WRITE);
	assert_leads(0x70000000 + 32 * PAGE, scratch, HW_WRITE);
}
#define TESTS_OF_REGIONS						\
	TEST(reserved_regions_stay_in_reach),				\
	TEST(many_regions_are_no_matter),
#else
#define TESTS_OF_REGIONS
#endif

int main(void)
{
#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)
#define TESTS						\
	TESTS_OF_REGIONS				\
	TEST(a_damaged_context),			\
	TEST(all_share_one_quarantine),			\
	TEST(a_damaged_root_entry),			\
	TEST(an_unusable_root_table),			\
	TEST(a_root_table_that_cannot_be_read),		\
	TEST(the_last_domain_id),			\
	TEST(no_domain_id),				\
	TEST(survives_every_failure),			\
	TEST(counts_what_is_blocked),			\
	TEST(drivers_get_other_addresses),		\
	TEST(a_driver_gets_an_ordinary_domain)
	const struct CMUnitTest in_legacy_mode[] = { TESTS };
	const struct CMUnitTest in_scalable_mode[] = {
		TESTS, TEST(no_second_stage),
	};

	return run_in_both_modes("quarantine", in_legacy_mode, in_scalable_mode);
}
