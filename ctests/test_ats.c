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

static struct sim_device *device;
static u64 top;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	device = add_ats_device(5, 0x10, &top);
	build_page(top, LEVELS, GIB, 1, PHYS, RW);
	build_old_device(5, 0x11, LEVELS);
	add_device(&fx.iommu, 0x511);

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

/* What it does not translate itself goes on by the same context. */
static void switched_off_when_probed(void **state)
{
	hand_over();
	assert_copied(5, 0x10);
	assert_false(device->ats.on);
	assert_device_tlb_on(ID);
	assert_device_tlb_told(ID);
	assert_false(reaches(PHYS));
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
	device_tlb_add(ID);
	device_tlbs_fetch(live_rtaddr);
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

static void it_may_be_switched_off(void **state)
{
	withdraw();
	device_tlb_remove(ID);
	assert_false(reaches(PHYS));
	assert_false(reaches(PHYS + PAGE));
	assert_false(device_tlb_is_stale(ID, live_rtaddr));
}

/* Only that; the write is a violation. */
static void no_other_register_is_written(void **state)
{
	hand_over();
	pci_write_config_word(&device->pci, 4, 0);
	assert_int_equal(machine.violations, 1);
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(switched_off_when_probed),
		TEST(keeps_its_mappings),
		TEST(translations_outlive_tables),
		TEST(contexts_let_them_through),
		TEST(it_may_be_switched_off),
		TEST(no_other_register_is_written),
	};

	return run_in_both_modes("ats", tests, tests);
}
