/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_RBTREE_H
#define _LINUX_RBTREE_H

struct rb_node {
	struct rb_node *left, *right;
};

struct rb_root {
	struct rb_node *rb_node;
};

#endif
