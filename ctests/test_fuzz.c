// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from checkPASIDTables */
/*
 * Random tables: nothing crashes, leaks or reads what is not there, and what
 * is copied is what the oracle calls sound.
 *
 * CTEST_SEED repeats a run, CTEST_ROUNDS makes it longer.
 */

#include <time.h>

#include "fixture.h"
#include "kernel_features.h"
#include "oracle.h"
#include "random.h"

/* Somewhere that is rarely a table: own memory, a hole, another old page */
static u64 random_address(void)
{
	static const u64 places[] = {
		0, MACHINE_PAGE, MACHINE_OWN_BASE, 0x4c000000, 0x70000000,
		1ULL << 45, 1ULL << 46, 1ULL << 63,
	};

	return places[random_word() % ARRAY_SIZE(places)] +
	       random_word() % 64 * MACHINE_PAGE;
}

static void damage(old_entry_t entry, unsigned int words)
{
	switch (random_word() % 4) {
	case 0:
		build_flip(entry, random_word() % (words * 64));
		break;
	case 1:
		build_word(entry, random_word() % words, random_word());
		break;
	case 2:
		build_word(entry, 0, random_address() | (random_word() & 0xfff));
		break;
	default:
		build_word(entry, random_word() % words, ~0ULL);
	}
}

static void build_random_pasids(old_entry_t context)
{
	for (unsigned int i = random_word() % 4; i; i--) {
		u32 pasid = random_word() % 8192;
		u64 directory = built_pasid_directory(context);
		old_entry_t entry;

		entry = build_pasid_entry(context, pasid, 1 + random_word() % 4,
					  random_word());
		if (one_in(8))
			damage(entry, 8);
		if (one_in(16)) {
			damage(pasid_directory_entry(directory, pasid), 1);
			return;
		}
	}
}

static void build_random_bus(u8 bus, bool upper)
{
	u64 table = build_context_table(fx.root, bus, upper);

	for (unsigned int i = random_word() % 6; i; i--) {
		u8 devfn = random_word() % 128 + (upper ? 128 : 0);
		old_entry_t entry;

		if (fx.scalable) {
			entry = build_scalable_context(table, devfn, 0);
			build_random_pasids(entry);
		} else {
			entry = build_legacy_context(table, devfn,
						     random_word() % 4,
						     random_word() % 4,
						     random_word());
		}
		if (one_in(4))
			damage(entry, fx.scalable ? 4 : 2);
	}
	/* A whole page of garbage, as a crash may leave behind */
	for (unsigned int i = 0; i < 512 && one_in(16); i++)
		build_word(table, i, random_word());
	if (one_in(8))
		damage(root_half(fx.root, bus, upper), 1);
}

/* Whether the page is there; a hole reads as all ones. */
static bool read_word(old_entry_t entry, unsigned int word, u64 *value)
{
	u64 phys = entry + word * 8;
	const u64 *page = machine_find_old_page(phys);

	*value = page ? page[phys % MACHINE_PAGE / 8] : ~0ULL;

	return page;
}

static void read_words(old_entry_t entry, u64 *w, unsigned int words)
{
	for (unsigned int i = 0; i < words; i++)
		read_word(entry, i, &w[i]);
}

/*
 * Page tables count once a patch walks them, and their reserved bits once a
 * later patch checks those.
 */
static bool sound_translation(u64 table, unsigned int levels, bool first_stage)
{
	if (!SERIES_HAS_CHECK_PAGE_TABLES)
		return true;
	if (!SERIES_HAS_CHECK_RESERVED_BITS)
		return sound_table_addresses(table, levels, first_stage);

	return first_stage ? sound_first_stage_tables(table, levels) :
			     sound_page_tables(table, levels);
}

/* Bits 8:6 tell whether there are second-stage tables, 4:2 how many levels. */
static bool sound_pasid(const uint64_t w[8])
{
	unsigned int pgtt = w[0] >> 6 & 7;

	if (!sound_pasid_entry(w))
		return false;

	if (pgtt == PGTT_FIRST)
		return sound_translation(w[2] & ~0xfffULL,
					 (w[2] >> 2 & 3) + 4, true);

	return (pgtt != PGTT_SECOND && pgtt != PGTT_NESTED) ||
	       sound_translation(w[0] & ~0xfffULL, (w[0] >> 2 & 7) + 2,
				 false);
}

static bool sound_pasid_table(u64 table)
{
	uint64_t w[8];

	for (unsigned int i = 0; i < 64; i++) {
		read_words(table + i * 64, (u64 *)w, 8);
		if ((w[0] & 1) && !sound_pasid(w))
			return false;
	}

	return true;
}

static bool sound_pasid_directory(u64 directory, unsigned int pdts)
{
	for (unsigned int i = 0; i < 1u << (pdts + 7); i++) {
		u64 word;

		if (!sound_table((directory + i * 8) & ~0xfffULL))
			return false;
		read_word(directory, i, &word);
		if (!(word & 1))
			continue;
		if (!sound_pasid_directory_entry(word) ||
		    !sound_pasid_table(word & ~0xfffULL))
			return false;
	}

	return true;
}

static bool should_be_copied(u8 bus, u8 devfn)
{
	bool upper = fx.scalable && devfn >= 0x80;
	uint64_t root[2], w[4];
	u64 table;

	read_words(root_half(fx.root, bus, false), (u64 *)root, 2);
	table = root[upper] & ~0xfffULL;
	if (!(root[upper] & 1))
		return false;

	if (!fx.scalable) {
		if (!sound_legacy_root(root))
			return false;
		read_words(legacy_context(table, devfn), (u64 *)w, 2);
		if (!(w[0] & 1) || !sound_legacy_context(w))
			return false;
		return (w[0] >> 2 & 3) == TT_PASS_THROUGH ||
		       sound_translation(w[0] & ~0xfffULL, (w[1] & 7) + 2,
					 false);
	}

	if (!sound_scalable_root_half(root[upper]))
		return false;
	read_words(scalable_context(table, devfn), (u64 *)w, 4);

	return (w[0] & 1) && sound_scalable_context(w) &&
	       sound_pasid_directory(w[0] & ~0xfffULL, w[0] >> 9 & 7);
}

static void random_capabilities(void)
{
	if (one_in(2)) {
		fx.iommu.ecap &= random_word() | 1ULL << 43;
		fx.iommu.cap &= random_word() | 7;
	}
}

static void fuzz(bool scalable, unsigned long long seed)
{
	random_seed(seed);
	if (scalable)
		start_scalable();
	else
		start_legacy();
	random_capabilities();
	for (unsigned int i = 0; i < 8; i++)
		build_random_bus(random_word(), scalable && one_in(2));

	assert_int_equal(copy_tables(), 0);
	assert_machine_clean();
	for (int bus = 0; bus < 256; bus++)
		for (int devfn = 0; devfn < 256; devfn++)
			if (is_copied(bus, devfn) != should_be_copied(bus, devfn))
				fail_msg("seed %llu: %02x:%02x is %scopied\n%s",
					 seed, bus, devfn,
					 is_copied(bus, devfn) ? "" : "not ",
					 machine_log());
	finish();
}

static void fuzz_mode(bool scalable)
{
	unsigned long long seed = random_setting("CTEST_SEED", time(NULL));
	unsigned long long rounds = random_rounds(300);

	print_message("CTEST_SEED=%llu, %llu rounds\n", seed, rounds);
	for (unsigned long long i = 0; i < rounds; i++)
		fuzz(scalable, seed + i);
}

static void random_legacy_tables(void **state)
{
	fuzz_mode(false);
}

static void random_scalable_tables(void **state)
{
	fuzz_mode(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_legacy_tables),
		cmocka_unit_test(random_scalable_tables),
	};

	return cmocka_run_group_tests_name("fuzz", tests, warm_up, NULL);
}
