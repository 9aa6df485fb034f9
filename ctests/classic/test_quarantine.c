// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from quarantineDevices, includes the code */
/* What is damaged costs its own device, and does no harm. */

#include "code.h"

#define HEALTHY		0x20
#define SICK		0x28

static u64 healthy, sick;
static old_entry_t context;

static int begin(void **state)
{
	start();
	healthy = build_device(HEALTHY, 7);
	map(healthy, 4, 0xffffc000, 1, 0x5550001000 | RW);
	sick = build_device(SICK, 9);
	map(sick, 4, 0x1000, 1, 0x5550002000 | RW);
	context = legacy_context(fx.contexts, SICK);

	return 0;
}

static void copy_succeeds(void)
{
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	assert_same_tables(HEALTHY, healthy);
}

/* @why: as the message gives it */
static void assert_sick_for(const char *why)
{
	const u64 *entry;
	u16 id;

	copy_succeeds();
	assert_non_null(strstr(machine_log(), why));
	assert_true(in_quarantine(0, SICK));
	assert_false(in_quarantine(0, HEALTHY));

	/* its reads fault silently; no other device has its domain-id */
	entry = new_context(0, SICK);
	assert_true(entry[0] & 2);
	assert_int_equal(entry[1] & 0x78, COPIED);
	id = entry[1] >> 8;
	assert_int_not_equal(id, 0);
	assert_int_not_equal(id, 7);
	assert_int_not_equal(id, 9);
	assert_true(test_bit(id, fx.iommu.domain_ids));
	/* it may still be in the hardware's caches */
	assert_true(test_bit(9, fx.iommu.domain_ids));
	assert_true(intel_kdump_in_quarantine(entry[0] & ~0xfffULL));
	entry = new_context(0, HEALTHY);
	assert_false(intel_kdump_in_quarantine(entry[0] & ~0xfffULL));
	assert_int_equal(machine.warnings, 1);
}

static void assert_sick(void)
{
	assert_sick_for("Damaged tables");
}

static void a_damaged_context(void **state)
{
	/* a reserved bit, the reserved type, widths that it has not got */
	static const unsigned int flips[][2] = {
		{ 4, 4 }, { 2, 3 }, { 64, 64 }, { 71, 71 }, { 88, 88 },
		{ 46, 46 }, { 63, 63 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(flips); i++) {
		build_flip(context, flips[i][0]);
		if (flips[i][1] != flips[i][0])
			build_flip(context, flips[i][1]);
		assert_sick();
		finish();
		begin(state);
	}
}

static void a_domain_id_that_the_hardware_lacks(void **state)
{
	map(sick, 4, 0x3000, 1, 0x5550002000 | RW);
	build_word(legacy_context(fx.contexts, SICK + 1), 0,
		   built_word(context, 0));
	build_word(legacy_context(fx.contexts, SICK + 1), 1,
		   built_word(context, 1));
	build_word(context, 1, AW_48 | 256 << 8);
	assert_sick();
}

static void a_page_table_in_this_kernels_memory(void **state)
{
	build_word(context, 0, MACHINE_OWN_BASE | 1);
	assert_sick();
}

/* A device-TLB asks for translations, and the tables must be as sound. */
static void a_context_with_a_device_tlb(void **state)
{
	u64 good = built_word(context, 0) | 1 << 2;

	build_word(context, 0, good);
	fx.iommu.ecap |= 1 << 2;
	copy_succeeds();
	assert_false(in_quarantine(0, SICK));
	assert_same_tables(SICK, sick);

	finish();
	begin(state);
	build_word(context, 0, good);
	fx.iommu.ecap &= ~(1ULL << 2);
	assert_sick();

	finish();
	begin(state);
	build_word(context, 0, MACHINE_OWN_BASE | 1 << 2 | 1);
	fx.iommu.ecap |= 1 << 2;
	assert_sick();
}

/* What the damaged table translates is held, all else leads where it led. */
static void assert_held(u8 devfn, u64 iova)
{
	struct access access = device_access(0, devfn, iova);

	assert_true(access.mapped);
	assert_int_equal(access.rights, WRITE);
	assert_int_equal(access.phys, virt_to_phys(quarantine[0]) + iova % 4096);
	access = device_access(0, devfn, 0x707000);
	assert_int_equal(access.rights, RW);
	assert_int_equal(access.phys, 0x5550007000);
	assert_int_not_equal(new_context(0, devfn)[1] >> 8 & 0xffff, 9);
}

static void a_damaged_page_table(void **state)
{
	map(sick, 4, 0x707000, 1, 0x5550007000 | RW);
	map(sick, 4, 0x1000, 1, 0x5550002000 | RW | 1ULL << 62);
	map(sick, 4, 64 * GIB, 2, (u64)MACHINE_OWN_BASE | RW);
	copy_succeeds();
	assert_held(SICK, 0x1008);
	assert_held(SICK, 64 * GIB + 0x1ff234);
	assert_held(SICK, 0x2000);
	assert_false(device_access(0, SICK, 0x708000).mapped);
	assert_int_equal(machine.warnings, 1);
}

/* The damage of what two share is theirs only. */
static void a_damaged_table_that_two_devices_share(void **state)
{
	map(sick, 4, 0x707000, 1, 0x5550007000 | RW);
	map(sick, 4, 0x1000, 1, 0x5550002000 | RW | 1ULL << 62);
	build_word(legacy_context(fx.contexts, SICK + 1), 0,
		   built_word(context, 0));
	build_word(legacy_context(fx.contexts, SICK + 1), 1,
		   built_word(context, 1));
	copy_succeeds();
	assert_held(SICK, 0x1000);
	assert_held(SICK + 1, 0x1000);
}

static void a_page_table_that_is_too_large(void **state)
{
	for (int i = 0; i < MACHINE_OWN_PAGES / 8; i++)
		map(sick, 4, i * 2 * MIB, 1, 0x5550002000 | RW);
	assert_sick_for("Too large tables");
}

static void a_damaged_root_entry(void **state)
{
	build_context_table(fx.root, 5, false);
	build_flip(root_half(fx.root, 5, false), 3);
	copy_succeeds();
	for (int devfn = 0; devfn < 256; devfn++)
		assert_true(in_quarantine(5, devfn));
	assert_null(new_context(6, 0));
	assert_int_equal(machine.warnings, 1);
}

static void a_context_table_in_this_kernels_memory(void **state)
{
	build_word(root_half(fx.root, 5, false), 0, MACHINE_OWN_BASE | 1);
	copy_succeeds();
	assert_true(in_quarantine(5, 0));
	assert_true(in_quarantine(5, 255));
}

/* Nobody knows which devices there were: all are held. */
static void an_unreadable_root_table(void **state)
{
	fx.regs[4] = MACHINE_OWN_BASE;
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	for (int bus = 0; bus < 256; bus += 51) {
		assert_true(in_quarantine(bus, 0));
		assert_true(in_quarantine(bus, 255));
	}
}

/* One page of each level, however many devices are in it */
static void costs_the_same_for_all(void **state)
{
	unsigned int pages;

	for (int devfn = 0x40; devfn < 0x80; devfn++) {
		build_device(devfn, 9);
		build_flip(legacy_context(fx.contexts, devfn), 4);
	}
	copy_succeeds();
	pages = machine.pages;
	reset_code();
	assert_int_equal(pages - machine.pages, 6);
	/* root table, context table, two page tables of four */
	assert_int_equal(machine.pages, 2 + 2 * 4);
	finish();
	begin(state);
}

static void without_a_domain_id_left(void **state)
{
	for (int id = 0; id < 256; id++)
		__set_bit(id, fx.iommu.domain_ids);
	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), -ENOSPC);
	assert_null(new_context(0, HEALTHY));
}

#define test_sick(name)		\
	cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_sick(a_damaged_context),
		test_sick(a_domain_id_that_the_hardware_lacks),
		test_sick(a_page_table_in_this_kernels_memory),
		test_sick(a_context_with_a_device_tlb),
		test_sick(a_damaged_page_table),
		test_sick(a_damaged_table_that_two_devices_share),
		test_sick(a_page_table_that_is_too_large),
		test_sick(a_damaged_root_entry),
		test_sick(a_context_table_in_this_kernels_memory),
		test_sick(an_unreadable_root_table),
		test_sick(costs_the_same_for_all),
		test_sick(without_a_domain_id_left),
	};

	return run_group(tests);
}
