// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables */
/*
 * Devices with TLBs of their own where nothing is withdrawn, and what the model
 * of these TLBs makes of tables and invalidations
 */

#include "device_tlbs.h"
#include "fixture.h"
#include "hand_over.h"

#define PAGE		4096ULL
#define GIB		0x40000000ULL
#define RW		(PTE_READ | PTE_WRITE)
#define LEVELS		4
#define ID		0x510
#define PHYS		0x70000000ULL
#define ALL		52	/* 2^52 pages */

static struct sim_device *device, *plain;
static u64 top;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	device = add_ats_device(5, 0x10, &top);
	build_page(top, LEVELS, GIB, 1, PHYS, RW);
	build_old_device(5, 0x11, LEVELS);
	plain = add_device(&fx.iommu, 0x511);

	return 0;
}

static int end(void **state)
{
	discard();

	return 0;
}

/* What translated requests reach at an address that led to @phys */
static bool reaches(u64 phys)
{
	struct reach reach;

	device_tlb_reach(ID, live_rtaddr, &reach);
	for (unsigned int i = 0; i < reach.count; i++)
		if (hw_address(&reach.space[i], GIB).phys == phys)
			return true;

	return false;
}

static void in_use_when_taken_over(void **state)
{
	hand_over();
	assert_copied(5, 0x10);
	assert_device_tlb_on(ID);
	assert_device_tlb_told(ID);
	assert_true(reaches(PHYS));
	assert_machine_clean();
}

/* A device that has none would never answer. */
static void not_asked_without_one(void **state)
{
	build_flip(old_context(5, 0x11), 127);
	hand_over();
	assert_refused(5, 0x11);
	attach_device(0x511, false);
	assert_int_equal(plain->ats.asked, 0);
	assert_machine_clean();
}

/* Whether or not this kernel can switch the TLB on or off (pci=noats) */
static void keeps_its_mappings(void **state)
{
	const struct sim_mapping *mapping;
	struct sim_domain domain;

	hand_over();
	domain_init(&domain);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	mapping = domain_find(&domain, GIB);
	assert_non_null(mapping);
	assert_int_equal(mapping->phys, PHYS);
	domain_free(&domain);
	assert_machine_clean();
}

/* Other tables behind the device, and the IOMMU's own caches flushed */
static void withdraw(void)
{
	old_entry_t entry = built_translation(5, 0x10);
	u64 other = build_pages(1);

	hand_over();
	build_word(entry, 0, (built_word(entry, 0) & 0xfff) | other);
	build_page(other, LEVELS, GIB, 1, PHYS + PAGE, RW);
	/* Legacy contexts are copied. */
	if (!fx.scalable)
		*(u64 *)new_context(5, 0x10) = built_word(entry, 0);
	caches_flush_all();
	caches_fetch(live_rtaddr);
	device_tlbs_fetch(live_rtaddr);
}

static void translations_outlive_tables(void **state)
{
	withdraw();
	assert_true(reaches(PHYS));
	assert_true(reaches(PHYS + PAGE));
	assert_true(device_tlb_is_stale(ID, live_rtaddr));
}

static void contexts_let_them_through(void **state)
{
	withdraw();
	*(u64 *)new_context(5, 0x10) &= ~4ULL;
	assert_true(reaches(PHYS));	/* by a cached context */
	caches_flush_all();
	assert_false(reaches(PHYS));
}

static void whole_invalidations_count(void **state)
{
	withdraw();
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	assert_false(reaches(PHYS));
	assert_true(reaches(PHYS + PAGE));
	assert_false(device_tlb_is_stale(ID, live_rtaddr));
	assert_machine_clean();
}

/* What is cached elsewhere comes in again. */
static void early_invalidations_do_not_count(void **state)
{
	withdraw();
	build_word(built_translation(5, 0x10), 0, 0);
	if (!fx.scalable)
		*(u64 *)new_context(5, 0x10) = 0;
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	assert_true(reaches(PHYS + PAGE));
}

static void nor_do_these(void **state)
{
	struct qi_desc desc = { .qw0 = 3 | (u64)ID << 32, .qw1 = ~0ULL >> 1 };

	withdraw();
	/* Of a PASID; of a unit that is off, or without a queue; unanswered */
	qi_flush_dev_iotlb_pasid(&fx.iommu, ID, 0, 0, 0, 0, ALL);
	fx.iommu.gcmd = 0;
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	fx.iommu.gcmd = 1U << 31;
	fx.iommu.qi = NULL;
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	fx.iommu.qi = &fx.queue;
	device->ats.silent = true;
	assert_int_equal(qi_submit_sync(&fx.iommu, &desc, 1, 0), -ETIMEDOUT);
	assert_true(reaches(PHYS));
	assert_int_equal(device->ats.asked, 2);
	assert_machine_clean();
}

/* Each of these is a violation. */
static void mistakes_are_noticed(void **state)
{
	hand_over();
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, GIB, 9);
	assert_int_equal(machine.violations, 1);
	qi_flush_dev_iotlb_pasid(&fx.iommu, ID, 0, 0, 0, GIB, 0);
	assert_int_equal(machine.violations, 2);
	qi_flush_dev_iotlb(&fx.iommu, ID, 0x123, 0, 0, ALL);
	assert_int_equal(machine.violations, 3);
	device->ats.silent = true;
	for (int i = 0; i < 5; i++)
		qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	assert_int_equal(machine.violations, 3);
	qi_flush_dev_iotlb(&fx.iommu, ID, 0, 0, 0, ALL);
	assert_int_equal(machine.violations, 4);
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_use_when_taken_over),
		TEST(not_asked_without_one),
		TEST(keeps_its_mappings),
		TEST(translations_outlive_tables),
		TEST(contexts_let_them_through),
		TEST(whole_invalidations_count),
		TEST(early_invalidations_do_not_count),
		TEST(nor_do_these),
		TEST(mistakes_are_noticed),
	};

	return run_in_both_modes("ats", tests, tests);
}
