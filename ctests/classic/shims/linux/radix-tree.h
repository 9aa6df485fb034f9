/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/gfp.h>
#include <linux/types.h>

struct radix_node {
	struct radix_node *next;
	unsigned long index;
	void *item;
};

/* A list will do for the trees of a test. */
struct radix_tree_root {
	struct radix_node *first;
	gfp_t gfp;
};

#define INIT_RADIX_TREE(root, mask)	\
	(*(root) = (struct radix_tree_root){ .gfp = (mask) })

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item);
void *radix_tree_lookup(struct radix_tree_root *root, unsigned long index);
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);

#endif
