// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPASIDTables, includes the code, about layout */
/*
 * The masks of the series against the base tree's own headers: what the
 * driver's accessors write, the masks read.
 */

#include "code.h"
#include "drivers/iommu/intel/pasid.h"
#include "fixture.h"
#include "kernel_features.h"

static_assert(sizeof(struct root_entry) == 16, "a root entry is 128 bits");
static_assert(sizeof(struct context_entry) == 16, "a context entry is 128 bits");
static_assert(sizeof(struct pasid_dir_entry) == 8, "a directory entry is 64 bits");
static_assert(sizeof(struct pasid_entry) == 64, "a PASID entry is 512 bits");
static_assert((SMCTX_PASIDE) == CONTEXT_PASIDE, "PASID enable");
static_assert(FIELD_MAX(SMCTX_RID_PASID) == PASID_MAX - 1, "20-bit PASIDs");
static_assert((PASID_DE_P) == PASID_PTE_PRESENT, "present");
static_assert((PASID_TE_P) == PASID_PTE_PRESENT, "present");

/* Older drivers keep the accessors to themselves; the masks are the same. */
#if !KERNEL_PRIVATE_ACCESSORS
static struct context_entry context;
static struct pasid_entry pasid;

static int clear(void **state)
{
	context_clear_entry(&context);
	pasid_clear_entry(&pasid);

	return 0;
}

/* The entry has @mask's field at @value, and nothing else. */
#define assert_only(word, mask, value)				\
	do {							\
		assert_int_equal(FIELD_GET(mask, word), value);	\
		assert_int_equal((word) & ~(mask), 0);		\
	} while (0)

static void legacy_context_accessors(void **state)
{
	const unsigned long root = (unsigned long)0x3fffffffff000ULL;

	context_set_present(&context);
	assert_only(context.lo, CTX_P, 1);
	assert_true(context_present(&context));

	clear(state);
	for (int type = 0; type <= CONTEXT_TT_PASS_THROUGH; type++) {
		context_set_translation_type(&context, type);
		assert_only(context.lo, CTX_TT, type);
	}

	clear(state);
	/* The driver's is a long: on i386, tables lie below 4 GiB. */
	context_set_address_root(&context, root);
	assert_only(context.lo, CTX_SSPTPTR, root >> 12);

	context_set_address_width(&context, 3);
	assert_only(context.hi, CTX_AW, 3);

	clear(state);
	context_set_domain_id(&context, 0xfedc);
	assert_only(context.hi, CTX_DID, 0xfedc);
	assert_int_equal(context_domain_id(&context),
			 FIELD_GET(CTX_DID, context.hi));
}

static void scalable_context_accessors(void **state)
{
	context_set_sm_rid2pasid(&context, 0xfffff);
	assert_only(context.hi, SMCTX_RID_PASID, 0xfffff);

	context_set_sm_dte(&context);
	assert_only(context.lo, SMCTX_DTE, 1);

	clear(state);
	context_set_sm_pre(&context);
	assert_only(context.lo, SMCTX_PRE, 1);

	clear(state);
	context_set_pasid(&context);
	assert_only(context.lo, SMCTX_PASIDE, 1);

	clear(state);
	context.lo = context_pdts(7);
	assert_only(context.lo, SMCTX_PDTS, 7);
	assert_int_equal(get_pasid_dir_size(&context), 1 << (7 + 7));

	clear(state);
	context_set_present(&context);
	assert_only(context.lo, SMCTX_P, 1);
}

static void pasid_accessors_of_the_second_stage(void **state)
{
	pasid_set_slptr(&pasid, 0x3fffffffff000);
	assert_only(pasid.val[0], PASID_TE_SSPTPTR, 0x3fffffffff);

	clear(state);
	pasid_set_address_width(&pasid, 3);
	assert_only(pasid.val[0], PASID_TE_AW, 3);

	clear(state);
	pasid_set_translation_type(&pasid, PASID_ENTRY_PGTT_PT);
	assert_only(pasid.val[0], PASID_TE_PGTT, 4);
	assert_int_equal(pasid_pte_get_pgtt(&pasid), 4);
	assert_int_equal(PASID_ENTRY_PGTT_FL_ONLY, 1);
	assert_int_equal(PASID_ENTRY_PGTT_SL_ONLY, 2);
	assert_int_equal(PASID_ENTRY_PGTT_NESTED, 3);

	clear(state);
	pasid_set_ssade(&pasid);
	assert_only(pasid.val[0], PASID_TE_SSADE, 1);

	clear(state);
	pasid_set_present(&pasid);
	assert_only(pasid.val[0], PASID_TE_P, 1);
}

static void pasid_accessors_of_the_first_stage(void **state)
{
	pasid_set_flptr(&pasid, 0x3fffffffff000);
	assert_only(pasid.val[2], PASID_TE_FSPTPTR, 0x3fffffffff);

	clear(state);
	pasid_set_flpm(&pasid, 1);
	assert_only(pasid.val[2], PASID_TE_FSPM, 1);

	clear(state);
	pasid_set_sre(&pasid);
	assert_only(pasid.val[2], PASID_TE_SRE, 1);

	clear(state);
	pasid_set_eafe(&pasid);
	assert_only(pasid.val[2], PASID_TE_EAFE, 1);
}

static void pasid_accessors_of_the_domain(void **state)
{
	pasid_set_domain_id(&pasid, 0xfedc);
	assert_only(pasid.val[1], PASID_TE_DID, 0xfedc);

	clear(state);
	pasid_set_page_snoop(&pasid, true);
	assert_only(pasid.val[1], PASID_TE_PWSNP, 1);

	clear(state);
	pasid_set_pgsnp(&pasid);
	assert_only(pasid.val[1], PASID_TE_PGSNP, 1);
}

/* Nothing that the driver writes itself is in a bit that we hold reserved. */
static void the_driver_sets_no_reserved_bit(void **state)
{
	pasid_set_fault_enable(&pasid);
	pasid_set_wpe(&pasid);
	pasid_set_sre(&pasid);
	pasid_set_eafe(&pasid);
	pasid_set_flpm(&pasid, 1);
	pasid_set_flptr(&pasid, VTD_PAGE_MASK);
	pasid_set_slptr(&pasid, VTD_PAGE_MASK);
	pasid_set_page_snoop(&pasid, true);
	pasid_set_pgsnp(&pasid);
	pasid_set_domain_id(&pasid, 0xffff);
	pasid_set_ssade(&pasid);
	pasid_set_translation_type(&pasid, 3);
	pasid_set_address_width(&pasid, 7);
	pasid_set_present(&pasid);
	assert_int_equal(pasid.val[0] & PASID_TE_RSVD0, 0);
	assert_int_equal(pasid.val[1] & PASID_TE_RSVD1, 0);
	assert_int_equal(pasid.val[2] & PASID_TE_RSVD2, 0);
}
#endif

/* The driver's macros for the capabilities that the validators ask for */
static void capability_macros(void **state)
{
	assert_int_equal(cap_ndoms(6ULL), 65536);
	assert_int_equal(cap_sagaw(0x1f00ULL), 0x1f);
	assert_int_equal(ecap_dev_iotlb_support(1ULL << 2), 1);
	assert_int_equal(ecap_pass_through(1ULL << 6), 1);
	assert_int_equal(ecap_nest(1ULL << 26), 1);
	assert_int_equal(ecap_smts(1ULL << 43), 1);
	assert_int_equal(ecap_slts(1ULL << 46), 1);
	assert_int_equal(ecap_flts(1ULL << 47), 1);
	assert_int_equal(DMA_RTADDR_SMT, 1ULL << 10);
	assert_int_equal(DMAR_RTADDR_REG, 0x20);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, clear)
	const struct CMUnitTest tests[] = {
#if !KERNEL_PRIVATE_ACCESSORS
		TEST(legacy_context_accessors),
		TEST(scalable_context_accessors),
		TEST(pasid_accessors_of_the_second_stage),
		TEST(pasid_accessors_of_the_first_stage),
		TEST(pasid_accessors_of_the_domain),
		TEST(the_driver_sets_no_reserved_bit),
#endif
		cmocka_unit_test(capability_macros),
	};

	return cmocka_run_group_tests_name("headers", tests, NULL, NULL);
}
