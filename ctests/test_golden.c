// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPASIDTables, includes the code, about layout */
/*
 * Entries written by hand from the VT-d specification, in hex, and what the
 * masks of the series take out of them. Where code and generated tests come
 * from one table, this is what a wrong table does not pass.
 */

#include "code.h"
#include "fixture.h"

#define assert_field(mask, word, value) \
	assert_int_equal(FIELD_GET(mask, word), (u64)(value))
#define assert_mask(mask, value)	assert_int_equal(mask, (u64)(value))

/* 9.1: context-table pointer 0x3412345678000, present */
static void legacy_root_entry(void **state)
{
	const u64 w = 0x0003412345678001;

	assert_field(ROOT_P, w, 1);
	assert_field(ROOT_CTP, w, 0x3412345678);
	assert_mask(ROOT_P, 1);
	assert_mask(ROOT_RSVD0, 0xffe);
}

/* 9.2: the upper half, context-table pointer 0xfedcba9876000, present */
static void scalable_root_half(void **state)
{
	const u64 w = 0x000fedcba9876001;

	assert_field(SMROOT_CTP, w, 0xfedcba9876);
	assert_mask(SMROOT_RSVD0, 0xffe);
}

/*
 * 9.3: table at 0x123456789000, device-TLB (TT 1), fault processing disable,
 * present; domain-id 0xabcd, available bits all ones, 48 bits wide (AW 2).
 */
static void legacy_context_entry(void **state)
{
	const u64 w[2] = { 0x0000123456789007, 0x0000000000abcd7a };

	assert_field(CTX_P, w[0], 1);
	assert_field(CTX_TT, w[0], 1);
	assert_field(CTX_SSPTPTR, w[0], 0x123456789);
	assert_field(CTX_AW, w[1], 2);
	assert_field(CTX_DID, w[1], 0xabcd);
	assert_mask(CTX_RSVD0, 0xff0);
	assert_mask(CTX_RSVD1, 0xffffffffff000080);
}

/*
 * 9.4: directory at 0x89abcdef0000 with 2^(5 + 7) entries, page requests,
 * PASIDs, no device-TLB, present; RID_PASID 0x54321.
 */
static void scalable_context_entry(void **state)
{
	const u64 w[2] = { 0x000089abcdef0a19, 0x0000000000054321 };

	assert_field(SMCTX_P, w[0], 1);
	assert_field(SMCTX_DTE, w[0], 0);
	assert_field(SMCTX_PASIDE, w[0], 1);
	assert_field(SMCTX_PRE, w[0], 1);
	assert_field(SMCTX_PDTS, w[0], 5);
	assert_field(SMCTX_PASIDDIRPTR, w[0], 0x89abcdef0);
	assert_field(SMCTX_RID_PASID, w[1], 0x54321);
	assert_field(SMCTX_RID_PRIV, w[1], 0);
	assert_mask(SMCTX_P, 1);
	assert_mask(SMCTX_RSVD0, 0x1e0);
	assert_mask(SMCTX_RSVD1, 0xffffffffffe00000);
}

/* 9.5: PASID table at 0x13579bdf000, present */
static void pasid_directory_entry_word(void **state)
{
	const u64 w = 0x0000013579bdf001;

	assert_field(PASID_DE_P, w, 1);
	assert_field(PASID_DE_SMPTBLPTR, w, 0x13579bdf);
	assert_mask(PASID_DE_RSVD0, 0xffc);
}

/*
 * 9.6: nested (PGTT 3), second stage at 0xabcdef123000, 48 bits wide, A/D bits,
 * present; domain-id 0x1234, page and page-walk snoop, page-attribute table
 * 0x00070406; first stage at 0x55aa55aa5000 with 4 levels, extended-accessed
 * flag, write-protect enable, supervisor requests.
 */
static void pasid_table_entry(void **state)
{
	const u64 w[3] = {
		0x0000abcdef1232c9, 0x0007040601801234, 0x000055aa55aa5091,
	};

	assert_field(PASID_TE_P, w[0], 1);
	assert_field(PASID_TE_AW, w[0], 2);
	assert_field(PASID_TE_PGTT, w[0], 3);
	assert_field(PASID_TE_SSADE, w[0], 1);
	assert_field(PASID_TE_SSPTPTR, w[0], 0xabcdef123);
	assert_field(PASID_TE_DID, w[1], 0x1234);
	assert_field(PASID_TE_PWSNP, w[1], 1);
	assert_field(PASID_TE_PGSNP, w[1], 1);
	assert_field(PASID_TE_CD, w[1], 0);
	assert_field(PASID_TE_EMTE, w[1], 0);
	assert_field(PASID_TE_PAT, w[1], 0x00070406);
	assert_field(PASID_TE_SRE, w[2], 1);
	assert_field(PASID_TE_FSPM, w[2], 0);
	assert_field(PASID_TE_EAFE, w[2], 1);
	assert_field(PASID_TE_FSPTPTR, w[2], 0x55aa55aa5);
	assert_mask(PASID_TE_P, 1);
	assert_mask(PASID_TE_DID, 0xffff);
	assert_mask(PASID_TE_SRE, 1);
	assert_mask(PASID_TE_RSVD0, 0xc20);
	assert_mask(PASID_TE_RSVD1, 0xf87f0000);
	assert_mask(PASID_TE_RSVD2, 0xf02);
}

/* The same entry with 5 first-stage levels, and memory types */
static void pasid_table_entry_of_5_levels(void **state)
{
	const u64 w[3] = {
		0x0000000000000041, 0x0000000006000001, 0x0000000000001004,
	};

	assert_field(PASID_TE_PGTT, w[0], 1);
	assert_field(PASID_TE_CD, w[1], 1);
	assert_field(PASID_TE_EMTE, w[1], 1);
	assert_field(PASID_TE_FSPM, w[2], 1);
	assert_field(PASID_TE_SRE, w[2], 0);
}

/* 11.4.5: root table at 0x7654321000, scalable mode */
static void root_table_address_register(void **state)
{
	const u64 w = 0x0000007654321400;

	assert_field(RTADDR_TTM, w, 1);
	assert_field(RTADDR_RTA, w, 0x7654321);
	assert_mask(RTADDR_TTM, 0xc00);
}

/* 11.4.3: capabilities that the driver has no macro for */
static void capabilities(void **state)
{
	assert_mask(ECAP_RPRIVS, 0x0020000000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legacy_root_entry),
		cmocka_unit_test(scalable_root_half),
		cmocka_unit_test(legacy_context_entry),
		cmocka_unit_test(scalable_context_entry),
		cmocka_unit_test(pasid_directory_entry_word),
		cmocka_unit_test(pasid_table_entry),
		cmocka_unit_test(pasid_table_entry_of_5_levels),
		cmocka_unit_test(root_table_address_register),
		cmocka_unit_test(capabilities),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
