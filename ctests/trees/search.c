// SPDX-License-Identifier: GPL-2.0-only
/* Looks for a tree that fails, and tells how to make it again */

#include <time.h>

#include "fixture.h"
#include "random.h"
#include "trees.h"

void assert_no_tree(void (*make)(struct tree *tree, uint64_t seed),
		    bool (*fails)(const struct tree *tree), const char *failure)
{
	unsigned long long seed = random_setting("CTEST_SEED", time(NULL));
	unsigned long long rounds = random_rounds(2000);
	static struct tree tree;

	print_message("CTEST_SEED=%llu, %llu rounds\n", seed, rounds);
	for (unsigned long long i = 0; i < rounds; i++) {
		make(&tree, seed + i);
		if (!fails(&tree))
			continue;
		tree_shrink(&tree, fails);
		fails(&tree);
		print_message("CTEST_SEED=%llu CTEST_ROUNDS=1 fails:\n", seed + i);
		tree_print(&tree);
		fail_msg("%s", failure);
	}
}
