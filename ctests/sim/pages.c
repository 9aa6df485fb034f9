// SPDX-License-Identifier: GPL-2.0-only
/* This kernel's own memory: objects, pages, and what is flushed of them. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <asm/cacheflush.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "internal.h"

static struct page frames[MACHINE_OWN_PAGES];
static u8 *arena, *memory_view;	/* the CPU's view, and what reached memory */

void *sim_alloc(size_t size, unsigned int gfp)
{
	void *ptr;

	sim_might_sleep_if(gfp, "kmalloc");
	if (sim_should_fail("kmalloc"))
		return NULL;

	ptr = malloc(size);
	if (!ptr)
		abort();
	memset(ptr, gfp & __GFP_ZERO ? 0 : SIM_POISON, size);
	machine.allocs++;

	return ptr;
}

void *sim_alloc_array(size_t n, size_t size, unsigned int gfp)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? NULL :
							 sim_alloc(bytes, gfp);
}

void sim_free(const void *ptr)
{
	if (!ptr)
		return;
	machine.allocs--;
	free((void *)ptr);
}

void sim_account(int item, long pages)
{
	machine.accounted[item] += pages;
}

static void map_arena(void)
{
	size_t size = MACHINE_OWN_PAGES * MACHINE_PAGE;

	arena = mmap(NULL, size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memory_view = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED || memory_view == MAP_FAILED)
		abort();
	ASAN_POISON_MEMORY_REGION(arena, size);
}

static bool run_is_free(unsigned int first, unsigned int count)
{
	for (unsigned int i = first; i < first + count; i++)
		if (frames[i].used)
			return false;

	return true;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	unsigned int count = 1u << order, first;
	void *virt;

	sim_might_sleep_if(gfp, "alloc_pages");
	if (order > MAX_PAGE_ORDER) {
		if (!(gfp & __GFP_NOWARN))
			sim_violation("pages of order %u", order);
		return NULL;
	}
	if (sim_should_fail("alloc_pages"))
		return NULL;

	/* Frame 0 stays free, so that no page has a special address. */
	for (first = count; !run_is_free(first, count); first += count)
		if (first + 2 * count > MACHINE_OWN_PAGES)
			return NULL;

	for (unsigned int i = first; i < first + count; i++)
		frames[i].used = true;
	frames[first].order = order;
	virt = arena + (size_t)first * MACHINE_PAGE;
	ASAN_UNPOISON_MEMORY_REGION(virt, (size_t)count * MACHINE_PAGE);
	memset(virt, gfp & __GFP_ZERO ? 0 : SIM_POISON,
	       (size_t)count * MACHINE_PAGE);
	memset(memory_view + (size_t)first * MACHINE_PAGE, SIM_POISON,
	       (size_t)count * MACHINE_PAGE);
	machine.pages++;
	sim_acquire(frames);

	return &frames[first];
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned int first = page - frames;

	if (!page->used || page->order != order)
		sim_violation("a page is freed twice, or in another order");
	sim_release(frames);
	for (unsigned int i = first; i < first + (1u << order); i++)
		frames[i].used = false;
	ASAN_POISON_MEMORY_REGION(arena + (size_t)first * MACHINE_PAGE,
				  (size_t)MACHINE_PAGE << order);
	machine.pages--;
}

void *page_address(const struct page *page)
{
	return arena + (size_t)(page - frames) * MACHINE_PAGE;
}

static bool in_arena(const volatile void *virt)
{
	const volatile u8 *byte = virt;

	return arena && byte >= arena &&
	       byte < arena + (size_t)MACHINE_OWN_PAGES * MACHINE_PAGE;
}

struct page *virt_to_page(const void *virt)
{
	if (!in_arena(virt))
		abort();

	return &frames[((const u8 *)virt - arena) / MACHINE_PAGE];
}

phys_addr_t virt_to_phys(const volatile void *virt)
{
	if (!in_arena(virt)) {
		sim_violation("virt_to_phys() of what is no page");
		return 0;
	}

	return MACHINE_OWN_BASE + ((const volatile u8 *)virt - arena);
}

void *phys_to_virt(phys_addr_t phys)
{
	u64 offset = phys - MACHINE_OWN_BASE;

	if (offset < (u64)MACHINE_OWN_PAGES * MACHINE_PAGE)
		return arena + offset;

	sim_violation("phys_to_virt(%#llx) of memory that is not ours", phys);

	return NULL;
}

bool machine_page_allocated(uint64_t phys)
{
	u64 frame = (phys - MACHINE_OWN_BASE) / MACHINE_PAGE;

	return frame < MACHINE_OWN_PAGES && frames[frame].used;
}

/*
 * What the driver or the core has in its .c files for the pages of tables, by
 * the names that kernels give it. Newer headers do the same inline.
 */
void *alloc_pgtable_page(int node);
void free_pgtable_page(void *virt);
void *iommu_alloc_pages_node_sz(int nid, gfp_t gfp, size_t size);
void iommu_free_pages(void *virt);

void *alloc_pgtable_page(int node)
{
	struct page *page = alloc_pages_node(node, GFP_ATOMIC | __GFP_ZERO, 0);

	return page ? page_address(page) : NULL;
}

void free_pgtable_page(void *virt)
{
	free_page((unsigned long)virt);
}

void *iommu_alloc_pages_node_sz(int nid, gfp_t gfp, size_t size)
{
	unsigned int order = size > MACHINE_PAGE ? ilog2((size - 1) / MACHINE_PAGE) + 1 : 0;
	struct page *page = alloc_pages_node(nid, gfp | __GFP_ZERO, order);

	return page ? page_address(page) : NULL;
}

void iommu_free_pages(void *virt)
{
	if (virt)
		__free_pages(virt_to_page(virt), virt_to_page(virt)->order);
}

void clflush_cache_range(void *addr, unsigned int size)
{
	if (in_arena(addr)) {
		memcpy(memory_view + ((u8 *)addr - arena), addr, size);
		if (machine.flush_lines)
			machine.flush_lines(addr);
	}
	sim_stored();
}

const void *machine_own_page(uint64_t phys, bool snooped)
{
	if (!machine_page_allocated(phys))
		return NULL;

	return (snooped ? arena : memory_view) +
	       (phys - MACHINE_OWN_BASE) / MACHINE_PAGE * MACHINE_PAGE;
}

bool machine_page_flushed(const void *page)
{
	return !memcmp(memory_view + ((const u8 *)page - arena), page,
		       MACHINE_PAGE);
}

void machine_keep_pages(void)
{
	for (unsigned int i = 0; i < MACHINE_OWN_PAGES; i++)
		frames[i].kept |= frames[i].used;
	machine.pages = 0;
}

void sim_reset_pages(void)
{
	if (!arena)
		map_arena();
	for (unsigned int i = 0; i < MACHINE_OWN_PAGES; i++) {
		if (frames[i].kept)
			continue;
		memset(&frames[i], 0, sizeof(frames[i]));
		ASAN_POISON_MEMORY_REGION(arena + (size_t)i * MACHINE_PAGE,
					  MACHINE_PAGE);
	}
}
