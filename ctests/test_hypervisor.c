// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/* With caching mode, a hypervisor shadows every page that tables map. */

#include "pass_through.h"

/* Caching mode: section 11.4.2 */
#define PAGES_MAX	BIT(20)

/* How many pages the tables map; counted up to PAGES_MAX, more or less. */
static unsigned long count_pages(u64 table, unsigned int level)
{
	const u64 *entry = machine_own_page(table, true);
	unsigned long pages = 0;

	for (unsigned int i = 0; i < 512 && pages <= PAGES_MAX; i++) {
		if (!(entry[i] & 3))
			continue;
		if (level == 1 || entry[i] & PTE_LARGE)
			pages++;
		else
			pages += count_pages(entry[i] & 0xffffffffff000ULL,
					     level - 1);
	}

	return pages;
}

static void assert_little_to_shadow(u8 devfn)
{
	const struct own_tables *own;

	fx.iommu.cap |= CAP_CM;
	assert_copy_succeeds();
	own = own_tables_of(5, devfn);
	if (!own)
		assert_blocked(5, devfn);
	else if (count_pages(own->root, own->levels) > PAGES_MAX)
		fail_msg("there are more than %lu pages to shadow", PAGES_MAX);
}

static void leaves_little_to_shadow_of_pass_through(void **state)
{
	assert_little_to_shadow(0x10);
}

static void leaves_little_to_shadow_in_quarantine(void **state)
{
	/* Reserved: bit 63 of word 1 */
	build_flip(old_context(5, 0x01), 127);
	assert_little_to_shadow(0x01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(leaves_little_to_shadow_of_pass_through),
		TEST(leaves_little_to_shadow_in_quarantine),
	};

	return run_in_both_modes("hypervisor", tests, tests);
}
