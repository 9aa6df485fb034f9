//@ readOldTables
{{#kernel.licence_tags}}
// SPDX-License-Identifier: GPL-2.0-only
{{/kernel.licence_tags}}
{{^kernel.licence_tags}}
/* SPDX-License-Identifier: GPL-2.0-only */
{{/kernel.licence_tags}}
/*
 * Take over the translation tables of a crashed kernel.
 *
 * Devices that the crashed kernel left running go on doing DMA through the
 * IOMMU while this kernel boots. The tables behind that DMA lie in memory that
 * this kernel does not own, and a crash may have damaged them. They are read
 * and checked here, and never written: the dump shows them as they were.
 */

#define pr_fmt(fmt)	"DMAR: " fmt

#include <linux/acpi.h>
#include <linux/bitmap.h> //+ copyAllTables
#include <linux/crash_dump.h>
#include <linux/intel-iommu.h>
#include <linux/iova.h> //+ continueTables
#include <linux/ioport.h> //+ ownMemory
#include <linux/list.h> //+ copyPageTables
#include <linux/mm.h>
#include <linux/pci.h> //+ quarantineDevices
#include <linux/radix-tree.h> //+ copyPageTables
#include <linux/vmalloc.h> //+ copyAllTables

#include "intel-iommu-kdump.h"

//@ copyAllTables
/* A field of an entry, by its mask */
#define FIELD_GET(mask, word)	(((word) & (mask)) >> __builtin_ctzll(mask))
#define FIELD_PREP(mask, value)	((u64)(value) << __builtin_ctzll(mask)) //+ quarantineDevices

{{{root_entry.defines}}}

/* Context entry, legacy mode: VT-d specification, section 9.3 */
#define CTX_P			{{{context_entry.mask.P}}}
#define CTX_FPD			{{{context_entry.mask.FPD}}}	/* fault processing disable */ //+ quarantineDevices
#define CTX_TT			{{{context_entry.mask.TT}}}
#define CTX_SSPTPTR		{{{context_entry.mask.SSPTPTR}}}
#define CTX_RSVD0		{{{context_entry.mask.RSVD0}}}
/* word 1 */
#define CTX_AW			{{{context_entry.mask.AW}}}
{{#kernel.copies_tables}}
#define CTX_COPIED		BIT_ULL(3)	/* the driver's mark */
{{/kernel.copies_tables}}
#define CTX_DID			{{{context_entry.mask.DID}}}
#define CTX_RSVD1		{{{context_entry.mask.RSVD1}}}

{{{rtaddr.defines}}}

//@ readOldTables
/*
 * The platform's host address width (VT-d specification, section 8.1), or that
 * of the processor, which reads the tables, if it is smaller
 */
static unsigned int host_address_width(void)
{
	struct acpi_table_header *dmar;
	static unsigned int width;
	u8 declared;

	if (width)
		return width;

	width = boot_cpu_data.x86_phys_bits;
	if (ACPI_SUCCESS(acpi_get_table(ACPI_SIG_DMAR, 0, &dmar))) {
		declared = ((struct acpi_table_dmar *)dmar)->width;
		width = min(width, declared + 1U);
	}

	return width;
}

//@ checkPageTableEntries
static bool host_address_valid(u64 addr)
{
	return !(addr >> host_address_width());
}

//@ readOldTables
/*
 * The crashed kernel never owned this kernel's memory: a table there is the
 * mark of a damaged pointer, and so is one that the hardware cannot address.
 */
static bool old_table_usable(phys_addr_t phys)
{
	return phys && !((u64)phys >> host_address_width()) &&
	       !page_is_ram(phys >> PAGE_SHIFT);
}

/**
 * intel_kdump_read_table - read a table of the crashed kernel
 * @phys: physical address of the table, aligned to its size of one VT-d page
 * @table: where to copy it
 *
 * Return: 0, -EINVAL if there can be no such table, -ENOMEM if it cannot be
 * mapped.
 */
int intel_kdump_read_table(phys_addr_t phys, void *table) //- copyPageTables
static int intel_kdump_read_table(phys_addr_t phys, void *table) //~ copyPageTables
{
	ssize_t size;

	if (!old_table_usable(phys))
		return -EINVAL;

	size = copy_oldmem_page(phys >> PAGE_SHIFT, table, VTD_PAGE_SIZE,
				phys & ~PAGE_MASK, 0);

	return size == VTD_PAGE_SIZE ? 0 : -ENOMEM;
}

//@ checkPageTableEntries
{{{ss_pml5e.defines}}}

{{{ss_pml4e.defines}}}

{{{ss_pdpe.defines}}}

{{{ss_pdpe_1g.defines}}}

{{{ss_pde.defines}}}

{{{ss_pde_2m.defines}}}

{{{ss_pte.defines}}}

{{{ss_pml5e.validator}}}

{{{ss_pml4e.validator}}}

{{{ss_pdpe.validator}}}

{{{ss_pdpe_1g.validator}}}

{{{ss_pde.validator}}}

{{{ss_pde_2m.validator}}}

{{{ss_pte.validator}}}

/* The same in entries of all levels */
#define PTE_PRESENT		(DMA_PTE_READ | DMA_PTE_WRITE)
#define PTE_ADDR		{{{ss_pte.mask.ADDR}}}

static bool is_leaf(int level, u64 entry)
{
	return level == 1 || entry & DMA_PTE_LARGE_PAGE;
}

/**
 * intel_kdump_entry_valid - check an entry of the crashed kernel's page tables
 * @iommu: the hardware that is to use it
 * @level: the level of its table, from 1
 * @entry: the entry, which is present
 */
bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level, //- copyPageTables
			     const u64 *entry) //- copyPageTables
static bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level, //~ copyPageTables
				    const u64 *entry) //~ copyPageTables
{
	bool leaf = is_leaf(level, *entry);

	switch (level) {
	case 5:
		return ss_pml5e_valid(entry);
	case 4:
		return ss_pml4e_valid(entry);
	case 3:
		return leaf ? ss_pdpe_1g_valid(iommu, entry) :
			      ss_pdpe_valid(entry);
	case 2:
		return leaf ? ss_pde_2m_valid(iommu, entry) :
			      ss_pde_valid(entry);
	default:
		return ss_pte_valid(iommu, entry);
	}
}

//@ copyPageTables
#define TABLE_WORDS		(VTD_PAGE_SIZE / sizeof(u64))
#define BUSES			256 //+ copyAllTables
#define DEVFNS			256 //+ copyAllTables
#define TOP_LEVEL		5	/* of page tables; leaves are in 1 */

/* The part of this kernel's memory that copies may take */
#define COPIES_SHARE		8

//@ quarantineDevices
/* Of page tables, in their pages' private numbers: see forget_copy() */
#define PARTLY			BIT(3)	/* parts are in quarantine */

//@ copyPageTables
/* What one IOMMU takes over; nothing of it is published before it is whole. */
struct old_tables {
	struct intel_iommu *iommu;
	struct radix_tree_root copies[TOP_LEVEL + 1];	/* by level and page */
	struct list_head kept;		/* pages of these copies */
	struct list_head fresh;		/* of the page table being copied */

//+ copyAllTables {
	u64 *contexts[BUSES];		/* the context tables to publish */
	DECLARE_BITMAP(domain_ids, BIT(16));
	unsigned int copied;		/* contexts */
//}
//+ quarantineDevices {
	DECLARE_BITMAP(damaged, BUSES);	/* all of the bus is in quarantine */
	unsigned long quarantine_id;
	unsigned int quarantined;	/* contexts */
	unsigned int damaged_tables;	/* behind page tables */
//}
//+ ownMemory {
	u64 *identity;			/* the first one for pass-through */
	unsigned int passed_through;	/* contexts that keep pass-through */
//}
	u64 root[TABLE_WORDS];		/* the crashed kernel's */ //+ copyAllTables
};

/* Pages that this kernel can still spend on copies, for all IOMMUs together */
static long copies_left = -1;

//@ quarantineDevices
/*
 * The quarantine: page tables in which every entry of a level leads to the one
 * table below, and every leaf to the one page that stands at index 0. Writes
 * land there, and reads fault: a device that reads zeros might store them.
 */
static u64 *quarantine[TOP_LEVEL + 1];

/* What an entry of a table is to be if all below it is in quarantine */
static u64 quarantine_entry(int level)
{
	return virt_to_phys(quarantine[level - 1]) |
	       (level == 1 ? DMA_PTE_WRITE : PTE_PRESENT);
}

static int make_quarantine(void)
{
	int level, i;

	for (level = 0; level <= TOP_LEVEL; level++) {
		u64 *table = quarantine[level];

		if (table)
			continue;

		table = (u64 *)get_zeroed_page(GFP_KERNEL);
		if (!table)
			return -ENOMEM;

		for (i = 0; level && i < TABLE_WORDS; i++)
			table[i] = quarantine_entry(level);

		clflush_cache_range(table, VTD_PAGE_SIZE);
		quarantine[level] = table;
	}

	return 0;
}

/**
 * intel_kdump_in_quarantine - tell whether a page table is the quarantine
 * @root: physical address of the table at the top
 */
bool intel_kdump_in_quarantine(phys_addr_t root)
{
	int level;

	for (level = 1; level <= TOP_LEVEL; level++)
		if (quarantine[level] &&
		    virt_to_phys(quarantine[level]) == root)
			return true;

	return false;
}

/* Read faults of a device in quarantine are not reported: there may be many. */
static void quarantine_context(struct old_tables *old, u64 *context)
{
	int agaw = old->iommu->agaw;

	context[0] = virt_to_phys(quarantine[agaw + 2]) | CTX_FPD | CTX_P;
	context[1] = FIELD_PREP(CTX_DID, old->quarantine_id) | agaw;
	old->quarantined++;
}

//@ copyPageTables
/* A zeroed page that goes away with the page table being copied. */
static u64 *alloc_table(struct old_tables *old)
{
	struct page *page;

	if (copies_left < 0)
		copies_left = totalram_pages / COPIES_SHARE;
	if (!copies_left)
		return ERR_PTR(-ENOSPC);

	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return ERR_PTR(-ENOMEM);

	copies_left--;
	page->index = 0;
	set_page_private(page, 0);
	list_add_tail(&page->lru, &old->fresh);

	return page_address(page);
}

static void free_table(struct page *page)
{
	list_del(&page->lru);
	__free_page(page);
	copies_left++;
}

//@ ownMemory
#define LOW_MEMORY_END		BIT_ULL(20)
#define REGION_ALIGN		BIT_ULL(21)

static int found_ram(unsigned long start_pfn, unsigned long nr_pages, void *arg)
{
	return 1;
}

/*
 * Beside its RAM, this kernel owns what kexec put at the end of the same
 * region: the ELF headers, and what was in low memory before. Such a region
 * takes whole 2 MiB blocks.
 */
static bool own_memory(u64 phys, u64 size)
{
	u64 end = phys + size;

	if (phys >= LOW_MEMORY_END)
		phys = max_t(u64, round_down(phys, REGION_ALIGN),
			     LOW_MEMORY_END);

	return walk_system_ram_range(phys >> PAGE_SHIFT,
				     DIV_ROUND_UP(end - phys, PAGE_SIZE), NULL,
				     found_ram) == 1;
}

/* How much an entry of this level stands for */
static u64 span(int level)
{
	return (u64)VTD_PAGE_SIZE << VTD_STRIDE_SHIFT * (level - 1);
}

/* Whether a leaf is all in this kernel's memory, and not only in part */
static bool is_own(int level, u64 leaf)
{
	u64 phys = leaf & PTE_ADDR;

	return (level == 1 || (level == 2 && phys >= REGION_ALIGN)) &&
	       own_memory(phys, span(level));
}

/* A leaf is split if it is this kernel's in part, or too large for hardware. */
static bool must_split(struct intel_iommu *iommu, int level, u64 leaf)
{
	if (level > 3 || (level > 1 &&
			  !(cap_super_page_val(iommu->cap) & BIT(level - 2))))
		return true;

	return own_memory(leaf & PTE_ADDR, span(level));
}

/* The table of smaller leaves that stands for a large one */
static u64 *split_leaf(struct old_tables *old, int level, u64 leaf)
{
	u64 *table = alloc_table(old);
	u64 addr = leaf & PTE_ADDR;
	int i;

	if (IS_ERR(table))
		return table;

	for (i = 0; i < TABLE_WORDS; i++, addr += span(level - 1)) {
		if (addr >> host_address_width())
			break;
		table[i] = addr | (leaf & ~PTE_ADDR);
		if (level == 2)
			table[i] &= ~(u64)DMA_PTE_LARGE_PAGE;
	}

	return table;
}

//@ copyPageTables
static int fill_table(struct old_tables *old, u64 *table, phys_addr_t phys,
		      int level)
{
	struct page *page = virt_to_page(table);
	int i, ret;

	ret = intel_kdump_read_table(phys, table);
	if (ret)
		return ret;

	for (i = 0; i < TABLE_WORDS; i++) {
		u64 *entry = &table[i];

		if (!(*entry & PTE_PRESENT))
			*entry = 0;
		else if (!intel_kdump_entry_valid(old->iommu, level, entry))
			return -EINVAL;
	}

	ret = radix_tree_insert(&old->copies[level], phys >> VTD_PAGE_SHIFT,
				table);
	if (!ret) {
		page->index = phys >> VTD_PAGE_SHIFT;
		set_page_private(page, level);
	}

	return ret;
}

/*
 * The copy of a table, whose entries may still lead to the old tables. No page
 * is a table of two levels; where one seems to be, an entry leads back to it.
 */
static u64 *copy_table(struct old_tables *old, phys_addr_t phys, int level,
		       bool *fresh)
{
	unsigned long pfn = phys >> VTD_PAGE_SHIFT;
	u64 *table;
	int i, ret;

	table = radix_tree_lookup(&old->copies[level], pfn);
	*fresh = !table;
	if (table)
		return table;

	for (i = 1; i <= TOP_LEVEL; i++)
		if (radix_tree_lookup(&old->copies[i], pfn))
			return ERR_PTR(-EINVAL);

	table = alloc_table(old);
	if (IS_ERR(table))
		return table;

	ret = fill_table(old, table, phys, level);
	if (ret) {
		free_table(virt_to_page(table));
		return ERR_PTR(ret);
	}

	return table;
}

/*
 * Copy all that a table leads to, and link the copies. A table that several
 * entries lead to is copied once.
 */
static int copy_tables_below(struct old_tables *old, u64 *top, int top_level)
{
	struct {
		u64 *table;
		unsigned int next;
	} path[TOP_LEVEL + 1];
	int level = top_level;
	u64 *entry, *table;
	bool fresh;

	path[level].table = top;
	path[level].next = 0;

	while (level <= top_level) {
		if (path[level].next == TABLE_WORDS) {
			__iommu_flush_cache(old->iommu, path[level].table,
					    VTD_PAGE_SIZE);
			level++;
			continue;
		}

		entry = &path[level].table[path[level].next++];
		if (!*entry || is_leaf(level, *entry)) //- quarantineDevices
		if (!*entry || *entry == quarantine_entry(level) || //~ quarantineDevices - ownMemory
		    is_leaf(level, *entry)) //~ quarantineDevices - ownMemory
		if (!*entry || *entry == quarantine_entry(level)) //~ ownMemory
			continue;

		table = copy_table(old, *entry & PTE_ADDR, level - 1, &fresh); //- ownMemory
//~ ownMemory {
		if (!is_leaf(level, *entry)) {
			table = copy_table(old, *entry & PTE_ADDR, level - 1,
					   &fresh);
		} else if (is_own(level, *entry)) {
			*entry = 0;
			continue;
		} else if (must_split(old->iommu, level, *entry)) {
			table = split_leaf(old, level, *entry);
			fresh = true;
		} else {
			continue;
		}
//}
//+ quarantineDevices {
		if (PTR_ERR(table) == -EINVAL) {
			*entry = quarantine_entry(level);
			old->damaged_tables++;
			continue;
		}
//}
		if (IS_ERR(table))
			return PTR_ERR(table);

		*entry = virt_to_phys(table) | (*entry & PTE_PRESENT);
		if (fresh) {
			level--;
			path[level].table = table;
			path[level].next = 0;
		}
	}

	return 0;
}

/* Another copy of the same table is a copy of its own from now on. */
static void forget_copy(struct old_tables *old, struct page *page)
{
	radix_tree_delete(&old->copies[page_private(page)], page->index); //- quarantineDevices
	radix_tree_delete(&old->copies[page_private(page) % PARTLY], //~ quarantineDevices
			  page->index); //~ quarantineDevices
	set_page_private(page, 0);
}

static void drop_copies(struct old_tables *old, struct list_head *pages,
			bool in_use)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		forget_copy(old, page);
		if (in_use)
			list_del(&page->lru);
		else
			free_table(page);
	}
}

/**
 * intel_kdump_copy_page_table - copy a page table of the crashed kernel
 * @old: what is taken over so far
 * @phys: physical address of the table at the top
 * @level: its level, from 1
 * @copy: where to put the copy's address
 *
 * Return: a negative error code, with which nothing is left of the copy, or
 * success: -EINVAL if a table is damaged, -ENOSPC if there are too many tables.
 */
int intel_kdump_copy_page_table(struct old_tables *old, phys_addr_t phys, //- copyAllTables
				int level, u64 **copy) //- copyAllTables
static int intel_kdump_copy_page_table(struct old_tables *old, phys_addr_t phys, //~ copyAllTables
				       int level, u64 **copy) //~ copyAllTables
{
	struct page *page;
	unsigned int damaged = old->damaged_tables; //+ quarantineDevices
	bool fresh;
	int ret = 0;

	if (level > TOP_LEVEL)
		return -EINVAL;

	*copy = copy_table(old, phys, level, &fresh);
	if (IS_ERR(*copy))
		ret = PTR_ERR(*copy);
	else if (fresh)
		ret = copy_tables_below(old, *copy, level);

	if (ret) {
		drop_copies(old, &old->fresh, false);
		return ret;
	}

	/* two page tables, and so two domains, must not share what is below */
	list_for_each_entry(page, &old->fresh, lru)
		if (page_address(page) != *copy)
			forget_copy(old, page);
	list_splice_tail_init(&old->fresh, &old->kept);

	return 0; //- quarantineDevices
//~ quarantineDevices {
	page = virt_to_page(*copy);
	if (old->damaged_tables != damaged)
		set_page_private(page, level | PARTLY);

	return page_private(page) & PARTLY;
//}
}

//@ copyAllTables
{{{root_entry.validator}}}

{{{context_entry.validator}}}

//- quarantineDevices {
static int read_contexts(struct old_tables *old, phys_addr_t phys)
{
	int bus, ret;

	ret = intel_kdump_read_table(phys, old->root);
	if (ret)
		return ret;

	for (bus = 0; bus < BUSES; bus++) {
		const u64 *root = &old->root[2 * bus];

		if (!(root[0] & ROOT_P))
			continue;

		old->contexts[bus] = (u64 *)get_zeroed_page(GFP_KERNEL);
		if (!old->contexts[bus])
			return -ENOMEM;

		ret = root_entry_valid(root) ?
		      intel_kdump_read_table(root[0] & ROOT_CTP,
					     old->contexts[bus]) : -EINVAL;
		if (ret)
			return ret;
	}

	return 0;
}
//}

//@ quarantineDevices
/*
 * Read the context tables behind the root table. Where one cannot be read, the
 * whole bus is to go into quarantine.
 */
static int read_contexts(struct old_tables *old, phys_addr_t phys)
{
	int bus, damaged, ret;

	damaged = intel_kdump_read_table(phys, old->root);
	if (damaged == -ENOMEM)
		return damaged;

	for (bus = 0; bus < BUSES; bus++) {
		const u64 *root = &old->root[2 * bus];

		if (!damaged && !(root[0] & ROOT_P))
			continue;

		old->contexts[bus] = (u64 *)get_zeroed_page(GFP_KERNEL);
		if (!old->contexts[bus])
			return -ENOMEM;

		ret = !damaged && root_entry_valid(root) ?
		      intel_kdump_read_table(root[0] & ROOT_CTP,
					     old->contexts[bus]) : -EINVAL;
		if (ret == -ENOMEM)
			return ret;
		if (ret)
			__set_bit(bus, old->damaged);
	}

	return 0;
}

/* From the top: the crashed kernel took its own, known or not, from below. */
static unsigned long take_domain_id(struct old_tables *old)
{
	unsigned long id = cap_ndoms(old->iommu->cap) - 1;

	while (id && test_bit(id, old->domain_ids))
		id--;
	__set_bit(id, old->domain_ids);

	return id;
}

/* The domain-ids in use, by damaged contexts too, and one for the quarantine */
static int choose_domain_ids(struct old_tables *old)
{
	unsigned long id, ids = cap_ndoms(old->iommu->cap);
	int bus, devfn;

	bitmap_copy(old->domain_ids, old->iommu->domain_ids, ids);

	for (bus = 0; bus < BUSES; bus++) {
		const u64 *context = old->contexts[bus];

		if (!context)
			continue;

		for (devfn = 0; devfn < DEVFNS; devfn++, context += 2) {
			id = FIELD_GET(CTX_DID, context[1]);
			if (context[0] & CTX_P && id < ids)
				__set_bit(id, old->domain_ids);
		}
	}

	old->quarantine_id = take_domain_id(old);

	return old->quarantine_id ? 0 : -ENOSPC;
}

//@ ownMemory
/* Whether there are addresses that a driver could map. */
static bool has_gap(const u64 *table, int level)
{
	int i;

	for (i = 0; i < TABLE_WORDS; i++) {
		if (!table[i])
			return true;
		if (!is_leaf(level, table[i]) &&
		    has_gap(phys_to_virt(table[i] & PTE_ADDR), level - 1))
			return true;
	}

	return false;
}

/* Another table like it. Tables without a gap, by far the most, are shared. */
static u64 *clone_identity(struct old_tables *old, const u64 *from, int level)
{
	u64 *table = alloc_table(old), *below;
	int i;

	for (i = 0; !IS_ERR(table) && i < TABLE_WORDS; i++) {
		table[i] = from[i];
		if (!from[i] || is_leaf(level, from[i]))
			continue;

		below = phys_to_virt(from[i] & PTE_ADDR);
		if (!has_gap(below, level - 1))
			continue;

		below = clone_identity(old, below, level - 1);
		if (IS_ERR(below))
			return below;
		table[i] = virt_to_phys(below) | PTE_PRESENT;
	}

	if (!IS_ERR(table))
		__iommu_flush_cache(old->iommu, table, VTD_PAGE_SIZE);

	return table;
}

/*
 * A table that maps all of the address space to itself, from leaves that stand
 * for all of it and are split where they have to be.
 */
static u64 *make_identity(struct old_tables *old)
{
	int level = old->iommu->agaw + 2, ret;
	u64 *table;

	if (old->identity)
		return clone_identity(old, old->identity, level);

	table = split_leaf(old, level + 1, DMA_PTE_LARGE_PAGE | PTE_PRESENT);
	if (IS_ERR(table))
		return table;

	ret = copy_tables_below(old, table, level);
	if (ret)
		return ERR_PTR(ret);
	old->identity = table;

	return table;
}

/*
 * Pass-through would let a device reach this kernel's memory. Put an identity
 * table in its place.
 */
static int replace_pass_through(struct old_tables *old, u64 *context)
{
	u64 *table = make_identity(old);
	unsigned long id;

	/* the hardware tags by the domain-id what it caches of a page table */
	id = IS_ERR(table) ? 0 : take_domain_id(old);
	if (!id) {
		drop_copies(old, &old->fresh, false);
		old->passed_through++;
		pr_warn_ratelimited("%s: No memory to replace pass-through, %u contexts keep it\n",
				    old->iommu->name, old->passed_through);
		return 0;
	}

	list_splice_tail_init(&old->fresh, &old->kept);
	context[0] = virt_to_phys(table) | CTX_P;
	context[1] = FIELD_PREP(CTX_DID, id) | old->iommu->agaw;

	return 0;
}

//@ copyAllTables
static int copy_context(struct old_tables *old, u64 *context)
{
	u64 *table;
	int ret;

	if (!context_entry_valid(old->iommu, context))
		return -EINVAL;

	__set_bit(FIELD_GET(CTX_DID, context[1]), old->domain_ids); //- quarantineDevices
	if (FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH)
		return 0; //- ownMemory
		return replace_pass_through(old, context); //~ ownMemory

	ret = intel_kdump_copy_page_table(old, context[0] & CTX_SSPTPTR,
					  FIELD_GET(CTX_AW, context[1]) + 2,
					  &table);
	if (!ret) //- quarantineDevices
	if (ret >= 0) //~ quarantineDevices
		context[0] = virt_to_phys(table) | (context[0] & ~CTX_SSPTPTR);

	return ret;
}

//@ quarantineDevices
/* A page table that is in quarantine in part does not translate as before. */
static int change_domain_id(struct old_tables *old, u64 *context)
{
	unsigned long id = take_domain_id(old);

	if (!id)
		return -EINVAL;

	context[1] = (context[1] & ~CTX_DID) | FIELD_PREP(CTX_DID, id);
	old->copied++;

	return 0;
}

//@ copyAllTables
//- quarantineDevices {
static int copy_contexts(struct old_tables *old, int bus)
{
	u64 *context = old->contexts[bus];
	int devfn, ret;

	for (devfn = 0; devfn < DEVFNS; devfn++, context += 2) {
		if (!(context[0] & CTX_P)) {
			context[0] = 0;
			context[1] = 0;
			continue;
		}

		ret = copy_context(old, context);
		if (ret)
			return ret;
		old->copied++;
	}

	return 0;
}
//}

//@ quarantineDevices
static void copy_contexts(struct old_tables *old, int bus)
{
	struct intel_iommu *iommu = old->iommu;
	u64 *context = old->contexts[bus];
	int devfn, ret;

	if (test_bit(bus, old->damaged))
		pr_warn_ratelimited("%s: Damaged root entry, DMA from bus %02x is in quarantine\n",
				    iommu->name, bus);

	for (devfn = 0; devfn < DEVFNS; devfn++, context += 2) {
		if (test_bit(bus, old->damaged)) {
			quarantine_context(old, context);
			continue;
		}

		if (!(context[0] & CTX_P)) {
			context[0] = 0;
			context[1] = 0;
			continue;
		}

		ret = copy_context(old, context);
		if (!ret) {
			old->copied++;
			continue;
		}
		if (ret == PARTLY)
			ret = change_domain_id(old, context);

		pr_warn_ratelimited("%s: %s tables, DMA from %02x:%02x.%d is in quarantine\n",
				    iommu->name,
				    !ret || ret == -EINVAL ? "Damaged" :
							     "Too large",
				    bus, PCI_SLOT(devfn), PCI_FUNC(devfn));
		if (ret)
			quarantine_context(old, context);
	}
}

//@ copyAllTables
{{#kernel.copies_tables}}
static void mark_copied(u64 *context)
{
	int devfn;

	for (devfn = 0; devfn < DEVFNS; devfn++, context += 2)
		if (context[0] & CTX_P)
			context[1] |= CTX_COPIED;
}

{{/kernel.copies_tables}}
static int copy_all(struct old_tables *old, phys_addr_t phys)
{
	int bus, ret;

	ret = read_contexts(old, phys);
//+ quarantineDevices {
	if (!ret)
		ret = choose_domain_ids(old);
	if (!ret)
		ret = make_quarantine();
//}

	for (bus = 0; !ret && bus < BUSES; bus++) {
		if (!old->contexts[bus])
			continue;

		ret = copy_contexts(old, bus); //- quarantineDevices
		copy_contexts(old, bus); //~ quarantineDevices
{{#kernel.copies_tables}}
		mark_copied(old->contexts[bus]);
{{/kernel.copies_tables}}
		__iommu_flush_cache(old->iommu, old->contexts[bus],
				    VTD_PAGE_SIZE);
	}

	return ret;
}

static void publish_tables(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned long ids = cap_ndoms(iommu->cap);
	u64 *root = (u64 *)iommu->root_entry;
	int bus;

	for (bus = 0; bus < BUSES; bus++)
		if (old->contexts[bus])
			root[2 * bus] = virt_to_phys(old->contexts[bus]) |
					ROOT_P;
	__iommu_flush_cache(iommu, root, VTD_PAGE_SIZE);

	bitmap_or(iommu->domain_ids, iommu->domain_ids, old->domain_ids, ids);
	iommu->old_tables = true;

	pr_info("%s: Took over %u contexts of the crashed kernel\n", //- quarantineDevices
		iommu->name, old->copied); //- quarantineDevices
	pr_info("%s: Took over %u contexts of the crashed kernel, %u are in quarantine\n", //~ quarantineDevices
		iommu->name, old->copied, old->quarantined); //~ quarantineDevices
}

/**
 * intel_kdump_copy_tables - take over the tables of the crashed kernel
 * @iommu: an IOMMU that was found with translation enabled
 *
 * Copy the root table and all that it leads to into the tables of this kernel,
 * which the hardware does not use yet, and reserve the domain-ids in use.
 *
 * Return: 0 or a negative error code, with which nothing is taken over.
 */
int intel_kdump_copy_tables(struct intel_iommu *iommu)
{
	u64 rtaddr = dmar_readq(iommu->reg + DMAR_RTADDR_REG);
	struct old_tables *old;
	int i, ret;

{{#kernel.copies_tables}}
	/* the kind of the tables cannot change while translation is enabled */
	if (FIELD_GET(RTADDR_TTM, rtaddr) != RTADDR_TTM_LEGACY)
		return -EOPNOTSUPP;

{{/kernel.copies_tables}}
	old = vzalloc(sizeof(*old));
	if (!old)
		return -ENOMEM;

	old->iommu = iommu;
	INIT_LIST_HEAD(&old->kept);
	INIT_LIST_HEAD(&old->fresh);
	for (i = 0; i <= TOP_LEVEL; i++)
		INIT_RADIX_TREE(&old->copies[i], GFP_KERNEL);

	ret = copy_all(old, rtaddr & RTADDR_RTA);
	drop_copies(old, &old->kept, !ret);
	if (!ret)
		publish_tables(old);
	else
		for (i = 0; i < BUSES; i++)
			free_page((unsigned long)old->contexts[i]);

	vfree(old);

	return ret;
}

//@ continueTables
/* Where a device in quarantine gets its addresses: not where Linux begins */
#define WINDOW_BASE		BIT_ULL(30)
#define WINDOW_LEVEL		3	/* one entry of this level: 1 GiB */

/**
 * intel_kdump_open_quarantine - make room for a driver in the quarantine
 * @level: the level of the page table that the device needs
 *
 * Nobody knows which addresses a device in quarantine still uses. Those that
 * its driver gets should be others.
 *
 * Return: a page table with 1 GiB for a driver and the quarantine all around,
 * or NULL.
 */
u64 *intel_kdump_open_quarantine(int level)
{
	u64 *table, *below = NULL;
	int i, l;

	for (l = WINDOW_LEVEL; l <= level; l++) {
		table = (u64 *)get_zeroed_page(GFP_ATOMIC);
		if (!table)
			break;

		memcpy(table, quarantine[l], VTD_PAGE_SIZE);
		i = WINDOW_BASE >> VTD_PAGE_SHIFT >> VTD_STRIDE_SHIFT * (l - 1);
		table[i] = below ? virt_to_phys(below) | PTE_PRESENT : 0;
		clflush_cache_range(table, VTD_PAGE_SIZE);
		below = table;
	}

	return l > level ? below : NULL;
}

/* IOVAs in use, in pages, that are reserved when the next ones do not adjoin */
struct iova_run {
	struct iova_domain *iovad;
	u64 start, end;
	unsigned int count;
	u64 gap;
};

#define RUNS_PER_GAP		256

static int end_run(struct iova_run *run)
{
	const int shift = PAGE_SHIFT - VTD_PAGE_SHIFT;

	if (run->start == run->end)
		return 0;

	/* ever larger gaps are swallowed, so that the runs stay few */
	if (++run->count % RUNS_PER_GAP == 0)
		run->gap = 2 * run->gap + 1;

	return reserve_iova(run->iovad, run->start >> shift,
			    (run->end - 1) >> shift) ? 0 : -ENOMEM;
}

static int add_to_run(struct iova_run *run, u64 start, u64 end)
{
	int ret = 0;

	if (run->start == run->end || start > run->end + run->gap) {
		ret = end_run(run);
		run->start = start;
	}
	run->end = end;

	return ret;
}

/**
 * intel_kdump_reserve_iovas - reserve what a page table that was copied maps
 * @iovad: from where the IOVAs of the table's new owner come
 * @top: the table at the top
 * @top_level: its level, from 1
 *
 * Return: 0, -ENOMEM, or -E2BIG if tables that are shared make the page table
 * look larger than all that is copied.
 */
int intel_kdump_reserve_iovas(struct iova_domain *iovad, const u64 *top,
			      int top_level)
{
	unsigned long tables_left = totalram_pages / COPIES_SHARE;
	struct {
		const u64 *table;
		unsigned int next;
	} path[TOP_LEVEL + 1];
	struct iova_run run = { .iovad = iovad };
	int level = top_level, ret = 0;
	u64 pfn = 0, entry, pages;

	path[level].table = top;
	path[level].next = 0;

	while (!ret && level <= top_level) {
		if (path[level].next == TABLE_WORDS) {
			level++;
			continue;
		}

		pages = 1ULL << VTD_STRIDE_SHIFT * (level - 1);
		entry = path[level].table[path[level].next++];
		/* where not all that is below could be mapped anew, keep off */
		if (is_leaf(level, entry) || entry == quarantine_entry(level) ||
		    (entry & PTE_PRESENT) != PTE_PRESENT) {
			if (entry)
				ret = add_to_run(&run, pfn, pfn + pages);
			pfn += pages;
			continue;
		}

		if (!tables_left--)
			return -E2BIG;

		level--;
		path[level].table = phys_to_virt(entry & PTE_ADDR);
		path[level].next = 0;
	}

	return ret ? ret : end_run(&run);
}

//@ acceptActiveIOMMU
/**
 * intel_kdump_accepts - tell whether an IOMMU is taken over as it is
 * @iommu: an IOMMU that was found with translation enabled
 *
 * The kind of the tables cannot change while translation is enabled, and those
 * of the extended kind cannot be copied.
 */
bool intel_kdump_accepts(struct intel_iommu *iommu)
{
	u64 rtaddr = dmar_readq(iommu->reg + DMAR_RTADDR_REG);

	if (!is_kdump_kernel())
		return false;

	if ({{#kernel.extended_contexts}}!ecap_ecs(iommu->ecap) &&
	    {{/kernel.extended_contexts}}FIELD_GET(RTADDR_TTM, rtaddr) == RTADDR_TTM_LEGACY)
		return true;

	pr_warn("%s: Extended tables, translation is switched off, legacy DMA is no longer isolated\n",
		iommu->name);

	return false;
}
