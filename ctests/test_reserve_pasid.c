// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from avoidWindows, includes the code */
/* The I/O addresses behind a PASID entry, of the second stage and the first */

#include "reserve.h"

/* RID_PASID, bits 19:0 of word 1, names the entry: here the 3rd page's first. */
static void follows_the_pasid_of_requests_without_one(void **state)
{
	u32 pasid = 3 << 15 | 70;
	old_entry_t context = build_scalable_context(fx.root, 0, 5);
	u64 table = build_context_table(fx.root, 6, true);

	build_word(root_half(fx.root, 0, false), 0, 0);
	context = build_scalable_context(table, 0x81, 5);
	build_word(context, 1, pasid);
	build_page(built_page_tables(build_pasid_entry(context, pasid, PGTT_SECOND, 9)),
		   4, GIB, 1, 0x70000000, RW);
	device->pci.requester_ids[0] = 0x681;
	copy_and_list();
	take(GIB, GIB + PAGE);
	assert_no_more();
}

/* Entries that are absent may say anything. */
static void follows_no_pasid_that_is_absent(void **state)
{
	old_entry_t entry = built_translation(5, 0x10);

	map(GIB, 1);
	build_flip(entry, 0);
	copy_and_list();
	assert_no_more();
}

static void follows_no_directory_entry_that_is_absent(void **state)
{
	u64 root = built_word(root_half(fx.root, 5, false), 0) & ~0xfffULL;
	u64 directory = built_pasid_directory(scalable_context(root, 0x10));

	map(GIB, 1);
	build_flip(pasid_directory_entry(directory, 0), 0);
	copy_and_list();
	assert_no_more();
}

/* Until here, the device has second-stage tables. */
static void begin_first_stage(unsigned int levels)
{
	fx.iommu.cap |= CAP_FIRST_57 | CAP_FIRST_1G;
	top = build_first_stage_device(5, 0x10, levels);
}

static void map_first(unsigned int levels, u64 iova, unsigned int level,
		      unsigned int flags)
{
	build_first_stage_page(top, levels, iova, level, 64 * GIB, flags);
}

/* What is present can be read. Bit 63, execute-disable, says nothing of DMA. */
static void follows_the_first_stage(void **state)
{
	begin_first_stage(4);
	map_first(4, GIB, 1, FIRST_PRESENT | FIRST_USER);
	map_first(4, GIB + CHUNK, 1, RW | FIRST_USER);
	map_first(4, GIB + 2 * CHUNK, 1, PTE_WRITE | FIRST_USER);
	map_first(4, GIB + 3 * CHUNK, 1, RW | FIRST_USER);
	build_flip(build_path(top, 4, GIB + 3 * CHUNK, 1), 63);
	map_first(4, 2 * GIB, 2, FIRST_PRESENT | FIRST_USER);
	map_first(4, 5 * GIB, 3, FIRST_PRESENT | FIRST_USER);
	copy_and_list();
	assert_used(GIB, GIB + CHUNK, GIB + 3 * CHUNK, 2 * GIB);
	take(GIB, 2 * GIB + CHUNK);
	/* from the chunk of MSIs on */
	take(0xfec00000, 4 * GIB);
	take(5 * GIB, 6 * GIB);
	assert_no_more();
}

/* In 4 levels, bit 47 is the sign; in 5, bit 56. What has it is never taken. */
static void leaves_the_upper_half_out(void **state)
{
	for (unsigned int levels = 4; levels <= 5; levels++) {
		u64 half = levels == 4 ? 1ULL << 47 : 1ULL << 56;

		if (levels == 5)
			begin(state);
		begin_first_stage(levels);
		map_first(levels, half - PAGE, 1, RW | FIRST_USER);
		map_first(levels, half, 1, RW | FIRST_USER);
		map_first(levels, 2 * half - PAGE, 1, RW | FIRST_USER);
		map_first(levels, 2 * half - 2 * GIB, 3, RW | FIRST_USER);
		copy_and_list();
		take(half - PAGE, half);
		assert_no_more();
		if (levels == 4)
			end(state);
	}
}

/* Bit 2 must be set all the way. */
static void leaves_what_is_not_for_users(void **state)
{
	begin_first_stage(5);
	map_first(5, 2 * GIB, 1, RW | FIRST_USER);
	map_first(5, 2 * GIB + CHUNK, 1, RW);
	map_first(5, 2 * GIB + 2 * CHUNK, 2, RW);
	map_first(5, 3 * GIB, 3, RW);
	for (unsigned int level = 2; level <= 5; level++) {
		u64 iova = 1ULL << (12 + 9 * (level - 1));

		map_first(5, iova, 1, RW | FIRST_USER);
		build_flip(build_path(top, 5, iova, level), 2);
	}
	copy_and_list();
	assert_used(2 * GIB);
	take(2 * GIB, 2 * GIB + PAGE);
	assert_no_more();
}

/* The pages of the second stage have no bit for users. */
static void tells_the_stages_of_aliases_apart(void **state)
{
	begin_first_stage(4);
	map_first(4, GIB, 1, RW | FIRST_USER);
	device->pci.requester_ids[device->pci.aliases++] = 0x700;
	top = build_old_device(7, 0, 4);
	map(3 * GIB, 1);
	copy_and_list();
	assert_used(GIB, 3 * GIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(follows_the_pasid_of_requests_without_one),
		TEST(follows_no_pasid_that_is_absent),
		TEST(follows_no_directory_entry_that_is_absent),
		TEST(follows_the_first_stage),
		TEST(leaves_the_upper_half_out),
		TEST(leaves_what_is_not_for_users),
		TEST(tells_the_stages_of_aliases_apart),
	};

	return cmocka_run_group_tests_name("reserve-pasid", tests, scalable_mode,
					   NULL);
}
