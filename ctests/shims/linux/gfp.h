/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/bits.h>
#include <linux/types.h>
#include <sim.h>

#define __GFP_DIRECT_RECLAIM	0x400u	/* the call may sleep */
#define __GFP_ZERO		0x100u
#define __GFP_NOWARN		0x2000u
#define GFP_KERNEL		0xcc0u
#define GFP_ATOMIC		0x820u
#define GFP_NOWAIT		0x800u
#define GFP_KERNEL_ACCOUNT	GFP_KERNEL
#define GFP_PGTABLE_KERNEL	(GFP_KERNEL | __GFP_ZERO)

#define MAX_PAGE_ORDER		10

#define NUMA_NO_NODE		(-1)

struct page;
struct folio;

/* Memory of this kernel in simulated physical pages: sim/pages.c */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
void *page_address(const struct page *page);
struct page *virt_to_page(const void *virt);
struct folio *virt_to_folio(const void *virt);

/* The order of the pages that @size bytes take; as large as it gets for none */
static inline int get_order(unsigned long size)
{
	int order = 0;

	if (!size)
		return BITS_PER_LONG - 12;
	while (4096UL << order < size)
		order++;

	return order;
}

#define alloc_pages(gfp, order)	alloc_pages_node(NUMA_NO_NODE, gfp, order)
#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define __free_page(page)	__free_pages(page, 0)
#define put_page(page)		__free_pages(page, 0)

static inline unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

static inline void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

#define __get_free_page(gfp)	__get_free_pages(gfp, 0)
#define get_zeroed_page(gfp)	__get_free_pages((gfp) | __GFP_ZERO, 0)
#define free_page(addr)		free_pages(addr, 0)

#endif
