// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/*
 * A machine with several IOMMUs that differ in what they can do, each handed
 * over in turn, and one that the crashed kernel never had: it was added since.
 */

#include <string.h>

#include "code.h"
#include "devices.h"
#include "fixture.h"

#define GIB		(1ULL << 30)
#define RW		(PTE_READ | PTE_WRITE)
#define SOUND		0x10
#define PASSED		0x18
#define DAMAGED		0x20
#define SAGAW		(0x1fULL << 8)
#define SAGAW_OF(levels) (1ULL << (8 + (levels) - 2))
#define PAGE_WALK_COHERENT 1ULL
#define ECAP_SMTS	(1ULL << 43)
#define ADDED		(ARRAY_SIZE(kinds) - 1)

/* What sets an IOMMU apart; the last one is added to the running machine. */
static const struct kind {
	unsigned int levels;		/* of page tables */
	u64 pages;			/* larger than 4 KiB */
	bool coherent;
	bool legacy;			/* knows no scalable mode */
} kinds[] = {
	{ 4, CAP_2M | CAP_1G, true, false },
	{ 3, 0, false, true },
	{ 5, CAP_2M, false, false },
	{ 4, CAP_2M, true, false },
};

static struct sim_device *sound[UNITS_MAX];
static struct sim_domain domains[UNITS_MAX];

static u64 iova_of(unsigned int i)
{
	return (3 + i) * GIB;
}

static u64 phys_of(unsigned int i)
{
	return (64 + i) * GIB;
}

static unsigned int page_level_of(const struct kind *kind)
{
	return kind->pages & CAP_1G ? 3 : kind->pages ? 2 : 1;
}

static void set_kind(const struct kind *kind)
{
	struct intel_iommu *iommu = &fx.iommu;

	iommu->cap &= ~(SAGAW | CAP_2M);
	iommu->cap |= SAGAW_OF(kind->levels) | kind->pages;
	if (kind->levels == 5)
		iommu->cap = (iommu->cap & ~(0x3fULL << 16)) | 56ULL << 16;
	iommu->ecap |= kind->coherent ? PAGE_WALK_COHERENT : 0;
	iommu->ecap &= ~(kind->legacy ? ECAP_SMTS : 0);
	iommu->agaw = kind->levels - 2;
	iommu->msagaw = kind->levels - 2;
}

/* Each is of a segment of its own, so that source-ids come again. */
static void build_devices(unsigned int i)
{
	const struct kind *kind = &kinds[i];
	u64 table = build_old_device(5, SOUND, kind->levels);
	old_entry_t entry;

	build_page(table, kind->levels, iova_of(i), page_level_of(kind),
		   phys_of(i), RW);
	build_old_device(5, PASSED, kind->levels);
	entry = built_translation(5, PASSED);
	if (fx.scalable)
		build_word(entry, 0, (built_word(entry, 0) & ~0x1c0ULL) |
				     PGTT_PASS_THROUGH << 6);
	else
		build_word(entry, 0, TT_PASS_THROUGH << 2 | 1);
	build_old_device(5, DAMAGED, kind->levels);
	/* An address that is too wide, or in scalable mode a reserved bit of word 1 */
	build_word(built_translation(5, DAMAGED), fx.scalable, 1ULL << 63 | 1);
}

static int begin(void **state)
{
	devices_reset();
		atomic_long_set(&carried_pages, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!i)
			start_machine();
		else
			add_unit(scalable && !kinds[i].legacy);
		set_kind(&kinds[i]);
		if (i < ADDED)
			build_devices(i);
		sound[i] = add_device(&fx.iommu, 0x500 | SOUND);
		domain_init(&domains[i]);
	}

	return 0;
}

static int end(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		domain_free(&domains[i]);
	finish();

	return 0;
}

static void hand_over(unsigned int i)
{
	fixture = &fixtures[i];
	assert_copy_succeeds();
}

/* What was handed over is as sound as it was then. */
static void check_unit(unsigned int i)
{
	const struct own_tables *passed;

	fixture = &fixtures[i];
	assert_sound();
	assert_copied(5, SOUND);
	assert_null(own_tables_of(5, SOUND));
	assert_refused(5, DAMAGED);
	passed = own_tables_of(5, PASSED);
	/* Without large pages, identity takes more tables than it may. */
	assert_int_equal(!!passed, !!kinds[i].pages);
	assert_int_equal(passed ? passed->large[3] : 0,
			 kinds[i].pages & CAP_1G ? 4 - 1 : 0);
	assert_copied(5, PASSED);
}

static void attach(unsigned int i)
{
	u64 size = 4096ULL << 9 * (page_level_of(&kinds[i]) - 1);
	struct list_head regions = LIST_HEAD_INIT(regions);
	const struct sim_mapping *mapping;
	struct iommu_resv_region *region;

	intel_kdump_get_resv_regions(&sound[i]->pci.dev, &regions);
	region = list_first_entry(&regions, struct iommu_resv_region, list);
	assert_false(list_empty(&regions));
	assert_true(region->start <= iova_of(i));
	assert_int_equal(region->start + region->length, iova_of(i) + size);
	assert_ptr_equal(region->list.next, &regions);
	iommu_put_resv_regions(&sound[i]->pci.dev, &regions);

	probe_group(&sound[i], 1, &domains[i]);
	assert_int_equal(domains[i].count, 1);
	mapping = domain_find(&domains[i], iova_of(i));
	assert_non_null(mapping);
	assert_int_equal(mapping->phys, phys_of(i));
	assert_int_equal(mapping->size, size);
}

static void each_is_handed_over_in_turn(void **state)
{
	for (unsigned int i = 0; i < ADDED; i++) {
		hand_over(i);
		for (unsigned int j = 0; j <= i; j++)
			check_unit(j);
	}
	for (unsigned int i = 0; i < ADDED; i++)
		attach(i);
	for (unsigned int i = 0; i < ADDED; i++)
		check_unit(i);
}

/* Drivers are attached behind one while another is still the crashed kernel's. */
static void one_may_be_handed_over_late(void **state)
{
	for (unsigned int i = ADDED; i--;) {
		hand_over(i);
		attach(i);
	}
	for (unsigned int i = 0; i < ADDED; i++)
		check_unit(i);
}

/* The driver copies nothing for an IOMMU that is added: intel_iommu_add() */
static void an_added_one_has_nothing_to_take_over(void **state)
{
	struct list_head regions = LIST_HEAD_INIT(regions);

	for (unsigned int i = 0; i < ADDED; i++)
		hand_over(i);
	fixture = &fixtures[ADDED];
	intel_kdump_get_resv_regions(&sound[ADDED]->pci.dev, &regions);
	assert_true(list_empty(&regions));
	probe_group(&sound[ADDED], 1, &domains[ADDED]);
	assert_int_equal(domains[ADDED].count, 0);
#if SERIES_HAS_MUTE_FAULTS
	intel_kdump_clear_faults(&fx.iommu);
#endif
	assert_null(copied_tables_of(&fx.iommu));
	for (int bus = 0; bus < 256; bus++)
		assert_int_equal(root_word(bus, false) | root_word(bus, true), 0);
	for (unsigned int i = 0; i < ADDED; i++)
		attach(i);
}

#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_is_handed_over_in_turn),
		TEST(one_may_be_handed_over_late),
		TEST(an_added_one_has_nothing_to_take_over),
	};

	return run_in_both_modes("units", tests, tests);
}
