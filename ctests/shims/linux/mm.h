/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/cacheflush.h>
#include <asm/processor.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/sizes.h>

#define PAGE_SHIFT		12
#define PAGE_SIZE		(1UL << PAGE_SHIFT)
#define PAGE_MASK		(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(addr)	ALIGN(addr, PAGE_SIZE)
#define PHYS_PFN(phys)		((unsigned long)((phys) >> PAGE_SHIFT))
#define PFN_PHYS(pfn)		((phys_addr_t)(pfn) << PAGE_SHIFT)
#define PFN_DOWN(x)		((x) >> PAGE_SHIFT)
#define PFN_UP(x)		(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)

struct page {
	struct list_head lru;
	unsigned long index, private;	/* its owner's */
	unsigned int order;
	bool used, kept;
};

#define page_private(page)		((page)->private)
#define set_page_private(page, value)	((page)->private = (value))

struct mm_struct;
struct vm_area_struct;

bool page_is_ram(unsigned long pfn);
phys_addr_t virt_to_phys(const volatile void *virt);
void *phys_to_virt(phys_addr_t phys);

#define __pa(virt)		virt_to_phys((void *)(virt))
#define __va(phys)		phys_to_virt(phys)
#define page_to_phys(page)	virt_to_phys(page_address(page))
#define page_to_pfn(page)	PHYS_PFN(page_to_phys(page))

#define totalram_pages()	sim_totalram_pages()

#endif
