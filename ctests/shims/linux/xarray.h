/* SPDX-License-Identifier: GPL-2.0-only */
/* Pointers by index, in nodes of 64 that are allocated as a kernel's are */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

#include <linux/err.h>
#include <linux/slab.h>

#define XA_SLOTS	64

struct xa_node {
	struct xa_node *next;
	unsigned long first;
	void *slot[XA_SLOTS];
};

struct xarray {
	void *head;
};

#define DEFINE_XARRAY(name)	struct xarray name

static inline struct xa_node *__xa_node(struct xarray *xa, unsigned long index)
{
	struct xa_node *node = xa->head;

	while (node && index - node->first >= XA_SLOTS)
		node = node->next;

	return node;
}

static inline void *xa_load(struct xarray *xa, unsigned long index)
{
	struct xa_node *node = __xa_node(xa, index);

	return node ? node->slot[index % XA_SLOTS] : NULL;
}

static inline bool xa_is_err(const void *entry)
{
	return IS_ERR(entry);
}

static inline int xa_err(void *entry)
{
	return IS_ERR(entry) ? PTR_ERR(entry) : 0;
}

/* Kinder than a kernel in that no lock is looked for. */
static inline void *xa_store(struct xarray *xa, unsigned long index, void *entry,
			     gfp_t gfp)
{
	struct xa_node *node = __xa_node(xa, index);
	void *old;

	if (!node && !entry)
		return NULL;
	if (!node) {
		node = kzalloc(sizeof(*node), gfp);
		if (!node)
			return ERR_PTR(-ENOMEM);
		node->first = index - index % XA_SLOTS;
		node->next = xa->head;
		xa->head = node;
	}
	old = node->slot[index % XA_SLOTS];
	node->slot[index % XA_SLOTS] = entry;

	return old;
}

static inline void xa_destroy(struct xarray *xa)
{
	struct xa_node *node, *next;

	for (node = xa->head; node; node = next) {
		next = node->next;
		kfree(node);
	}
	xa->head = NULL;
}

#endif
