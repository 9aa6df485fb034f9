// SPDX-License-Identifier: GPL-2.0-only
/* What kernels of the classic driver's age have and later ones have not. */

#include <string.h>

#include <linux/crash_dump.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/iova.h>
#include <linux/mm.h>
#include <linux/radix-tree.h>
#include <linux/slab.h>

#include "machine.h"

unsigned long totalram_pages = MACHINE_OWN_PAGES;

ssize_t copy_oldmem_page(unsigned long pfn, char *buf, size_t csize,
			 unsigned long offset, int userbuf)
{
	void *old;

	if (userbuf)
		sim_violation("%s() to user space", __func__);

	old = memremap(PFN_PHYS(pfn) + offset, csize, MEMREMAP_WB);
	if (!old)
		return -ENOMEM;
	memcpy(buf, old, csize);
	memunmap(old);

	return csize;
}

struct iova *reserve_iova(struct iova_domain *iovad, unsigned long pfn_lo,
			  unsigned long pfn_hi)
{
	struct iova *iova;

	if (sim_should_fail(__func__) || iovad->count == IOVAS)
		return NULL;

	iova = &iovad->ranges[iovad->count++];
	iova->pfn_lo = pfn_lo;
	iova->pfn_hi = pfn_hi;

	return iova;
}

static struct radix_node **radix_slot(struct radix_tree_root *root,
				      unsigned long index)
{
	struct radix_node **slot = &root->first;

	while (*slot && (*slot)->index != index)
		slot = &(*slot)->next;

	return slot;
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *item)
{
	struct radix_node *node;

	if (*radix_slot(root, index))
		return -EEXIST;

	node = kmalloc(sizeof(*node), root->gfp);
	if (!node)
		return -ENOMEM;
	node->index = index;
	node->item = item;
	node->next = root->first;
	root->first = node;

	return 0;
}

void *radix_tree_lookup(struct radix_tree_root *root, unsigned long index)
{
	struct radix_node *node = *radix_slot(root, index);

	return node ? node->item : NULL;
}

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	struct radix_node **slot = radix_slot(root, index), *node = *slot;
	void *item;

	if (!node)
		return NULL;
	item = node->item;
	*slot = node->next;
	kfree(node);

	return item;
}
