// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPASIDTables */
/* The walk of PASID directories and tables, and the checks of their entries */

#include "flips.h"

#define BUDGET_PAGES	(1 << 18)	/* no sane budget of pages is beyond this */

/* A device in each half of bus 5; the tables of the upper one get damaged. */
static old_entry_t build_device(unsigned int pdts)
{
	old_entry_t context;

	start_scalable();
	context = build_scalable_context(build_context_table(fx.root, 5, false),
					 0x10, 0);
	build_pasid_entry(context, 0, PGTT_SECOND, 2);

	return build_scalable_context(build_context_table(fx.root, 5, true),
				      0x90, pdts);
}

static void assert_device_lost(void)
{
	assert_copy_succeeds();
	assert_refused(5, 0x90);
	assert_copied(5, 0x10);
	assert_logged_once("05:12.0");
	finish();
}

static void assert_device_copied(void)
{
	assert_copy_succeeds();
	assert_copied(5, 0x90);
	assert_copied(5, 0x10);
	assert_warnings(0);
	finish();
}

static old_entry_t build_pgtt(unsigned int pgtt)
{
	return build_pasid_entry(build_device(0), 70, pgtt, 0);
}

static old_entry_t build_first_stage(void)
{
	return build_pgtt(PGTT_FIRST);
}

static old_entry_t build_second_stage(void)
{
	return build_pgtt(PGTT_SECOND);
}

static old_entry_t build_nested(void)
{
	return build_pgtt(PGTT_NESTED);
}

static old_entry_t build_pass_through(void)
{
	return build_pgtt(PGTT_PASS_THROUGH);
}

static old_entry_t build_directory_entry(void)
{
	old_entry_t context = build_device(0);

	build_pasid_entry(context, 70, PGTT_SECOND, 9);

	return pasid_directory_entry(built_pasid_directory(context), 70);
}

static void each_bit_of_a_directory_entry(void **state)
{
	static const struct flip flips[] = {
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, SKIPPED },	/* PASID-table pointer */
		{ 11, 2, REFUSED },	/* reserved */
		{ 1, 0, ACCEPTED },	/* fault processing disable, present */
	};

	flip_each_bit(build_directory_entry, 5, 0x90, flips);
}

/* Words 3 to 7 are reserved; the fixture has neither memory types nor EAFE. */
#define UPPER_WORDS			\
	{ 511, 192, REFUSED }		/* reserved */
#define MIDDLE_WORD			\
	{ 127, 96, REFUSED },		/* page-attribute table */	\
	{ 95, 91, REFUSED },		/* reserved */			\
	{ 90, 89, REFUSED },		/* EMTE, CD */			\
	{ 88, 87, REFUSED },		/* page snoop, page-walk snoop */ \
	{ 86, 80, REFUSED },		/* reserved */			\
	{ 79, 64, ACCEPTED }		/* domain-id */
#define FLAGS_OF_FIRST_STAGE		\
	{ 139, 136, REFUSED },		/* reserved */			\
	{ 135, 135, REFUSED },		/* EAFE */			\
	{ 134, 132, ACCEPTED }		/* SMEP, NXE: ignored; WPE */

static void each_bit_of_a_first_stage_entry(void **state)
{
	static const struct flip flips[] = {
		UPPER_WORDS,
		{ 191, 174, REFUSED },	/* beyond the host address width */
		{ 173, 140, ACCEPTED },	/* another first-stage table */
		FLAGS_OF_FIRST_STAGE,
		{ 131, 129, REFUSED },	/* levels: 5, reserved; reserved */
		{ 128, 128, ACCEPTED },	/* supervisor requests */
		MIDDLE_WORD,
		{ 63, 12, ACCEPTED },	/* no second stage */
		{ 11, 9, REFUSED },	/* reserved; SSADE */
		{ 8, 7, REFUSED },	/* PGTT 1 becomes 5; 3 without table */
		{ 6, 5, REFUSED },	/* PGTT 0; reserved */
		{ 4, 0, ACCEPTED },	/* no second stage; FPD; present */
	};

	flip_each_bit(build_first_stage, 5, 0x90, flips);
}

static void each_bit_of_a_second_stage_entry(void **state)
{
	static const struct flip flips[] = {
		UPPER_WORDS,
		{ 191, 140, ACCEPTED },	/* no first stage */
		FLAGS_OF_FIRST_STAGE,
		{ 131, 130, ACCEPTED },	/* no first stage */
		{ 129, 129, REFUSED },	/* reserved */
		{ 128, 128, ACCEPTED },	/* supervisor requests */
		MIDDLE_WORD,
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, ACCEPTED },	/* another second-stage table */
		{ 11, 9, REFUSED },	/* reserved; SSADE */
		{ 8, 8, REFUSED },	/* PGTT 6 */
		{ 7, 7, REFUSED },	/* PGTT 0 */
		{ 6, 6, ACCEPTED },	/* PGTT 3 */
		{ 5, 5, REFUSED },	/* reserved */
		{ 4, 2, REFUSED },	/* AW 2 becomes 6, 0, 3: not in SAGAW */
		{ 1, 0, ACCEPTED },	/* FPD; present */
	};

	flip_each_bit(build_second_stage, 5, 0x90, flips);
}

/* As the second stage, with a guest address for the first stage */
static void each_bit_of_a_nested_entry(void **state)
{
	static const struct flip flips[] = {
		UPPER_WORDS,
		{ 191, 140, ACCEPTED },	/* a guest address */
		FLAGS_OF_FIRST_STAGE,
		{ 131, 129, REFUSED },	/* levels: 5, reserved; reserved */
		{ 128, 128, ACCEPTED },	/* supervisor requests */
		MIDDLE_WORD,
		{ 63, 46, REFUSED },	/* beyond the host address width */
		{ 45, 12, ACCEPTED },	/* another second-stage table */
		{ 11, 9, REFUSED },	/* reserved; SSADE */
		{ 8, 8, REFUSED },	/* PGTT 7 */
		{ 7, 6, ACCEPTED },	/* PGTT 1, 2 */
		{ 5, 5, REFUSED },	/* reserved */
		{ 4, 2, REFUSED },	/* AW 2 becomes 6, 0, 3: not in SAGAW */
		{ 1, 0, ACCEPTED },	/* FPD; present */
	};

	flip_each_bit(build_nested, 5, 0x90, flips);
}

static void each_bit_of_a_pass_through_entry(void **state)
{
	static const struct flip flips[] = {
		UPPER_WORDS,
		{ 191, 140, ACCEPTED },	/* no first stage */
		FLAGS_OF_FIRST_STAGE,
		{ 131, 130, ACCEPTED },	/* no first stage */
		{ 129, 129, REFUSED },	/* reserved */
		{ 128, 128, ACCEPTED },	/* supervisor requests */
		MIDDLE_WORD,
		{ 63, 12, ACCEPTED },	/* no second stage */
		{ 11, 5, REFUSED },	/* reserved; SSADE; PGTT 0, 6, 5 */
		{ 4, 0, ACCEPTED },	/* no second stage; FPD; present */
	};

	flip_each_bit(build_pass_through, 5, 0x90, flips);
}

static void each_feature_needs_its_capability(void **state)
{
	static const struct {
		unsigned int bit;
		u64 cap, ecap;
	} features[] = {
		{ 9, 0, 1ULL << 45 },	/* second-stage accessed/dirty */
		{ 87, 0, 1ULL << 48 },	/* page-walk snoop */
		{ 88, 0, 1ULL << 7 },	/* page snoop */
		{ 89, 0, 1ULL << 25 },	/* cache disable */
		{ 90, 0, 1ULL << 25 },	/* extended memory types */
		{ 96, 0, 1ULL << 25 },	/* page-attribute table */
		{ 128, 0, 1ULL << 31 },	/* supervisor requests */
		{ 130, 1ULL << 60, 0 },	/* 5 first-stage levels */
		{ 135, 0, 1ULL << 34 },	/* extended-accessed flag */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(features); i++) {
		build_flip(build_nested(), features[i].bit);
		fx.iommu.cap |= features[i].cap;
		fx.iommu.ecap |= features[i].ecap;
		assert_device_copied();

		build_flip(build_nested(), features[i].bit);
		fx.iommu.cap &= ~features[i].cap;
		fx.iommu.ecap &= ~features[i].ecap;
		assert_device_lost();
	}
}

static void each_type_needs_its_capability(void **state)
{
	static const struct { unsigned int pgtt, ecap; } types[] = {
		{ PGTT_FIRST, 47 }, { PGTT_SECOND, 46 }, { PGTT_NESTED, 26 },
		{ PGTT_PASS_THROUGH, 6 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		build_pgtt(types[i].pgtt);
		assert_device_copied();

		/* The other device is a second-stage one: look at this one. */
		build_pgtt(types[i].pgtt);
		fx.iommu.ecap &= ~(1ULL << types[i].ecap);
		assert_copy_succeeds();
		assert_not_copied(5, 0x90);
		finish();
	}
}

/* The entry of the highest PASID is walked, whatever the directory's size. */
static void walks_to_the_end_of_each_directory(void **state)
{
	for (unsigned int pdts = 0; pdts < 8; pdts++) {
		u32 last = (1u << (pdts + 13)) - 1;
		old_entry_t entry;

		build_pasid_entry(build_device(pdts), last, PGTT_SECOND, 9);
		assert_device_copied();

		entry = build_pasid_entry(build_device(pdts), last, PGTT_SECOND, 9);
		build_flip(entry, 10);
		assert_device_lost();
	}
}

static void does_not_walk_beyond_the_directory(void **state)
{
	old_entry_t context = build_device(0);
	uint64_t directory = built_pasid_directory(context);

	/* 128 entries are 1 KiB; the rest of the page is not the table's. */
	build_word(directory + 1024, 0, ~0ULL);
	assert_device_copied();
}

static void ignores_pasids_that_are_not_present(void **state)
{
	build_word(build_second_stage(), 0, ~1ULL);
	assert_device_copied();
}

static void domain_id_must_exist(void **state)
{
	build_pasid_entry(build_device(0), 1, PGTT_SECOND, 255);
	fx.iommu.cap &= ~7ULL;
	fx.iommu.cap |= 2;	/* 256 domains */
	assert_device_copied();

	build_pasid_entry(build_device(0), 1, PGTT_SECOND, 256);
	fx.iommu.cap &= ~7ULL;
	fx.iommu.cap |= 2;
	assert_device_lost();
}

static void unusable_tables(void **state)
{
	static const u64 tables[] = {
		0, MACHINE_PAGE, MACHINE_OWN_BASE,
		MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE,
		1ULL << 46,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++) {
		build_word(build_directory_entry(), 0, tables[i] | 1);
		assert_device_lost();
	}
}

/* The second page of a directory is this kernel's, or beyond all memory. */
static void directory_that_runs_out_of_memory(void **state)
{
	static const u64 directories[] = {
		MACHINE_OWN_BASE - MACHINE_PAGE, (1ULL << 46) - MACHINE_PAGE,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(directories); i++) {
		machine_reset();
		build_word(build_device(3), 0, directories[i] | 3 << 9 | 1);
		machine_old_page(directories[i]);
		assert_device_lost();
	}
}

/*
 * A directory of the largest size whose entries all lead to one table: what is
 * read stays bounded even if every device of many buses shares it.
 */
static void reading_is_bounded(void **state)
{
	old_entry_t context;
	u64 word, directory;

	start_scalable();
	context = build_scalable_context(build_context_table(fx.root, 0, false),
					 0, 7);
	build_pasid_entry(context, 0, PGTT_SECOND, 2);
	directory = built_pasid_directory(context);
	word = built_word(directory, 0);
	for (u32 pasid = 64; pasid <= 0xfffff; pasid += 64)
		build_word(pasid_directory_entry(directory, pasid), 0, word);
	for (int bus = 0; bus < 16; bus++) {
		u64 table = build_context_table(fx.root, bus, true);

		for (int devfn = 0x80; devfn < 0x100; devfn++)
			build_word(scalable_context(table, devfn), 0,
				   built_word(context, 0));
	}

	assert_copy_succeeds();
	assert_in_range(machine.mapped, 0, BUDGET_PAGES);
	finish();
}

/* A directory, and a table, that refer back to themselves */
static void tables_that_refer_to_themselves(void **state)
{
	old_entry_t context = build_device(0);
	u64 directory = built_pasid_directory(context);

	build_word(directory, 0, directory | 1);
	assert_copy_succeeds();
	assert_not_copied(5, 0x90);
	assert_copied(5, 0x10);
	finish();

	context = build_device(0);
	build_word(context, 0, (context & ~0xfffULL) | 1);
	assert_copy_succeeds();
	assert_copied(5, 0x10);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_of_a_directory_entry),
		cmocka_unit_test(each_bit_of_a_first_stage_entry),
		cmocka_unit_test(each_bit_of_a_second_stage_entry),
		cmocka_unit_test(each_bit_of_a_nested_entry),
		cmocka_unit_test(each_bit_of_a_pass_through_entry),
		cmocka_unit_test(each_feature_needs_its_capability),
		cmocka_unit_test(each_type_needs_its_capability),
		cmocka_unit_test(walks_to_the_end_of_each_directory),
		cmocka_unit_test(does_not_walk_beyond_the_directory),
		cmocka_unit_test(ignores_pasids_that_are_not_present),
		cmocka_unit_test(domain_id_must_exist),
		cmocka_unit_test(unusable_tables),
		cmocka_unit_test(directory_that_runs_out_of_memory),
		cmocka_unit_test(reading_is_bounded),
		cmocka_unit_test(tables_that_refer_to_themselves),
	};

	return cmocka_run_group_tests_name("pasid", tests, warm_up, NULL);
}
