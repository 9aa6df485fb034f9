// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continueTables, includes the code */
/*
 * Random tables, some of them damaged: a device finds every address where it
 * was, except where a table leads to it that the oracle calls damaged.
 * CTEST_SEED repeats a run, CTEST_ROUNDS makes it longer.
 */
#include <stdlib.h>
#include <time.h>

#include "code.h"

#define DEVICES		6

static u64 seed;

static u64 random_word(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;

	return seed;
}

static u64 below(u64 limit)
{
	return random_word() % limit;
}

/* RAM of the crashed kernel, of this one, and addresses of nothing */
static u64 random_page(u64 size)
{
	static const u64 bases[] = {
		0, 16 * MIB, MACHINE_OWN_BASE, MACHINE_OWN_BASE - 2 * MIB,
		2 * GIB, 5 * GIB, 1ULL << 45,
	};

	return (bases[below(7)] + below(64) * size) & ~(size - 1);
}

static void map_something(u64 top)
{
	u64 iova = random_word() & 0xfffffffff000;

	if (below(4))
		iova &= 0xfffff000;
	switch (below(6)) {
	case 0:
		iova &= ~(2 * MIB - 1);
		if (!walk_old(top, 4, iova).mapped)
			map(top, 4, iova, 2, random_page(2 * MIB) | LARGE |
			    (1 + below(3)));
		break;
	default:
		if (!walk_old(top, 4, iova).mapped)
			map(top, 4, iova, 1, random_page(0x1000) |
			    (1 + below(3)));
	}
}

/* The oracle: may hardware with these capabilities use this entry? */
static bool sound(u64 entry, int level)
{
	u64 addr = entry & 0x000ffffffffff000ULL;
	bool leaf = level == 1 || entry & LARGE;

	if (entry & 1ULL << 62 || addr >> 46 || entry & 1 << 11)
		return false;
	if (leaf)
		return level <= 3 &&
		       !(addr & ((1ULL << (12 + 9 * (level - 1))) - 1));

	return addr && !own_memory(addr, 1);
}

static bool table_sound(u64 table, int level)
{
	for (int i = 0; i < 512; i++) {
		u64 entry = built_word(table + 8 * i, 0);

		if (entry & RW && !sound(entry, level))
			return false;
	}

	return true;
}

static struct access expected(u64 top, u64 iova)
{
	u64 table = top;

	for (int level = 4; level; level--) {
		unsigned int i = iova >> (12 + 9 * (level - 1)) & 511;
		u64 entry = built_word(table + 8 * i, 0);
		struct access old;

		if (!table_sound(table, level))
			return (struct access){
				true, virt_to_phys(quarantine[0]), WRITE
			};
		if (!(entry & RW))
			return (struct access){};
		table = entry & 0x000ffffffffff000ULL;
		if (level > 1 && !(entry & LARGE))
			continue;
		old = walk_old(top, 4, iova);

		/* by chance, an old entry may be just that of the quarantine */
		if (own_memory(old.phys, 1) && entry != quarantine_entry(1))
			old = (struct access){};

		return old;
	}

	return (struct access){};
}

static void check(u8 devfn, u64 top, u64 table, int level, u64 iova)
{
	u64 span = 1ULL << (12 + 9 * (level - 1));

	for (int i = 0; i < 512; i++, iova += span) {
		u64 entry = built_word(table + 8 * i, 0);

		for (u64 at = iova; at < iova + span; at += max(span - 0x1000, 0x1000ULL)) {
			struct access want = expected(top, at);
			struct access got = device_access(0, devfn, at);

			if (want.mapped != got.mapped || want.phys != got.phys ||
			    want.rights != got.rights)
				fail_msg("%#llx leads to %#llx (%llu) instead of %#llx (%llu)",
					 at, got.phys, got.rights, want.phys,
					 want.rights);
		}
		if (entry & RW && level > 1 && !(entry & LARGE) &&
		    table_sound(table, level))
			check(devfn, top, entry & 0x000ffffffffff000ULL,
			      level - 1, iova);
	}
}

static void damage(u64 table, int level)
{
	for (int i = below(512), n = 0; n < 512; n++, i = (i + 1) % 512) {
		old_entry_t at = table + 8 * i;
		u64 entry = built_word(at, 0);

		if (!(entry & RW))
			continue;
		if (level > 1 && !(entry & LARGE) && below(3)) {
			damage(entry & 0x000ffffffffff000ULL, level - 1);
			return;
		}
		switch (below(3)) {
		case 0:
			build_flip(at, 62);
			break;
		case 1:
			build_flip(at, 46 + below(6));
			break;
		default:
			build_flip(at, 11);
		}
		return;
	}
}

static void one_round(void **state)
{
	u64 tops[DEVICES];

	start();
	for (int i = 0; i < DEVICES; i++) {
		tops[i] = build_device(i * 40, 10 + i);
		for (u64 n = below(12); n; n--)
			map_something(tops[i]);
		if (!below(3))
			damage(tops[i], 4);
	}

	assert_int_equal(intel_kdump_copy_tables(&fx.iommu), 0);
	for (int i = 0; i < DEVICES; i++)
		check(i * 40, tops[i], tops[i], 4, 0);
	finish();
}

static void random_tables(void **state)
{
	const char *given = getenv("CTEST_SEED"), *rounds = getenv("CTEST_ROUNDS");
	u64 first = given ? strtoull(given, NULL, 0) : (u64)time(NULL);

	print_message("CTEST_SEED=%llu\n", first);
	for (u64 i = 0, n = rounds ? strtoull(rounds, NULL, 0) : 40; i < n; i++) {
		seed = (first + i) * 0x9e3779b97f4a7c15ULL | 1;
		one_round(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_tables),
	};

	return run_group(tests);
}
