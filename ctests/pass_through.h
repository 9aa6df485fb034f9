/* SPDX-License-Identifier: GPL-2.0-only */
/* A device in pass-through, and what takes its place. Includes the code under test. */
#ifndef _PASS_THROUGH_H
#define _PASS_THROUGH_H

#include "code.h"
#include "devices.h"
#include "fixture.h"

#define PAGE		4096ULL
#define MIB		0x100000ULL
#define GIB		0x40000000ULL
#define OWN		MACHINE_OWN_BASE
#define GOES_ON		"Pass-through of in-flight DMA goes on"

static struct sim_device *device;	/* 05:02.0, in pass-through */
static struct sim_domain domain;

static int begin(void **state)
{
	u64 table;

	start_machine();
	devices_reset();
	domain_init(&domain);
	atomic_long_set(&carried_pages, 0);
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

static inline const struct own_tables *identity(void)
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

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

#endif
