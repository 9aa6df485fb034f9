//@ readCrashedMemory
// SPDX-License-Identifier: GPL-2.0-only
/*
 * Take over the translation tables of the previous kernel.
 *
 * Devices that the previous kernel left running go on doing DMA through the
 * IOMMU while this kernel boots. The tables behind that DMA lie in memory that
 * this kernel does not own, and a crash may have damaged them. They are read
 * and checked here, and never written: the dump shows them as they were.
 */

#define pr_fmt(fmt)	"DMAR: " fmt

#include <linux/acpi.h>
#include <linux/atomic.h> //+ carryMappings
#include <linux/bitfield.h> //+ copyAllOrNothing
#include <linux/crash_dump.h> //+ warnWhenSwitchedOff
#include <linux/dmar.h> //+ inheritMode
#include <linux/elf.h> //+ spareOwnMemory
#include <linux/hashtable.h> //+ checkPageTables
{{^kernel.own_header}}
#include <linux/intel-iommu.h>
{{/kernel.own_header}}
#include <linux/io.h>
#include <linux/ioport.h> //+ reachWindows
#include <linux/mm.h>
#include <linux/pci.h> //+ copyAllOrNothing
#include <linux/semaphore.h> //+ carryMappings
#include <linux/uaccess.h>
#include <linux/workqueue.h> //+ muteFaults
#include <linux/xarray.h> //+ collectIOVAs

{{#kernel.own_header}}
#include "iommu.h"
{{/kernel.own_header}}
{{#kernel.own_directory}}
#include "pasid.h" //+ checkPASIDTables
{{/kernel.own_directory}}
{{^kernel.own_directory}}
#include "intel-pasid.h" //+ checkPASIDTables
{{/kernel.own_directory}}
{{#kernel.iommu_pages}}
#include "../iommu-pages.h" //+ copyAllOrNothing
{{/kernel.iommu_pages}}

//@ copyAllOrNothing
{{{root_entry.defines}}}

//@ validateEntries
/* Scalable-mode root entry, half: VT-d specification, section 9.2 */
#define SMROOT_CTP		{{{scalable_root_half.mask.CTP}}}
#define SMROOT_RSVD0		{{{scalable_root_half.mask.RSVD0}}}

//@ copyAllOrNothing
{{{context_entry.defines}}}

//@ validateEntries
{{{scalable_context_entry.defines}}}

//@ checkPASIDTables
{{{pasid_dir_entry.defines}}}

{{{pasid_table_entry.defines}}}
#define PASID_TE_WORDS		{{{pasid_table_entry.words}}}

//@ copyAllOrNothing
/* Root table address register: VT-d specification, section 11.4.5 */
#define RTADDR_TTM		{{{rtaddr.mask.TTM}}} //+ switchToTheCopy
#define RTADDR_TTM_SCALABLE	1 //+ inheritMode
#define RTADDR_RTA		{{{rtaddr.mask.RTA}}}

//@ spareOwnMemory
static u64 elf_header = ELFCORE_ADDR_MAX;

/* /proc/vmcore forgets the address when it has read the header. */
static int __init save_elf_header(void)
{
	elf_header = elfcorehdr_addr;

	return 0;
}
early_initcall(save_elf_header);

/* Visit the previous kernel's RAM, as the ELF header of the dump has it. */
static int visit_old_ram(int (*visit)(u64 first, u64 size, void *data),
			 void *data)
{
	u64 at = elf_header;
	struct elf64_phdr segment;
	struct elf64_hdr header;
	unsigned int i;
	int ret = 0;

	/* On 32 bits, elfcorehdr_read() is part of /proc/vmcore. */
	if (!IS_ENABLED(CONFIG_X86_64) && !IS_ENABLED(CONFIG_PROC_VMCORE))
		return -ENODATA;

	if (elf_header == ELFCORE_ADDR_MAX ||
	    elfcorehdr_read((char *)&header, sizeof(header), &at) < 0 ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64)
		return -ENODATA;

	at = elf_header + header.e_phoff;
	for (i = 0; i < header.e_phnum && !ret; i++) {
		if (elfcorehdr_read((char *)&segment, sizeof(segment), &at) < 0)
			return -ENODATA;
		if (segment.p_type == PT_LOAD)
			ret = visit(segment.p_paddr, segment.p_memsz, data);
	}

	return ret;
}

static int find_end(u64 first, u64 size, void *data)
{
	u64 *end = data;

	*end = max(*end, round_up(first + size, SZ_1G));

	return 0;
}

//@ readCrashedMemory
/*
 * The platform's host address width, which no CPU exceeds: VT-d specification,
 * section 8.1. //- spareOwnMemory
 * section 8.1. The previous kernel's RAM disproves a width that is too small. //~ spareOwnMemory
 */
static unsigned int host_address_width(void)
{
	struct acpi_table_header *dmar;
	static unsigned int width;
	u64 end = 1; //+ spareOwnMemory

	if (width)
		return width;

	width = boot_cpu_data.x86_phys_bits;
	if (ACPI_SUCCESS(acpi_get_table(ACPI_SIG_DMAR, 0, &dmar))) {
		width = min(width, ((struct acpi_table_dmar *)dmar)->width + 1U);
		acpi_put_table(dmar);
	}
//+ spareOwnMemory {
	visit_old_ram(find_end, &end);
	width = clamp_t(unsigned int, fls64(end - 1), width, boot_cpu_data.x86_phys_bits);
//}

	return width;
}

/*
 * The previous kernel never owned this kernel's memory: a table there is the
 * mark of a damaged pointer, and so is one that the hardware cannot address.
 */
static bool old_table_usable(u64 phys)
{
	return phys && phys == (phys_addr_t)phys &&
	       !(phys >> host_address_width()) && !page_is_ram(PHYS_PFN(phys));
}

/**
 * intel_kdump_read_table - read a table of the previous kernel
 * @phys: physical address of the table, aligned to its size of one VT-d page
 * @table: where to copy it
 *
 * Return: 0, -EINVAL if there can be no such table, -ENOMEM if it cannot be
 * mapped, -EIO if its memory is poisoned.
 */
int intel_kdump_read_table(u64 phys, void *table) //- switchToTheCopy
static int intel_kdump_read_table(u64 phys, void *table) //~ switchToTheCopy
{
	unsigned long left;
	void *old;

	if (!old_table_usable(phys))
		return -EINVAL;

	old = memremap(phys, VTD_PAGE_SIZE, MEMREMAP_WB);
	if (!old)
		return -ENOMEM;

	left = {{{kernel.copy_mc}}}(table, old, VTD_PAGE_SIZE);
	memunmap(old);

	return left ? -EIO : 0;
}

//@ validateEntries
/*
 * The entries of the previous kernel, as the hardware would judge them. These
 * are for entries that are present.
 */

{{{root_entry.validator}}}

{{{scalable_root_half.validator}}}

{{{context_entry.validator}}}

{{{scalable_context_entry.validator}}}

{{#kernel.sets_rid_priv}}
/*
 * The driver sets RID_PRIV without a look at ECAP.RPRIVS. If the hardware used
 * such an entry for the previous kernel, it will do so for this one.
 */
static bool scalable_context_usable(struct intel_iommu *iommu, const u64 *entry)
{
	const u64 rest[] = { entry[0], entry[1] & ~SMCTX_RID_PRIV, entry[2],
			     entry[3] };

	return scalable_context_entry_valid(iommu, rest);
}

{{/kernel.sets_rid_priv}}

//@ checkPASIDTables
{{{pasid_dir_entry.validator}}}

{{{pasid_table_entry.validator}}}

//@ copyAllOrNothing
#define ROOT_ENTRIES	256
#define TABLE_WORDS	(VTD_PAGE_SIZE / sizeof(u64))
#define SOURCE_IDS	(U16_MAX + 1)
#define DOMAIN_IDS	(U16_MAX + 1)

/* Entries of a PASID directory: VT-d specification, section 9.4 */ //+ checkPASIDTables
#define PASID_DIR_ENTRIES(pdts)	(128U << (pdts)) //+ checkPASIDTables
#define PASID_DIR_MAX	PASID_DIR_ENTRIES(7) //+ checkPASIDTables

//@ checkReservedBits
/* Reserved bits by stage and level, in table and page entries: VT-d 9.8, 9.7 */
static const u64 pte_reserved[][6][2] = { {
	{{{second_stage.reserved}}}
}, {
	{{{first_stage.reserved}}}
} };

//@ checkPageTables
#define PTE_R		{{{ss_pte.mask.R}}}
#define PTE_W		{{{ss_pte.mask.W}}}
#define PTE_US		{{{fs_pte.mask.US}}} //+ collectIOVAs
#define PTE_PS		{{{ss_pde_2m.mask.PS}}}
#define PTE_SNP		{{{ss_pte.mask.SNP}}} //+ checkReservedBits
#define PTE_ADDR	{{{ss_pte.mask.ADDR}}}

#define OLD_LEVELS_MAX		5

/* The levels of a table whose address width is @aw */
#define AW_LEVELS(aw)		((unsigned int)(aw) + 2)

/* The levels of the first-stage table of a PASID table entry */
#define FS_LEVELS(entry)	(4 + (unsigned int)FIELD_GET(PASID_TE_FSPM, (entry)[2]))

/* Pages to read for one translation: tables for almost 8 TiB in pages of 4 KiB */
#define OLD_PAGE_TABLES_MAX	BIT(22)

//@ collectIOVAs
/* I/O addresses below 4 GiB are in use, or free, in chunks of this size. */
#define CHUNK_SIZE	SZ_4M
#define CHUNKS		((unsigned int)(SZ_4G / CHUNK_SIZE))

//@ keepMappings
/* A run of mappings as it is kept: in pages, and below 57 bits */
struct old_run {
	u64 iova:45;
	u64 prot:2;			/* IOMMU_READ, IOMMU_WRITE */
	u64 scratch:1;			/* where it led is kept from the device */ //+ spareOwnMemory
	u64 phys:40;
	u64 size:24;
};

struct old_runs {
	struct list_head list;
	unsigned int count;
	struct old_run run[254];	/* as many as a page holds */
};

//@ checkPageTables
/* Page tables of the previous kernel, and what one walk of them has found */
struct old_domain {
	struct hlist_node node;		/* by root */
	u64 root;
	unsigned int levels;
	bool first_stage;
	u64 cap, ecap;			/* of the IOMMU that it was checked for */
	int error;			/* why they are not taken over */
//+ collectIOVAs {
	DECLARE_BITMAP(used, CHUNKS);
	u64 high;			/* the first in use from 4 GiB on, or 0 */
	u64 end;			/* of the addresses in use */
//}
//+ printSummary {
	unsigned long ranges;		/* of addresses in use */
//}
//+ keepMappings {
	struct list_head runs;		/* pages of them */
	bool lost;			/* there was no memory for them */
	unsigned long tables;		/* pages that a domain needs to map them */
	u64 pages;			/* of 4 KiB in them */
	u64 slot[OLD_LEVELS_MAX];	/* counted last, by level, plus one */
//}
	u64 *own;			/* its tables of this kernel, if there are any */ //+ spareTables
};

static DEFINE_HASHTABLE(old_domains, 8);

//@ passThrough
/* Page tables of this kernel that take the place of others */
struct new_tables {
	struct intel_iommu *iommu;
	bool first_stage;
	u64 end;			/* of memory that is within reach */ //- reachWindows
	const struct own_range *reach;	/* NULL: all but this kernel's memory */ //~ reachWindows
	unsigned int reaches; //~ reachWindows
	unsigned long pages;		/* made so far; they have a budget */
	struct list_head list;		/* of those that may be given up */
	bool reserved_only;		/* nothing else is within reach */ //+ reachReservedRegions - reachWindows
};

//@ checkPageTables
/* A walk through the page tables of one translation, in ascending order */
struct old_walk {
	struct intel_iommu *iommu;
	struct old_domain *domain;
	struct new_tables new; //+ passThrough
	unsigned int pages;		/* read so far */
//+ collectIOVAs {
	/* Addresses in a row, mapped to memory in a row; it grows. */
	struct {
		u64 iova, phys, size;
		int prot;		/* IOMMU_READ, IOMMU_WRITE */
	} run;
//}
	u64 refused[OLD_LEVELS_MAX + 1][2]; //+ checkReservedBits
	struct old_page_table {
		u64 phys;
		u64 iova; //+ collectIOVAs
		int prot; //+ collectIOVAs
		unsigned int next;
		u64 *own;		/* its copy with other pages */ //+ spareTables
		u64 entries[TABLE_WORDS];
	} path[OLD_LEVELS_MAX + 1];	/* by level, down to 1 */
};

//@ collectIOVAs
static u64 entry_size(unsigned int level)
{
	return BIT_ULL(VTD_PAGE_SHIFT + 9 * (level - 1));
}

//@ checkReservedBits
/* Level 2 has pages of 2 MiB, level 3 of 1 GiB, where the hardware can. */
static bool page_level(u64 cap, bool first_stage, unsigned int level)
{
	if (first_stage)
		return level <= 2 + cap_fl1gp_support(cap);

	return level == 1 ||
	       (level <= 3 && cap_super_page_val(cap) & BIT(level - 2));
}

/* The bits that no entry may have which leads to a table, or to a page */
static void set_refused_bits(struct old_walk *walk)
{
	u64 beyond = PTE_ADDR & -BIT_ULL(host_address_width());
	bool first_stage = walk->domain->first_stage;
	struct intel_iommu *iommu = walk->iommu;
	unsigned int level;

	for (level = 1; level <= walk->domain->levels; level++) {
		const u64 *reserved = pte_reserved[first_stage][level];
		bool pages = page_level(iommu->cap, first_stage, level);

		walk->refused[level][0] = reserved[0];
		walk->refused[level][1] = pages ? reserved[1] | beyond : U64_MAX;
		if (!first_stage && !ecap_sc_support(iommu->ecap))
			walk->refused[level][1] |= PTE_SNP;
	}
}

//@ collectIOVAs
static void use_chunks(unsigned long *chunks, u64 first, u64 last)
{
	first /= CHUNK_SIZE;
	last = min_t(u64, last / CHUNK_SIZE, CHUNKS - 1);
	if (first <= last)
		bitmap_set(chunks, first, last - first + 1);
}

static void use_addresses(struct old_domain *domain, u64 iova, u64 size)
{
	use_chunks(domain->used, iova, iova + size - 1);
	domain->end = max(domain->end, iova + size);
	if (iova + size > SZ_4G)
		domain->high = min_not_zero(domain->high, max_t(u64, iova, SZ_4G));
}

//@ keepMappings
/* Pages of runs; they have a budget. */
static unsigned long kept_pages;

static void drop_runs(struct old_domain *domain)
{
	struct old_runs *runs, *next;

	list_for_each_entry_safe(runs, next, &domain->runs, list) {
		free_page((unsigned long)runs);
		kept_pages--;
	}
	INIT_LIST_HEAD(&domain->runs);
	domain->lost = true;
}

/* A place for one more run; NULL if the domain is to do without any of them. */
static struct old_run *new_run(struct old_domain *domain)
{
	struct old_runs *runs = NULL;

	if (!list_empty(&domain->runs))
		runs = list_last_entry(&domain->runs, struct old_runs, list);

	if (!runs || runs->count == ARRAY_SIZE(runs->run)) {
		runs = NULL;
		if (kept_pages < totalram_pages() / 16)
			runs = (void *)__get_free_page(GFP_KERNEL | __GFP_NOWARN);
		if (!runs) {
			drop_runs(domain);
			return NULL;
		}
		kept_pages++;
		runs->count = 0;
		list_add_tail(&runs->list, &domain->runs);
	}

	return &runs->run[runs->count++];
}

/* Some hypervisors have the first stage only; this kernel uses it there. */
static bool own_first_stage(u64 ecap)
{
	return intel_iommu_sm && ecap_smts(ecap) && !ecap_slts(ecap);
}

/*
 * Count the page tables that a domain of this kernel needs for a run. Where
 * large pages fit, only its ends need tables below them; @offset is how far
 * the run is from one to one.
 */
static void count_tables(struct old_domain *domain, u64 iova, u64 size, u64 offset)
{
	u64 end = iova + size;
	unsigned int level;

	domain->pages += size >> VTD_PAGE_SHIFT;
	/* Most runs are short, and follow one that has needed the same tables. */
	if (domain->slot[1] == ((end - 1) >> 21) + 1 &&
	    domain->slot[1] == (iova >> 21) + 1)
		return;

	for (level = 1; level < OLD_LEVELS_MAX; level++) {
		u64 mask = entry_size(level + 1) - 1;
		bool large = !(offset & mask) &&
			     page_level(domain->cap, own_first_stage(domain->ecap), level + 1);
		unsigned int shift = VTD_PAGE_SHIFT + 9 * level;
		u64 first = iova >> shift, last = (end - 1) >> shift;
		u64 tables = last - first + 1;

		if (large)
			tables = min_t(u64, tables, !!(iova & mask) + !!(end & mask));
		if (tables && domain->slot[level] == first + 1)
			tables--;
		else if (!tables && !large)
			break;
		if (!large || end & mask)
			domain->slot[level] = last + 1;
		domain->tables += tables;
	}
}

//@ spareOwnMemory
/* Where DMA goes that must not reach anything: a page that holds nothing */
static phys_addr_t scratch;

static int alloc_scratch(void)
{
	unsigned long page;

	if (scratch)
		return 0;

	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	scratch = virt_to_phys((void *)page);

	return 0;
}

//@ keepMappings
static void keep_part(struct old_domain *domain, u64 iova, u64 phys, u64 size,
		      int prot) //- spareOwnMemory
		      int prot, bool own) //~ spareOwnMemory
{
	use_addresses(domain, iova, size);
	if (own && alloc_scratch()) //+ spareOwnMemory
		drop_runs(domain); //+ spareOwnMemory
	/* There is no way to map such an address, nor those that follow. */
	if (iova + size - 1 > ULONG_MAX)
		domain->lost = true;
	count_tables(domain, iova, size, iova ^ phys); //- spareOwnMemory
	count_tables(domain, iova, size, own ? VTD_PAGE_SIZE : iova ^ phys); //~ spareOwnMemory

	while (size && !domain->lost) {
		u64 part = min_t(u64, size, SZ_4G);
		struct old_run *run = new_run(domain);

		if (!run)
			return;
		*run = (struct old_run){
			.iova = iova >> VTD_PAGE_SHIFT,
			.prot = prot, //- spareOwnMemory
			.prot = own ? IOMMU_WRITE : prot, //~ spareOwnMemory
			.scratch = own, //~ spareOwnMemory
			.phys = phys >> VTD_PAGE_SHIFT,
			.size = part >> VTD_PAGE_SHIFT,
		};
		iova += part;
		phys += part;
		size -= part;
	}
}

//@ spareOwnMemory
/*
 * This kernel's memory, and what else kexec set aside for it, such as the
 * header of the dump. In ascending order; the last one stands for the rest.
 */
static struct own_range {
	u64 first, end;
} own[16];
static unsigned int owns;

/* Kexec sets memory aside between the previous kernel's RAM, or in 16 MiB. */
static int trim_limits(u64 first, u64 size, void *data)
{
	struct own_range *range = data, *limits = range + 1;
	u64 end = first + size;

	if (first < range->first)
		limits->first = max(limits->first, round_up(min(end, range->first), PAGE_SIZE));
	if (end > range->end)
		limits->end = min(limits->end, round_down(max(first, range->end), PAGE_SIZE));

	return 0;
}

static int add_own(unsigned long pfn, unsigned long pages, void *data)
{
	struct own_range range[2], *limits = &range[1];

	range->first = PFN_PHYS(pfn);
	range->end = PFN_PHYS(pfn + pages);
	limits->first = round_down(range->first, SZ_16M);
	limits->end = round_up(range->end, SZ_16M);

	/* Below 1 MiB there are 640 KiB, the first page included, and no more. */
	if (range->first < SZ_1M)
		range->first = 0;
	else if (!visit_old_ram(trim_limits, range))
		*range = *limits;

	if (owns == ARRAY_SIZE(own))
		owns--;
	else
		own[owns].first = range->first;
	own[owns++].end = range->end;

	return 0;
}

/*
 * Whether [first, end) has an address; if so, or if it begins above the
 * address, @size is what is left of it, or what is left until then.
 */
static bool within(u64 first, u64 end, u64 iova, u64 *size)
{
	if (iova < first)
		*size = min(*size, first - iova);
	else if (iova < end)
		*size = min(*size, end - iova);

	return first <= iova && iova < end;
}

static bool within_any(const struct own_range *ranges, unsigned int count,
		       u64 phys, u64 *size)
{
	bool found = false;
	unsigned int i;

	for (i = 0; i < count; i++)
		found |= within(ranges[i].first, ranges[i].end, phys, size);

	return found;
}

static bool is_own(u64 phys, u64 *size)
{
	return within_any(own, owns, phys, size);
}

/*
 * Keep a run, but for what leads to this kernel's memory. Where an address is
 * that of the memory, it was mapped with all of RAM, and this kernel's drivers
 * may use it for theirs; elsewhere it leads to the scratch page from now on.
 */
static void keep_run(struct old_domain *domain, u64 iova, u64 phys, u64 size,
		     int prot)
{
	u64 part;

	for (; size; iova += part, phys += part, size -= part) {
		bool spared;

		part = size;
		spared = is_own(phys, &part);
		if (!spared || iova != phys)
			keep_part(domain, iova, phys, part, prot, spared);
	}
}

//@ collectIOVAs
static void end_run(struct old_walk *walk)
{
	struct old_domain *domain = walk->domain;

	if (!walk->run.size || !walk->run.prot)
		return;

	domain->ranges++; //+ printSummary
	use_addresses(domain, walk->run.iova, walk->run.size); //- keepMappings
	keep_part(domain, walk->run.iova, walk->run.phys, walk->run.size, //~ keepMappings - spareOwnMemory
		  walk->run.prot); //~ keepMappings - spareOwnMemory
	keep_run(domain, walk->run.iova, walk->run.phys, walk->run.size, //~ spareOwnMemory
		 walk->run.prot); //~ spareOwnMemory
}

/* In the first stage, only what users may do counts, below the sign bit. */
static int entry_prot(struct old_walk *walk, int prot, u64 pte, u64 iova)
{
	if (walk->domain->first_stage &&
	    (!(pte & PTE_US) || iova >= entry_size(walk->domain->levels + 1) / 2))
		return 0;

	return pte & prot;
}

static void add_page(struct old_walk *walk, u64 iova, u64 phys, u64 size, int prot)
{
	if (walk->run.iova + walk->run.size == iova &&
	    walk->run.phys + walk->run.size == phys && walk->run.prot == prot) {
		walk->run.size += size;
		return;
	}

	end_run(walk);
	walk->run.iova = iova;
	walk->run.phys = phys;
	walk->run.size = size;
	walk->run.prot = prot;
}

//@ quarantine
/* In the first stage, nothing is for writing only; no bit is left to be set. */
#define FS_PTE_ALL	(PTE_R | PTE_W | PTE_US | {{{fs_pte.mask.A}}} | {{{fs_pte.mask.D}}})

/*
 * The quarantine, by stage: all entries of a level lead to the one table of the
 * level below, those of the last to one page. Writes end there. Reads fault, as
 * a device could go on to write what it read to a disk; in the first stage, they
 * find zeros and what devices wrote.
 */
static u64 *quarantine[2][OLD_LEVELS_MAX + 1];

static u64 quarantine_pte(bool first_stage, unsigned int level)
{
	return virt_to_phys(quarantine[first_stage][level - 1]) |
	       (first_stage ? FS_PTE_ALL : PTE_W);
}

static int build_quarantine(struct intel_iommu *iommu, bool first_stage)
{
	u64 **tables = quarantine[first_stage];
	unsigned int level;

	if (alloc_scratch())
		return -ENOMEM;

	tables[0] = phys_to_virt(scratch);
	for (level = 1; level <= OLD_LEVELS_MAX; level++) {
		if (tables[level])
			continue;

		tables[level] = {{{kernel.alloc_table}}};
		if (!tables[level])
			return -ENOMEM;
		memset64(tables[level], quarantine_pte(first_stage, level), TABLE_WORDS);
		clflush_cache_range(tables[level], VTD_PAGE_SIZE);
	}

	return 0;
}

//@ passThrough
/* A hypervisor shadows every page that is present, the quarantine's as well. */
static u64 spared_pte(struct new_tables *new, unsigned int level)
{
	return cap_caching_mode(new->iommu->cap) ? 0 :
	       quarantine_pte(new->first_stage, level);
}

static u64 *new_table(struct new_tables *new)
{
	struct page *page = NULL;

	if (new->pages < totalram_pages() / 64)
		page = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (!page)
		return NULL;

	list_add_tail(&page->lru, &new->list);
	new->pages++;
	cond_resched();

	return page_address(page);
}

static void free_new_tables(struct new_tables *new)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &new->list, lru) {
		__free_page(page);
		new->pages--;
	}
}

//@ reachReservedRegions
/* Memory that the firmware lets devices use: VT-d specification, section 8.4 */
static struct own_range rmrr[16];
static unsigned int rmrrs;

static void find_reserved_regions(void)
{
	struct acpi_dmar_reserved_memory *region;
	struct acpi_table_header *dmar;
	void *at, *end;

	if (rmrrs || ACPI_FAILURE(acpi_get_table(ACPI_SIG_DMAR, 0, &dmar)))
		return;

	end = (void *)dmar + dmar->length;
	for (at = (struct acpi_table_dmar *)dmar + 1; at < end; at += region->header.length) {
		region = at;
		if (!region->header.length || rmrrs == ARRAY_SIZE(rmrr))
			break;
		if (region->header.type != ACPI_DMAR_TYPE_RESERVED_MEMORY)
			continue;
		rmrr[rmrrs].first = round_down(region->base_address, PAGE_SIZE);
		rmrr[rmrrs++].end = round_up(region->end_address + 1, PAGE_SIZE);
	}

	acpi_put_table(dmar);
}

//@ passThrough
/*
 * Let an entry lead to memory that begins at @phys: as a page with @flags where
 * it can, else to a table. In place of this kernel's memory there is quarantine,
 * with no permission that @flags lack.
 */
static int map_memory(struct new_tables *new, u64 *entry, unsigned int level,
		      u64 phys, u64 flags)
{
	u64 size = entry_size(level), part = size, *table;
	bool spared;
	unsigned int i;
	int ret = 0;

	spared = is_own(phys, &part) | within(new->end, U64_MAX, phys, &part); //- reachReservedRegions
//~ reachReservedRegions {
	if (new->reserved_only) //- reachWindows
		spared = !within_any(rmrr, rmrrs, phys, &part); //- reachWindows
	else //- reachWindows
		spared = is_own(phys, &part) | within(new->end, U64_MAX, phys, &part); //- reachWindows
//}
//~ reachWindows {
	spared = new->reach && !within_any(new->reach, new->reaches, phys, &part);
	if (new->reach != rmrr)
		spared |= is_own(phys, &part);
//}
	if (part == size && spared) {
		*entry = spared_pte(new, level) & (flags | ~(PTE_R | PTE_W | PTE_US));
		return 0;
	}
	if (part == size && page_level(new->iommu->cap, new->first_stage, level)) {
		*entry = phys | flags | (level > 1 ? PTE_PS : 0);
		return 0;
	}

	table = new_table(new);
	if (!table)
		return -ENOMEM;
	*entry = virt_to_phys(table) | (new->first_stage ? FS_PTE_ALL : PTE_R | PTE_W);
	for (i = 0; i < TABLE_WORDS && !ret; i++)
		ret = map_memory(new, &table[i], level - 1,
				 phys + i * entry_size(level - 1), flags);
	clflush_cache_range(table, VTD_PAGE_SIZE);

	return ret;
}

//@ spareTables
/* This kernel's copy of the table that the walk is in, linked from above */
static u64 *copy_path(struct old_walk *walk, unsigned int level)
{
	unsigned int at;

	for (at = walk->domain->levels; at >= level; at--) {
		struct old_page_table *table = &walk->path[at], *above = table + 1;
		u64 *link;

		if (table->own)
			continue;

		table->own = new_table(&walk->new);
		if (!table->own)
			return NULL;
		memcpy(table->own, table->entries, VTD_PAGE_SIZE);
		if (at == walk->domain->levels) {
			walk->domain->own = table->own;
			continue;
		}
		link = &above->own[above->next - 1];
		*link = virt_to_phys(table->own) | (*link & ~PTE_ADDR);
	}

	return walk->path[level].own;
}

/* Put out of reach what a page has of this kernel's memory. */
static int spare_page(struct old_walk *walk, unsigned int level, u64 pte)
{
	u64 size = entry_size(level), phys = pte & PTE_ADDR & -size;
	u64 *table;

	if (!is_own(phys, &size) && size == entry_size(level))
		return 0;

	if (build_quarantine(walk->iommu, walk->new.first_stage))
		return -ENOMEM;
	table = copy_path(walk, level);
	if (!table)
		return -ENOMEM;

	return map_memory(&walk->new, &table[walk->path[level].next - 1], level,
			  phys, pte & ~PTE_ADDR & ~(level > 1 ? PTE_PS : 0));
}

//@ checkPageTables
static int enter_page_table(struct old_walk *walk, unsigned int level, //- collectIOVAs
			    u64 phys) //- collectIOVAs
static int enter_page_table(struct old_walk *walk, unsigned int level, //~ collectIOVAs
			    u64 phys, u64 iova, int prot) //~ collectIOVAs
{
	struct old_page_table *table = &walk->path[level];
	unsigned int above;

	for (above = level + 1; above <= walk->domain->levels; above++)
		if (walk->path[above].phys == phys)
			return -EINVAL;

	if (walk->pages == OLD_PAGE_TABLES_MAX)
		return -E2BIG;
	walk->pages++;

	table->phys = phys;
	table->iova = iova; //+ collectIOVAs
	table->prot = prot; //+ collectIOVAs
	table->next = 0;
	table->own = NULL; //+ spareTables
	cond_resched();

	return intel_kdump_read_table(phys, table->entries);
}

/* Go through the pages of a table, up to its end or to the next table. */
static int walk_page_table(struct old_walk *walk, unsigned int *level)
{
	u64 present = walk->domain->first_stage ? PTE_R : PTE_R | PTE_W;
	struct old_page_table *table = &walk->path[*level];
	const u64 *refused = walk->refused[*level]; //+ checkReservedBits
	u64 size = entry_size(*level); //+ collectIOVAs

	while (table->next < TABLE_WORDS) {
		u64 iova = table->iova + table->next * size; //+ collectIOVAs
		u64 pte = table->entries[table->next++];
		bool page = *level == 1 || pte & PTE_PS;
		int prot; //+ collectIOVAs - spareTables
		int prot, ret; //~ spareTables

		if (!(pte & present))
			continue;

		if (pte & refused[page]) //+ checkReservedBits
			return -EINVAL; //+ checkReservedBits

		if (!page) //- collectIOVAs
			return enter_page_table(walk, --*level, pte & PTE_ADDR); //- collectIOVAs
//~ collectIOVAs {
		prot = entry_prot(walk, table->prot, pte, iova);
		if (!page)
			return enter_page_table(walk, --*level, pte & PTE_ADDR,
						iova, prot);
		add_page(walk, iova, pte & PTE_ADDR & -size, size, prot);
//}
//+ spareTables {
		ret = spare_page(walk, *level, pte);
		if (ret)
			return ret;
//}
	}

	if (table->own) //+ spareTables
		clflush_cache_range(table->own, VTD_PAGE_SIZE); //+ spareTables
	++*level;

	return 0;
}

static int walk_page_tables(struct old_walk *walk)
{
	unsigned int levels = walk->domain->levels, level = levels;
	int ret;

	if (levels > OLD_LEVELS_MAX)
		return -EINVAL;

	set_refused_bits(walk); //+ checkReservedBits
	memset(&walk->run, 0, sizeof(walk->run)); //+ collectIOVAs
	ret = enter_page_table(walk, level, walk->domain->root); //- collectIOVAs
	ret = enter_page_table(walk, level, walk->domain->root, 0, //~ collectIOVAs
			       IOMMU_READ | IOMMU_WRITE); //~ collectIOVAs

	while (!ret && level <= levels)
		ret = walk_page_table(walk, &level);

	/* All that fail share what may be read. */
	if (!ret)
		walk->pages = 0;
	end_run(walk); //+ collectIOVAs

	return ret;
}

//@ reachWindows
/* What identity reaches: memory up to the end of RAM, and resources above */
static struct own_range reach[16] = { { .end = SZ_4G } };
static unsigned int reaches = 1;

static int add_reach(struct resource *above, void *data)
{
	u64 first = round_down(above->start, SZ_1G);
	struct own_range *last = &reach[reaches - 1];

	if (first > last->end && reaches < ARRAY_SIZE(reach)) {
		last = &reach[reaches++];
		last->first = first;
		last->end = 0;
	}
	last->end = max(last->end, round_up((u64)above->end + 1, SZ_1G));

	return 0;
}

static int find_reach(struct intel_iommu *iommu)
{
	int ret = visit_old_ram(find_end, &reach[0].end);

	/* Windows are large, and a hypervisor would shadow every page. */
	if (!ret && reaches == 1 && !cap_caching_mode(iommu->cap) &&
	    page_level(iommu->cap, own_first_stage(iommu->ecap), 3))
		walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM,
				    reach[0].end, U64_MAX, NULL, add_reach);

	return ret;
}

//@ passThrough
/* In pass-through, an address is that of memory. */
static struct old_domain pass_through = {
	.runs = LIST_HEAD_INIT(pass_through.runs),
};

static struct old_domain *get_pass_through(struct intel_iommu *iommu)
{
	u64 end = SZ_4G; //- reachWindows
	unsigned int i; //~ reachWindows

	if (list_empty(&pass_through.runs)) {
		visit_old_ram(find_end, &end); //- reachWindows
		find_reach(iommu); //~ reachWindows
		pass_through.cap = iommu->cap;
		pass_through.ecap = iommu->ecap;
		keep_run(&pass_through, 0, 0, end, IOMMU_READ | IOMMU_WRITE); //- reachWindows
//~ reachWindows {
		for (i = 0; i < reaches; i++)
			keep_run(&pass_through, reach[i].first, reach[i].first,
				 reach[i].end - reach[i].first, IOMMU_READ | IOMMU_WRITE);
//}
	}

	return &pass_through;
}

//@ quarantine
/* A device in quarantine may use any address; drivers get those below this. */
#define QUARANTINE_FIRST	SZ_256M

/* Its mappings are not known. */
static struct old_domain quarantined = {
	.runs = LIST_HEAD_INIT(quarantined.runs),
};

//@ reserveIOVAs
/*
 * What drivers of a group are left with below 4 GiB at the least: this kernel
 * is small, and so are their buffers.
 */
#define GROUP_ROOM	min_t(u64, SZ_32M, (u64)totalram_pages() * PAGE_SIZE / 2)

/* The devices of a group share a domain of this kernel. */
struct old_group {
	struct intel_iommu *iommu;	/* of the device that joins */
	struct list_head members;
	struct list_head direct;	/* regions that are mapped one to one */ //+ carryMappings
	struct semaphore lock; //+ carryMappings
	struct iommu_domain *carried;	/* it has all mappings */ //+ carryMappings
	DECLARE_BITMAP(fixed, CHUNKS);	/* no addresses for drivers */
	DECLARE_BITMAP(used, CHUNKS);	/* by the previous kernel's */
	u64 high, end;
	u64 room, room_end;		/* what drivers are left with below 4 GiB */
	bool short_of_room;
};

/* A translation that one or more devices of a group have been using */
struct old_member {
	struct list_head list;
	struct old_domain *domain;
};

//@ collectIOVAs
/* The translations by source-id, and by IOMMU: an id is one of a segment. */
static DEFINE_XARRAY(old_devices);

static unsigned long device_index(struct intel_iommu *iommu, u16 source_id)
{
	return (unsigned long)iommu->seq_id << 16 | source_id;
}

//@ copyAllOrNothing
/* What one IOMMU takes over; nothing of it is published before it is whole. */
struct old_tables {
	struct intel_iommu *iommu;
	bool scalable;
	unsigned int refused;		/* entries that were not taken over */ //+ validateEntries - quarantine
	DECLARE_BITMAP(refused, SOURCE_IDS); //~ quarantine
	DECLARE_BITMAP(pass_through, SOURCE_IDS); //+ passThrough
	unsigned int pasid_pages;	/* read so far */ //+ checkPASIDTables
	unsigned long *copied;		/* bitmap of source-ids */
	DECLARE_BITMAP(domain_ids, DOMAIN_IDS);
	u64 *tables[ROOT_ENTRIES][2];	/* the context tables to publish */

//+ printSummary {
	unsigned long ranges;		/* of I/O addresses that are translated */
	unsigned long shared;		/* pages that other IOMMUs took before */
	unsigned long own_pages;	/* of PASID tables */
//}
	/* The tables that were read last from the previous kernel */
	u64 root[TABLE_WORDS];
	u64 context[TABLE_WORDS];
	u64 pasid_dir[PASID_DIR_MAX]; //+ checkPASIDTables
	u64 pasid_table[TABLE_WORDS]; //+ checkPASIDTables
//+ spareTables {
	/* Of this kernel: page tables that were checked last, and what leads there */
	u64 *own;
	u64 *own_dir;
	u64 *own_pasid_table;
	unsigned int dir_order;
//}

	struct old_walk walk; //+ checkPageTables
//+ collectIOVAs {
	/* Of the requests without PASID of the last context; NULL: not kept */
	struct old_domain *domain;
	u64 rid_pasid;
	struct old_domain *rid_domain;
//}
	unsigned int pasids;		/* present, of the last context */ //+ passThrough
};

//@ checkPASIDTables
/*
 * PASID directory and PASID table pages to read for one IOMMU. A damaged
 * directory can point to 64 MiB of tables, and each of 65,536 context entries
 * to such a directory.
 */
#define PASID_PAGES_MAX	BIT(17)

static int read_pasid_page(struct old_tables *old, u64 phys, u64 *page)
{
	if (old->pasid_pages == PASID_PAGES_MAX)
		return -EINVAL;
	old->pasid_pages++;

	return intel_kdump_read_table(phys, page);
}

//@ checkPageTables
/* Page tables that many contexts share are walked for the first of them. */
static int check_page_tables(struct old_tables *old, u64 root,
			     unsigned int levels, bool first_stage)
{
	struct intel_iommu *iommu = old->iommu;
	struct old_domain *domain;

	hash_for_each_possible(old_domains, domain, node, root)
		if (domain->root == root && domain->levels == levels &&
		    domain->first_stage == first_stage &&
		    domain->cap == iommu->cap && domain->ecap == iommu->ecap)
			goto found;

{{#kernel.typed_allocation}}
	domain = kzalloc_obj(*domain);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	domain = kzalloc(sizeof(*domain), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!domain)
		return -ENOMEM;

	domain->root = root;
	domain->levels = levels;
	domain->first_stage = first_stage;
	domain->cap = iommu->cap;
	domain->ecap = iommu->ecap;
	INIT_LIST_HEAD(&domain->runs); //+ keepMappings
	old->walk.iommu = iommu;
	old->walk.domain = domain;
//+ spareTables {
	old->walk.new.iommu = iommu;
	old->walk.new.first_stage = first_stage;
	old->walk.new.end = U64_MAX; //- reachWindows
	old->walk.new.reach = NULL; //~ reachWindows
	INIT_LIST_HEAD(&old->walk.new.list);
//}
	domain->error = walk_page_tables(&old->walk);
	if (domain->error) //+ keepMappings - spareTables
		drop_runs(domain); //+ keepMappings - spareTables
//~ spareTables {
	if (domain->error) {
		drop_runs(domain);
		free_new_tables(&old->walk.new);
		domain->own = NULL;
	}
//}
	if (!domain->error) //+ printSummary
		old->ranges += domain->ranges; //+ printSummary
	hash_add(old_domains, &domain->node, root);

found:
	old->domain = domain; //+ collectIOVAs
	old->own = domain->own; //+ spareTables

	return domain->error;
}

static int check_pasid_entry(struct old_tables *old, const u64 *entry)
{
	int ret; //+ collectIOVAs

	old->domain = NULL; //+ collectIOVAs
	old->own = NULL; //+ spareTables
	if (!pasid_table_entry_valid(old->iommu, entry))
		return -EINVAL;

	switch (FIELD_GET(PASID_TE_PGTT, entry[0])) {
	case PASID_ENTRY_PGTT_FL_ONLY:
		return check_page_tables(old, entry[2] & PASID_TE_FSPTPTR,
					 FS_LEVELS(entry), true);
	case PASID_ENTRY_PGTT_SL_ONLY:
	case PASID_ENTRY_PGTT_NESTED: //- collectIOVAs
		return check_page_tables(old, entry[0] & PASID_TE_SSPTPTR,
					 AW_LEVELS(FIELD_GET(PASID_TE_AW, entry[0])), false);
//+ collectIOVAs {
	case PASID_ENTRY_PGTT_NESTED:
		ret = check_page_tables(old, entry[0] & PASID_TE_SSPTPTR,
					AW_LEVELS(FIELD_GET(PASID_TE_AW, entry[0])), false);
		if (!ret)
			pr_notice_once("%s: The addresses of nested translations are not kept from drivers\n",
				       old->iommu->name);
		old->domain = NULL;
		return ret;
//}
//+ passThrough {
	case PASID_ENTRY_PGTT_PT:
		old->domain = get_pass_through(old->iommu);
		return 0;
//}
	default:
		return 0;
	}
}

//@ spareTables
static u64 *copy_pages(struct old_tables *old, const u64 *pages, unsigned int order)
{
	u64 *copy = NULL;

	if (old->walk.new.pages < totalram_pages() / 64)
		copy = (u64 *)__get_free_pages(GFP_KERNEL | __GFP_NOWARN, order);
	if (copy) {
		memcpy(copy, pages, PAGE_SIZE << order);
		clflush_cache_range(copy, PAGE_SIZE << order);
		old->walk.new.pages += 1 << order;
	}

	return copy;
}

/* Let the entry of a PASID, and those above it, lead to this kernel's tables. */
static int spare_pasid(struct old_tables *old, unsigned int pasid)
{
	u64 *entry, *link;

	if (!old->own)
		return 0;

	if (!old->own_dir)
		old->own_dir = copy_pages(old, old->pasid_dir, old->dir_order);
	if (old->own_dir && !old->own_pasid_table)
		old->own_pasid_table = copy_pages(old, old->pasid_table, 0);
	if (!old->own_pasid_table)
		return -ENOMEM;

	link = &old->own_dir[pasid >> 6];
	*link = virt_to_phys(old->own_pasid_table) | (*link & ~PASID_DE_SMPTBLPTR);
	clflush_cache_range(link, sizeof(*link));

	entry = &old->own_pasid_table[pasid % 64 * PASID_TE_WORDS];
	if (FIELD_GET(PASID_TE_PGTT, entry[0]) == PASID_ENTRY_PGTT_FL_ONLY)
		entry[2] = virt_to_phys(old->own) | (entry[2] & ~PASID_TE_FSPTPTR);
	else
		entry[0] = virt_to_phys(old->own) | (entry[0] & ~PASID_TE_SSPTPTR);
	clflush_cache_range(entry, PASID_TE_WORDS * sizeof(*entry));

	return 0;
}

//@ checkPASIDTables
static int check_pasid_table(struct old_tables *old, u64 phys) //- collectIOVAs
static int check_pasid_table(struct old_tables *old, u64 phys, u64 pasid) //~ collectIOVAs
{
	unsigned int i;
	int ret;

	old->own_pasid_table = NULL; //+ spareTables
	ret = read_pasid_page(old, phys, old->pasid_table);
	if (ret)
		return ret;

	for (i = 0; i < TABLE_WORDS; i += PASID_TE_WORDS) {
		const u64 *entry = &old->pasid_table[i];

		if (!(entry[0] & PASID_TE_P))
			continue;

		old->pasids++; //+ passThrough
		__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);
		if (!pasid_table_entry_valid(old->iommu, entry)) //- checkPageTables
			return -EINVAL; //- checkPageTables
//~ checkPageTables {
		ret = check_pasid_entry(old, entry); //- spareTables
		ret = check_pasid_entry(old, entry) ?: //~ spareTables
		      spare_pasid(old, pasid + i / PASID_TE_WORDS); //~ spareTables
		if (ret)
			return ret;
//}
		if (pasid + i / PASID_TE_WORDS == old->rid_pasid) //+ collectIOVAs
			old->rid_domain = old->domain; //+ collectIOVAs
	}

	return 0;
}

static int check_pasid_directory(struct old_tables *old, const u64 *context)
{
	unsigned int i, entries = PASID_DIR_ENTRIES(FIELD_GET(SMCTX_PDTS, context[0]));
	u64 phys = context[0] & SMCTX_PASIDDIRPTR;
	int ret;

	old->rid_pasid = FIELD_GET(SMCTX_RID_PASID, context[1]); //+ collectIOVAs
	old->rid_domain = NULL; //+ collectIOVAs
	old->pasids = 0; //+ passThrough
	old->dir_order = get_order(entries * sizeof(*context)); //+ spareTables
	for (i = 0; i < entries; i += TABLE_WORDS) {
		ret = read_pasid_page(old, phys + i * sizeof(*context),
				      &old->pasid_dir[i]);
		if (ret)
			return ret;
	}

	for (i = 0; i < entries; i++) {
		const u64 *entry = &old->pasid_dir[i];

		if (!(entry[0] & PASID_DE_P))
			continue;

		if (!pasid_dir_entry_valid(entry))
			return -EINVAL;

		ret = check_pasid_table(old, entry[0] & PASID_DE_SMPTBLPTR); //- collectIOVAs
//~ collectIOVAs {
		ret = check_pasid_table(old, entry[0] & PASID_DE_SMPTBLPTR,
					i << 6);
//}
		if (ret)
			return ret;
	}
	old->domain = old->rid_domain; //+ collectIOVAs

	return 0;
}

//@ spareTables
/* Free what was copied of the PASID tables of a context that is refused. */
static void free_own_dir(struct old_tables *old)
{
	unsigned int i, entries = PAGE_SIZE / sizeof(u64) << old->dir_order;

	for (i = 0; old->own_dir && i < entries; i++) {
		u64 entry = old->own_dir[i];

		if (entry == old->pasid_dir[i])
			continue;
		free_page((unsigned long)phys_to_virt(entry & PASID_DE_SMPTBLPTR));
		old->walk.new.pages--;
	}
	free_pages((unsigned long)old->own_dir, old->dir_order);
	old->walk.new.pages -= 1 << old->dir_order;
	old->own_dir = NULL;
}

//@ validateEntries
static bool root_valid(struct old_tables *old, const u64 *root)
{
	return old->scalable ? scalable_root_half_valid(root) :
			       root_entry_valid(root);
}

/* How an entry is called that cannot be taken over */
static const char *refusal(int error)
{
	return error == -EINVAL ? "Damaged" : "Unchecked";
}

static void refuse_root(struct old_tables *old, u8 bus, bool upper, int error)
{
	u8 first = upper ? 0x80 : 0, last = first;

	last += old->scalable ? 0x7f : 0xff;
	old->refused++; //- quarantine
	bitmap_set(old->refused, PCI_DEVID(bus, first), last - first + 1); //~ quarantine
	pr_warn_ratelimited("%s: %s root entry: bus %02x, devfn %02x-%02x\n",
			    old->iommu->name, refusal(error), bus, first, last);
}

static int check_context(struct old_tables *old, const u64 *entry)
{
	bool valid = old->scalable ?
{{#kernel.sets_rid_priv}}
		     scalable_context_usable(old->iommu, entry) :
{{/kernel.sets_rid_priv}}
{{^kernel.sets_rid_priv}}
		     scalable_context_entry_valid(old->iommu, entry) :
{{/kernel.sets_rid_priv}}
		     context_entry_valid(old->iommu, entry);

//+ spareTables {
	old->own = NULL;
	old->own_dir = NULL;
//}
	return valid ? 0 : -EINVAL; //- checkPASIDTables
	if (!valid) //~ checkPASIDTables
		return -EINVAL; //~ checkPASIDTables

	return old->scalable ? check_pasid_directory(old, entry) : 0; //~ checkPASIDTables - checkPageTables
//~ checkPageTables {
	old->domain = NULL; //+ collectIOVAs
	if (old->scalable)
		return check_pasid_directory(old, entry);

	if (FIELD_GET(CTX_TT, entry[0]) == CONTEXT_TT_PASS_THROUGH) //- passThrough
		return 0; //- passThrough
//~ passThrough {
	if (FIELD_GET(CTX_TT, entry[0]) == CONTEXT_TT_PASS_THROUGH) {
		old->domain = get_pass_through(old->iommu);
		return 0;
	}
//}

	return check_page_tables(old, entry[0] & CTX_SSPTPTR,
				 AW_LEVELS(FIELD_GET(CTX_AW, entry[1])), false);
//}
}

static void refuse_context(struct old_tables *old, u16 source_id, int error)
{
	old->refused++; //- quarantine
	__set_bit(source_id, old->refused); //~ quarantine
	pr_warn_ratelimited("%s: %s context entry: %02x:%02x.%d\n",
			    old->iommu->name, refusal(error), PCI_BUS_NUM(source_id),
			    PCI_SLOT(source_id & 0xff), PCI_FUNC(source_id));
}

//@ passThrough
/* Whether identity tables can replace the context that was checked last */
static bool is_pass_through(struct old_tables *old)
{
	if (old->domain != &pass_through)
		return false;

	if (old->scalable && old->pasids > 1) {
		pr_warn_once("%s: Pass-through goes on for devices with PASIDs, this kernel's memory included\n",
			     old->iommu->name);
		return false;
	}

	return true;
}

//@ collectIOVAs
static int remember_domain(struct old_tables *old, u16 source_id)
{
	return xa_err(xa_store(&old_devices, device_index(old->iommu, source_id),
			       old->domain, GFP_KERNEL));
}

//@ muteFaults
/*
 * Fault processing disable, in the context entries of both modes: VT-d
 * specification, sections 9.3 and 9.4. It counts in an entry that is not
 * present, too.
 */
#define CONTEXT_FPD	{{{context_entry.mask.FPD}}}

//@ quarantine
/* In both modes: a bit of the translation type in legacy mode */
static u64 device_tlb_bit(struct intel_iommu *iommu)
{
	return ecap_dev_iotlb_support(iommu->ecap) ? SMCTX_DTE : 0;
}

//@ copyAllOrNothing
/* Copy a context entry, in scalable mode of twice the size. */
static void copy_context(struct old_tables *old, u16 source_id, const u64 *entry,
			 u64 *copy)
{
	int ret; //+ validateEntries

	if (!old->scalable)
		__set_bit(FIELD_GET(CTX_DID, entry[1]), old->domain_ids);

//+ validateEntries {
	ret = check_context(old, entry); //- collectIOVAs
	ret = check_context(old, entry) ?: remember_domain(old, source_id); //~ collectIOVAs
	if (ret) {
		refuse_context(old, source_id, ret);
		copy[0] = entry[0] & device_tlb_bit(old->iommu); //+ quarantine
		copy[0] |= CONTEXT_FPD; //+ muteFaults
		if (old->own_dir) //+ spareTables
			free_own_dir(old); //+ spareTables
		return;
	}
//}
	if (is_pass_through(old)) //+ passThrough
		__set_bit(source_id, old->pass_through); //+ passThrough
	__set_bit(source_id, old->copied);
	memcpy(copy, entry, (old->scalable ? 4 : 2) * sizeof(*entry));
//+ spareTables {
	if (old->scalable && old->own_dir)
		copy[0] = virt_to_phys(old->own_dir) | (entry[0] & ~SMCTX_PASIDDIRPTR);
	else if (!old->scalable && old->own)
		copy[0] = virt_to_phys(old->own) | (entry[0] & ~CTX_SSPTPTR);
//}
}

/*
 * Copy the context table behind a root entry. In scalable mode each half of a
 * root entry has a table for 128 of the 256 functions of its bus.
 */
static int copy_context_table(struct old_tables *old, u8 bus, bool upper,
			      const u64 *root)
{
	unsigned int i, words = old->scalable ? 4 : 2;
	struct intel_iommu *iommu = old->iommu;
	u8 first = upper ? 0x80 : 0;
	u64 *table;
	int ret;

	if (!(root[0] & ROOT_P))
		return 0;

//+ validateEntries {
	if (!root_valid(old, root)) {
		refuse_root(old, bus, upper, -EINVAL);
		return 0;
	}
//}

	ret = intel_kdump_read_table(root[0] & ROOT_CTP, old->context);
	if (ret)
		return ret;

	table = {{{kernel.alloc_table}}};
	if (!table)
		return -ENOMEM;
	old->tables[bus][upper] = table;

	for (i = 0; i < TABLE_WORDS; i += words)
		if (old->context[i] & CTX_P)
			copy_context(old, PCI_DEVID(bus, first + i / words),
				     &old->context[i], &table[i]);

	return 0;
}

//@ quarantine
static unsigned int own_levels(struct intel_iommu *iommu)
{
	return own_first_stage(iommu->ecap) ? 4 : AW_LEVELS(iommu->msagaw);
}

/* One that neither kernel uses; this kernel takes its own from the bottom. */
static int take_domain_id(struct old_tables *old)
{
{{#kernel.domain_ida}}
	int id = cap_ndoms(old->iommu->cap), ret = -ENOSPC;

	while (ret == -ENOSPC && --id > FLPT_DEFAULT_DID)
		ret = ida_alloc_range(&old->iommu->domain_ida, id, id, GFP_KERNEL);

	return ret;
{{/kernel.domain_ida}}
{{^kernel.domain_ida}}
	unsigned int id = cap_ndoms(old->iommu->cap);

	while (--id > FLPT_DEFAULT_DID)
		if (!__test_and_set_bit(id, old->domain_ids))
			return id;

	return -ENOSPC;
{{/kernel.domain_ida}}
}

/* A PASID directory whose one entry, for requests without PASID, has @root. */
static int build_pasid_directory(struct intel_iommu *iommu, u64 root,
				 u16 domain_id, u64 *context)
{
	u64 *directory, *table;

	directory = {{{kernel.alloc_table}}};
	table = {{{kernel.alloc_table}}};
	if (!directory || !table) {
		{{{kernel.free_table}}}(directory);
		{{{kernel.free_table}}}(table);
		return -ENOMEM;
	}

	directory[0] = virt_to_phys(table) | PASID_DE_P;
	table[0] = PASID_TE_P | FIELD_PREP(PASID_TE_AW, own_levels(iommu) - 2);
	if (own_first_stage(iommu->ecap)) {
		table[0] |= FIELD_PREP(PASID_TE_PGTT, PASID_ENTRY_PGTT_FL_ONLY);
		table[2] = root;
	} else {
		table[0] |= root |
			    FIELD_PREP(PASID_TE_PGTT, PASID_ENTRY_PGTT_SL_ONLY);
	}
	table[1] = FIELD_PREP(PASID_TE_DID, domain_id);
	clflush_cache_range(directory, VTD_PAGE_SIZE);
	clflush_cache_range(table, VTD_PAGE_SIZE);

	context[0] |= virt_to_phys(directory) | SMCTX_P;

	return 0;
}

/* The context that puts a device behind page tables of this kernel at @root. */
static int build_context(struct old_tables *old, u64 root, u64 *context)
{
	int domain_id = take_domain_id(old);

	if (domain_id < 0)
		return domain_id;

	old->own_pages += old->scalable ? 2 : 0; //+ printSummary
	if (old->scalable)
		return build_pasid_directory(old->iommu, root, domain_id,
					     context);

	context[0] |= root | CTX_P;
	context[1] = FIELD_PREP(CTX_AW, old->iommu->msagaw) |
		     FIELD_PREP(CTX_DID, domain_id);

	return 0;
}

//@ passThrough
/* Put devices behind tables of memory that begins at address 0. */
static int build_own_tables(struct old_tables *old, u64 *context)
{
	struct new_tables *new = &old->walk.new;
	unsigned long pages = new->pages;
	u64 root = 0;
	int ret;

	/* What was copied before must not use up the budget of these tables. */
	new->pages = 0;
	INIT_LIST_HEAD(&new->list);
	ret = map_memory(new, &root, own_levels(old->iommu) + 1, 0,
			 new->first_stage ? FS_PTE_ALL : PTE_R | PTE_W) ?:
	      build_context(old, root & PTE_ADDR, context);
	if (ret)
		free_new_tables(new);
	new->pages += pages;

	return ret;
}

//@ quarantine
/* Source-ids for which there is no memory are cleared. */
static int put_contexts(struct old_tables *old, unsigned long *source_ids,
			const u64 *context)
{
	unsigned int id, words = old->scalable ? 4 : 2;
	struct intel_iommu *iommu = old->iommu;
	int ret = 0;

	for_each_set_bit(id, source_ids, SOURCE_IDS) {
		u8 bus = PCI_BUS_NUM(id), devfn = id & 0xff;
		u64 **table = &old->tables[bus][old->scalable && devfn >= 0x80];
		u64 *entry, device_tlb;

		if (!*table)
			*table = {{{kernel.alloc_table}}};
		if (!*table) {
			__clear_bit(id, source_ids);
			ret = -ENOMEM;
			continue;
		}

		entry = *table + devfn * words % TABLE_WORDS;
		device_tlb = entry[0] & device_tlb_bit(iommu);
		memcpy(entry, context, words * sizeof(*entry));
		entry[0] |= device_tlb;
		__set_bit(id, old->copied);
	}

	return ret;
}

static void quarantine_refused(struct old_tables *old)
{
	struct new_tables *new = &old->walk.new; //+ reachReservedRegions
	struct intel_iommu *iommu = old->iommu;
	u64 context[4] = {}, *root; //- reachReservedRegions
	u64 context[4] = {}; //~ reachReservedRegions - muteFaults
	u64 context[4] = { CONTEXT_FPD }; //~ muteFaults
	unsigned int id, count = bitmap_weight(old->refused, SOURCE_IDS);
	int ret = 0;

	if (!count)
		return;

	use_addresses(&quarantined, QUARANTINE_FIRST, SZ_4G - QUARANTINE_FIRST);
	old->domain = &quarantined;
	for_each_set_bit(id, old->refused, SOURCE_IDS)
		ret = remember_domain(old, id) ?: ret;
	if (ret)
		pr_warn("%s: The addresses of in-flight DMA are not kept from drivers (%d)\n",
			iommu->name, ret);

//+ reachReservedRegions {
	find_reserved_regions();
	new->iommu = iommu;
	new->first_stage = own_first_stage(iommu->ecap);
	new->reserved_only = true; //- reachWindows
	new->reach = rmrr; //~ reachWindows
	new->reaches = rmrrs; //~ reachWindows
//}
	/* A hypervisor would shadow every page of the quarantine. */
	ret = cap_caching_mode(iommu->cap) ? -EOPNOTSUPP :
	      build_quarantine(iommu, own_first_stage(iommu->ecap)); //- reachReservedRegions
	if (!ret) { //- reachReservedRegions
		root = quarantine[own_first_stage(iommu->ecap)][own_levels(iommu)]; //- reachReservedRegions
		ret = build_context(old, virt_to_phys(root), context); //- reachReservedRegions
	} //- reachReservedRegions
	      build_quarantine(iommu, new->first_stage) ?: //~ reachReservedRegions
	      build_own_tables(old, context); //~ reachReservedRegions
	if (ret)
		bitmap_zero(old->refused, SOURCE_IDS);
	else
		ret = put_contexts(old, old->refused, context);
	count -= bitmap_weight(old->refused, SOURCE_IDS);
	if (count)
		pr_warn("%s: In-flight DMA of %u source-ids is blocked (%d)\n",
			iommu->name, count, ret);
}

//@ passThrough
/* An identity table up to the end of RAM, with a hole for this kernel's own */ //- reachWindows
/* An identity table with a hole for this kernel's own memory */ //~ reachWindows
static int build_identity(struct old_tables *old, u64 *context)
{
	struct new_tables *new = &old->walk.new;
	int ret; //+ reachWindows

	new->iommu = old->iommu;
	new->first_stage = own_first_stage(old->iommu->ecap);
	new->end = SZ_4G; //- reachWindows

	return visit_old_ram(find_end, &new->end) ?: //- reachWindows
	       build_quarantine(old->iommu, new->first_stage) ?: //- reachWindows
	       build_own_tables(old, context); //- reachWindows
//~ reachWindows {
	ret = find_reach(old->iommu);
	new->reach = reach;
	new->reaches = reaches;

	return ret ?: build_quarantine(old->iommu, new->first_stage) ?:
	       build_own_tables(old, context);
//}
}

static void replace_pass_through(struct old_tables *old)
{
	u64 context[4] = {};
	int ret;

	if (bitmap_empty(old->pass_through, SOURCE_IDS))
		return;

	ret = build_identity(old, context) ?:
	      put_contexts(old, old->pass_through, context);
	if (ret)
		pr_warn("%s: Pass-through of in-flight DMA goes on, this kernel's memory included (%d)\n",
			old->iommu->name, ret);
}

//@ containUnreadable
static void refuse_all(struct old_tables *old, int error)
{
	unsigned int bus;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		if (!pci_find_bus(old->iommu->segment, bus))
			continue;

		refuse_root(old, bus, false, error);
		if (old->scalable)
			refuse_root(old, bus, true, error);
	}
}

//@ copyAllOrNothing
//- containUnreadable {
static int copy_root_table(struct old_tables *old, u64 phys)
{
	unsigned int bus;
	int ret;

	ret = intel_kdump_read_table(phys, old->root);
	if (ret)
		return ret;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		const u64 *root = &old->root[2 * bus];

		ret = copy_context_table(old, bus, false, root);
		if (!ret && old->scalable)
			ret = copy_context_table(old, bus, true, root + 1);
		if (ret)
			return ret;
	}

	return 0;
}
//}

//@ containUnreadable
static void copy_root_table(struct old_tables *old, u64 phys)
{
	int ret = intel_kdump_read_table(phys, old->root);
	unsigned int bus;

	if (ret) {
		refuse_all(old, ret);
		return;
	}

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		const u64 *root = &old->root[2 * bus];

		ret = copy_context_table(old, bus, false, root);
		if (ret)
			refuse_root(old, bus, false, ret);
		if (!old->scalable)
			continue;
		ret = copy_context_table(old, bus, true, root + 1);
		if (ret)
			refuse_root(old, bus, true, ret);
	}
}

//@ copyAllOrNothing
{{#kernel.domain_ida}}
/* All domain-ids of the previous kernel or none; this kernel may use some. */
static int reserve_domain_ids(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned int id, end;
	int ret;

	for_each_set_bit(id, old->domain_ids, {{{kernel.domain_ids}}}) {
		ret = ida_alloc_range(&iommu->domain_ida, id, id, GFP_KERNEL);
		if (ret == -ENOSPC)
			__clear_bit(id, old->domain_ids);
		else if (ret < 0)
			goto free_ids;
	}

	return 0;

free_ids:
	end = id;
	for_each_set_bit(id, old->domain_ids, end)
		ida_free(&iommu->domain_ida, id);

	return ret;
}

{{/kernel.domain_ida}}
static void publish_tables(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned int bus;

	spin_lock(&iommu->lock);

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		struct root_entry *root = &iommu->root_entry[bus];
		u64 **tables = old->tables[bus];

		if (tables[0]) {
			__iommu_flush_cache(iommu, tables[0], VTD_PAGE_SIZE);
			root->lo = virt_to_phys(tables[0]) | ROOT_P;
		}
		if (tables[1]) {
			__iommu_flush_cache(iommu, tables[1], VTD_PAGE_SIZE);
			root->hi = virt_to_phys(tables[1]) | ROOT_P;
		}
	}

{{^kernel.domain_ida}}
	bitmap_or(iommu->domain_ids, iommu->domain_ids, old->domain_ids,
		  cap_ndoms(iommu->cap));
{{/kernel.domain_ida}}
	{{{kernel.copied_tables}}} = old->copied;

	spin_unlock(&iommu->lock);

	__iommu_flush_cache(iommu, iommu->root_entry, VTD_PAGE_SIZE);
}

static void free_tables(struct old_tables *old)
{
	unsigned int bus;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		{{{kernel.free_table}}}(old->tables[bus][0]);
		{{{kernel.free_table}}}(old->tables[bus][1]);
	}

	bitmap_free(old->copied);
}

//@ printSummary
/* What all IOMMUs share: kept runs, and the quarantine */
static unsigned long shared_pages(void)
{
	unsigned long pages = kept_pages + !!scratch;
	unsigned int level;

	for (level = 1; level <= OLD_LEVELS_MAX; level++)
		pages += !!quarantine[0][level] + !!quarantine[1][level];

	return pages;
}

static void print_summary(struct old_tables *old)
{
	unsigned long pages = shared_pages() - old->shared + old->own_pages;
	unsigned int refused = bitmap_weight(old->refused, SOURCE_IDS), bus;

	pages += old->walk.new.pages;
	for (bus = 0; bus < ROOT_ENTRIES; bus++)
		pages += !!old->tables[bus][0] + !!old->tables[bus][1];

	pr_info("%s: Took over %u contexts with %lu address ranges, put %u source-ids in quarantine, in %lu KiB\n",
		old->iommu->name, bitmap_weight(old->copied, SOURCE_IDS) - refused,
		old->ranges, refused,
		(pages * VTD_PAGE_SIZE + BITS_TO_BYTES(SOURCE_IDS)) / SZ_1K);
}

//@ copyAllOrNothing
static int take_over_tables(struct intel_iommu *iommu, u64 root)
{
	struct old_tables *old;
	int ret = -ENOMEM;

{{#kernel.typed_allocation}}
	old = kvzalloc_obj(*old);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	old = kvzalloc(sizeof(*old), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!old)
		return -ENOMEM;

	old->iommu = iommu;
	old->scalable = sm_supported(iommu);
	old->copied = bitmap_zalloc(SOURCE_IDS, GFP_KERNEL);
	old->shared = shared_pages(); //+ printSummary
	if (!owns) //+ spareOwnMemory
		walk_system_ram_range(0, PHYS_PFN(ULONG_MAX), NULL, add_own); //+ spareOwnMemory
{{^kernel.domain_ida}}
	if (old->copied) //- containUnreadable
		ret = copy_root_table(old, root); //- containUnreadable
	if (!ret) //+ quarantine - containUnreadable
		quarantine_refused(old); //+ quarantine - containUnreadable
//~ containUnreadable {
	if (old->copied) {
		copy_root_table(old, root);
		replace_pass_through(old); //+ passThrough
		quarantine_refused(old);
		ret = 0;
	}
//}
{{/kernel.domain_ida}}
{{#kernel.domain_ida}}
	if (old->copied) //- containUnreadable
		ret = copy_root_table(old, root); //- containUnreadable
	if (!ret) //- containUnreadable
		ret = reserve_domain_ids(old); //- containUnreadable
//~ containUnreadable {
	if (old->copied) {
		copy_root_table(old, root);
		ret = reserve_domain_ids(old);
	}
//}
	if (!ret) //+ quarantine - passThrough
		quarantine_refused(old); //+ quarantine - passThrough
//~ passThrough {
	if (!ret) {
		replace_pass_through(old);
		quarantine_refused(old);
	}
//}
{{/kernel.domain_ida}}

	if (ret)
		free_tables(old);
	else
		publish_tables(old);

//+ validateEntries - quarantine {
	if (old->refused)
		pr_warn("%s: Refused %u entries of the previous kernel\n",
			iommu->name, old->refused);
//}
	if (!ret) //+ printSummary
		print_summary(old); //+ printSummary

	kvfree(old);

	return ret;
}

/**
 * intel_kdump_copy_tables - take over the tables of the previous kernel
 * @iommu: an IOMMU that was found with translation enabled
 *
 * Copy the root table and every context table, mark the contexts as copied and
 * reserve their domain-ids.
 *
 * Return: 0 or a negative error code; nothing has changed then.
 */
int intel_kdump_copy_tables(struct intel_iommu *iommu)
{
	u64 rtaddr = {{{kernel.readq}}}(iommu->reg + DMAR_RTADDR_REG);

//+ switchToTheCopy {
	/*
	 * The table mode can only be changed while translation is disabled,
	 * but disabling translation opens a window for data corruption.
	 */
	if (FIELD_GET(RTADDR_TTM, rtaddr) != !!sm_supported(iommu))
		return -EINVAL;

//}
	return take_over_tables(iommu, rtaddr & RTADDR_RTA); //- containUnreadable
//~ containUnreadable {
	if (take_over_tables(iommu, rtaddr & RTADDR_RTA))
		pr_warn("%s: No memory, in-flight DMA is blocked\n", iommu->name);

	return 0;
//}
}

//@ warnWhenSwitchedOff
/**
 * intel_kdump_warn_off - tell what switching translation off means
 * @iommu: an IOMMU whose translation is about to be switched off
 *
 * The previous kernel may have left it on, with devices doing DMA through it.
 */
void intel_kdump_warn_off(struct intel_iommu *iommu)
{
	if (!is_kdump_kernel() ||
	    !(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES))
		return;

	pr_warn_once("%s: Translation is switched off, in-flight DMA is no longer isolated\n",
		     iommu->name);
}

//@ inheritMode
/**
 * intel_kdump_inherit_mode - use the table mode of the previous kernel
 *
 * The mode of a running IOMMU can only be changed by switching it off. What
 * depends on the mode is to be worked out after this call.
 */
void __init intel_kdump_inherit_mode(void)
{
	struct dmar_drhd_unit *drhd;
	struct intel_iommu *iommu;

	if (!is_kdump_kernel())
		return;

	for_each_active_iommu(iommu, drhd) {
		u64 rtaddr = {{{kernel.readq}}}(iommu->reg + DMAR_RTADDR_REG);
		int scalable = FIELD_GET(RTADDR_TTM, rtaddr);

		if (!(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES) ||
		    !ecap_smts(iommu->ecap) || scalable > RTADDR_TTM_SCALABLE)
			continue;

		if (scalable != intel_iommu_sm)
			pr_info("Using the %s mode of the previous kernel\n",
				scalable ? "scalable" : "legacy");
		intel_iommu_sm = scalable;
		break;
	}

	for_each_active_iommu(iommu, drhd) {
		iommu->agaw = iommu_calculate_agaw(iommu);
		iommu->msagaw = iommu_calculate_max_sagaw(iommu);
	}
}

//@ reserveIOVAs
/* The largest gap */
static void find_room(struct old_group *group, const unsigned long *chunks)
{
	unsigned int first, end;

	group->room = 0;
	group->room_end = 0;
	for (first = 0; first < CHUNKS; first = end) {
		first = find_next_zero_bit(chunks, CHUNKS, first);
		end = find_next_bit(chunks, CHUNKS, first);
		if ((u64)(end - first) * CHUNK_SIZE <= group->room_end - group->room)
			continue;
		group->room = (u64)first * CHUNK_SIZE;
		group->room_end = (u64)end * CHUNK_SIZE;
	}
}

/*
 * Leave drivers the largest gap between the addresses in use. Where it is too
 * small, give up some addresses.
 */
static void leave_room(struct old_group *group, struct device *dev)
{
	DECLARE_BITMAP(taken, CHUNKS);

	bitmap_or(taken, group->used, group->fixed, CHUNKS);
	find_room(group, taken);
	if (group->room_end - group->room >= GROUP_ROOM)
		return;

	find_room(group, group->fixed);
	group->room_end = min(group->room_end, group->room + GROUP_ROOM);
	if (!group->short_of_room)
		dev_warn(dev, "In-flight DMA leaves no room, what it has mapped from %#llx to %#llx is given up\n",
			 group->room, group->room_end);
	group->short_of_room = true;
}

static int join_alias(struct pci_dev *pdev, u16 alias, void *data)
{
	struct old_group *group = data;
	struct old_member *member;
	struct old_domain *domain;

	domain = xa_load(&old_devices, device_index(group->iommu, alias));
	if (!domain)
		return 0;

	list_for_each_entry(member, &group->members, list)
		if (member->domain == domain)
			return 0;

{{#kernel.typed_allocation}}
	member = kzalloc_obj(*member);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	member = kzalloc(sizeof(*member), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!member)
		return -ENOMEM;

	member->domain = domain;
	list_add_tail(&member->list, &group->members);
	bitmap_or(group->used, group->used, domain->used, CHUNKS);
	group->high = min_not_zero(group->high, domain->high);
	group->end = max(group->end, domain->end);

	return 0;
}

//@ avoidWindows
/* What is no address for drivers, whatever the previous kernel did */
static void add_fixed(struct old_group *group, struct device *dev)
{
	struct iommu_resv_region *region, *next;
	struct resource_entry *window;
	LIST_HEAD(regions);

	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry_safe(region, next, &regions, list) {
		use_chunks(group->fixed, region->start,
			   region->start + region->length - 1);
//+ carryMappings {
		if (region->type == IOMMU_RESV_DIRECT ||
		    region->type == IOMMU_RESV_DIRECT_RELAXABLE)
			list_move_tail(&region->list, &group->direct);
//}
	}
	iommu_put_resv_regions(dev, &regions);

	if (!dev_is_pci(dev))
		return;

	resource_list_for_each_entry(window,
				     &pci_find_host_bridge(to_pci_dev(dev)->bus)->windows)
		if (resource_type(window->res) == IORESOURCE_MEM)
			use_chunks(group->fixed,
				   window->res->start - window->offset,
				   window->res->end - window->offset);
}

//@ reserveIOVAs
static void free_group(void *data)
{
	struct old_member *member, *next;
	struct old_group *group = data;

	list_for_each_entry_safe(member, next, &group->members, list)
		kfree(member);
	{{{kernel.put_resv_regions}}}(NULL, &group->direct); //+ carryMappings
	kfree(group);
}

static struct old_group *new_group(struct iommu_group *iommu_group)
{
	struct old_group *group;

{{#kernel.typed_allocation}}
	group = kzalloc_obj(*group);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	group = kzalloc(sizeof(*group), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (group) {
		INIT_LIST_HEAD(&group->members);
		INIT_LIST_HEAD(&group->direct); //+ carryMappings
		sema_init(&group->lock, 1); //+ carryMappings
		iommu_group_set_iommudata(iommu_group, group, free_group);
	}

	return group;
}

//@ stopDeviceTLBs
/*
 * A device goes on using what its TLB holds, whatever becomes of the tables.
 * Switching the TLB off takes no answer, which a device may be unable to give.
 */
static void stop_device_tlb(struct pci_dev *pdev)
{
	int ats = pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ATS);

	if (ats)
		pci_write_config_word(pdev, ats + PCI_ATS_CTRL, 0);
}

//@ reserveIOVAs
/**
 * intel_kdump_join_group - keep what a device may use from drivers of its group
 * @dev: a device that this kernel probes
 * @iommu_group: the group that it is going to be in, or an error pointer
 */
void intel_kdump_join_group(struct device *dev, struct iommu_group *iommu_group)
{
{{^kernel.info_at_attach}}
	struct device_domain_info *info = dev_iommu_priv_get(dev);
	struct intel_iommu *iommu = info->iommu;
	u8 bus = info->bus, devfn = info->devfn;
{{/kernel.info_at_attach}}
{{#kernel.info_at_attach}}
	u8 bus, devfn;
	struct intel_iommu *iommu = device_to_iommu(dev, &bus, &devfn);
{{/kernel.info_at_attach}}
	struct old_group *group;
	int ret = -ENOMEM;

	if (IS_ERR(iommu_group) || !{{{kernel.copied_tables}}})
		return;

	if (dev_is_pci(dev)) //+ stopDeviceTLBs
		stop_device_tlb(to_pci_dev(dev)); //+ stopDeviceTLBs

	group = iommu_group_get_iommudata(iommu_group) ?: new_group(iommu_group);
	if (group) {
{{#kernel.groups_before_iommu}}
		/* The core sets it after this call, but needs it to list regions. */ //+ avoidWindows
		dev->iommu->iommu_dev = &iommu->iommu; //+ avoidWindows
{{/kernel.groups_before_iommu}}
		add_fixed(group, dev); //+ avoidWindows
		group->iommu = iommu;
		ret = dev_is_pci(dev) ?
		      pci_for_each_dma_alias(to_pci_dev(dev), join_alias, group) :
		      join_alias(NULL, PCI_DEVID(bus, devfn), group);
		leave_room(group, dev);
	}

	if (ret)
		dev_warn(dev, "The addresses of in-flight DMA are not kept from drivers (%d)\n",
			 ret);
}

static void list_addresses(struct list_head *head, u64 first, u64 end)
{
	struct iommu_resv_region *region;

	if (first >= end)
		return;

	region = iommu_alloc_resv_region(first, min_t(u64, end - first, SIZE_MAX),
{{#kernel.resv_takes_gfp}}
					 0, IOMMU_RESV_RESERVED, GFP_KERNEL);
{{/kernel.resv_takes_gfp}}
{{^kernel.resv_takes_gfp}}
					 0, IOMMU_RESV_RESERVED);
{{/kernel.resv_takes_gfp}}
	if (region)
		list_add_tail(&region->list, head);
	else
		pr_warn("No memory to keep the addresses of in-flight DMA from drivers\n");
}

/**
 * intel_kdump_get_resv_regions - list the I/O addresses of the previous kernel
 * @dev: a device that this kernel probes
 * @head: the list of reserved regions to add to
 *
 * Below 4 GiB they begin with the first that the device's group has been using,
 * and end with the last, but for the largest gap. So they do above, without a gap.
 */
void intel_kdump_get_resv_regions(struct device *dev, struct list_head *head)
{
	struct old_group *group = dev->iommu_group ?
				  iommu_group_get_iommudata(dev->iommu_group) :
				  NULL;
	u64 first, end;

	if (!group || list_empty(&group->members))
		return;

	first = (u64)find_first_bit(group->used, CHUNKS) * CHUNK_SIZE;
	end = min_t(u64, group->end, SZ_4G);
	list_addresses(head, first, min(group->room, end));
	list_addresses(head, max(first, group->room_end), end);
	if (group->high)
		list_addresses(head, group->high, group->end);
}

//@ muteFaults
/* Faults that are handled; then the devices behind pending ones are muted. */
#define FAULTS_MAX	16

static atomic_t faults;
static bool may_mute;

/*
 * Let the hardware no longer report the faults of a device. Only the reporting
 * changes: what is cached of its translations stays right.
 */
static void mute_device(struct intel_iommu *iommu, u16 source_id)
{
	u8 bus = PCI_BUS_NUM(source_id), devfn = source_id & 0xff;
	struct context_entry *context = NULL;
	unsigned long flags;
	bool muted = false;
	u16 did;

	/* A driver may attach in an interrupt, with its first mapping. */
	spin_lock_irqsave(&iommu->lock, flags);

	/* The IOMMU may not be in use, or have been given up. */
	if (may_mute && iommu->root_entry)
		context = iommu_context_addr(iommu, bus, devfn, 1);

	if (context) {
		muted = context->lo & CONTEXT_FPD;
		WRITE_ONCE(context->lo, context->lo | CONTEXT_FPD);
		__iommu_flush_cache(iommu, context, sizeof(*context));
		did = sm_supported(iommu) ? 0 : FIELD_GET(CTX_DID, context->hi);
		iommu->flush.flush_context(iommu, did, source_id,
					   DMA_CCMD_MASK_NOBIT,
					   DMA_CCMD_DEVICE_INVL);
	}

	spin_unlock_irqrestore(&iommu->lock, flags);

	if (context && !muted)
		pr_warn("%s: Faults of %02x:%02x.%d are no longer reported\n",
			iommu->name, bus, PCI_SLOT(devfn), PCI_FUNC(devfn));
}

/* The handler sees records in a row only, from the first that was pending. */
static void clear_faults(struct intel_iommu *iommu, bool mute)
{
	unsigned int i, at = cap_fault_reg_offset(iommu->cap);

	for (i = 0; i < cap_num_fault_regs(iommu->cap); i++, at += 16) {
		u32 record = readl(iommu->reg + at + 12);

		if (!(record & DMA_FRCD_F))
			continue;
		/* No context entry is asked about interrupts. */
		if (mute && (dma_frcd_fault_reason(record) & 0xf0) != 0x20)
			mute_device(iommu, dma_frcd_source_id(readl(iommu->reg + at + 8)));
		writel(DMA_FRCD_F, iommu->reg + at + 12);
	}

	writel(DMA_FSTS_PFO, iommu->reg + DMAR_FSTS_REG);
}

static void mute_devices(struct work_struct *work)
{
	struct dmar_drhd_unit *drhd;
	struct intel_iommu *iommu;

	atomic_set(&faults, 0);
	rcu_read_lock();

	for_each_active_iommu(iommu, drhd) {
		clear_faults(iommu, true);
		/* The hardware has filled a record again, without an interrupt. */
		if (readl(iommu->reg + DMAR_FSTS_REG) & DMA_FSTS_PPF)
			schedule_work(work);
	}

	rcu_read_unlock();
}

static DECLARE_WORK(mute_work, mute_devices);

/**
 * intel_kdump_leave_faults - leave fault records to the work that mutes devices
 *
 * A device that keeps faulting would keep the handler busy, and no work could
 * run. While a record is left, the hardware raises no interrupt for others.
 *
 * Return: whether the handler is to end.
 */
bool intel_kdump_leave_faults(void)
{
	if (!is_kdump_kernel() || atomic_inc_return(&faults) <= FAULTS_MAX)
		return false;

	schedule_work(&mute_work);

	return true;
}

/**
 * intel_kdump_clear_faults - clear faults that came before their interrupt
 * @iommu: an IOMMU whose fault interrupt was set up just now
 *
 * While a fault is pending, the hardware raises no interrupt for others. The
 * one for it, of in-flight DMA, may have gone to a vector of the previous kernel.
 * By then, all IOMMUs have their root tables and queues, which some hardware
 * needs to flush contexts.
 */
void intel_kdump_clear_faults(struct intel_iommu *iommu)
{
	if (!is_kdump_kernel())
		return;

	clear_faults(iommu, false);
	may_mute = true;
}

//@ replaceContexts
/* The hardware must find the old entry or the new one, or none; never a mix. */
static void store_context(struct intel_iommu *iommu, struct context_entry *live,
			  const struct context_entry *new)
{
{{#kernel.cmpxchg128}}
#ifdef system_has_cmpxchg128
	if (system_has_cmpxchg128()) {
		u128 value = (u128)new->hi << 64 | new->lo;
		u128 old = (u128)live->hi << 64 | live->lo;

		while (!try_cmpxchg128((u128 *)live, &old, value))
			;
		return;
	}
#endif
{{/kernel.cmpxchg128}}
{{^kernel.cmpxchg128}}
#if defined(CONFIG_64BIT) && defined(system_has_cmpxchg_double)
	if (system_has_cmpxchg_double()) {
		while (!cmpxchg_double(&live->lo, &live->hi, live->lo, live->hi,
				       new->lo, new->hi))
			;
		return;
	}
#endif
{{/kernel.cmpxchg128}}
	WRITE_ONCE(live->lo, 0);
	__iommu_flush_cache(iommu, live, sizeof(*live));
	WRITE_ONCE(live->hi, new->hi);
	__iommu_flush_cache(iommu, live, sizeof(*live));
	WRITE_ONCE(live->lo, new->lo);
}

/**
 * intel_kdump_replace_context - end the use of a copied context entry
 * @iommu: the IOMMU; its lock is held
 * @live: the copied entry, which the hardware may be using
 * @new: what takes its place
 * @bus: the bus that the entry is for
 * @devfn: the device and function
 *
 * In-flight DMA may be going on: the entry is present at all times, if the CPU
 * can store 128 bits at once. Translations under the previous kernel's domain-id
 * are flushed once the hardware cannot bring in new ones.
 */
void intel_kdump_replace_context(struct intel_iommu *iommu,
				 struct context_entry *live,
				 const struct context_entry *new,
				 u8 bus, u8 devfn)
{
	u16 did = sm_supported(iommu) ? 0 : FIELD_GET(CTX_DID, live->hi);
	u16 source_id = PCI_DEVID(bus, devfn);
	struct context_entry entry = *new; //+ muteFaults

	store_context(iommu, live, new); //- muteFaults
//~ muteFaults {
	/* Nobody knows what the device has mapped: do not report what faults now. */
	if (xa_load(&old_devices, device_index(iommu, source_id)) == &quarantined)
		entry.lo |= CONTEXT_FPD;
	store_context(iommu, live, &entry);
//}
	__iommu_flush_cache(iommu, live, sizeof(*live));
	iommu->flush.flush_context(iommu, did, source_id, DMA_CCMD_MASK_NOBIT,
				   DMA_CCMD_DEVICE_INVL);
	if (sm_supported(iommu)) {
		/* The domain-ids are those of all its PASIDs. */
		{{{kernel.flush_all_pasids}}};
		iommu->flush.flush_iotlb(iommu, 0, 0, 0, DMA_TLB_GLOBAL_FLUSH);
	} else {
		iommu->flush.flush_iotlb(iommu, did, 0, 0, DMA_TLB_DSI_FLUSH);
	}

	clear_bit(source_id, {{{kernel.copied_tables}}});
}

//@ carryMappings
/* Pages of page tables that map runs in this kernel's domains */
static atomic_long_t carried_pages;

/* Whether the domain maps an address of its own, or drivers may use it. */
static bool left_to_others(struct old_group *group, u64 iova, u64 *size)
{
	bool others = within(group->room, group->room_end, iova, size);
	struct iommu_resv_region *region;

	list_for_each_entry(region, &group->direct, list)
		others |= within(round_down(region->start, PAGE_SIZE),
				 round_up(region->start + region->length, PAGE_SIZE),
				 iova, size);

	return others;
}

/* A driver may map memory for the first time where it must not sleep. */
static bool may_sleep(void)
{
	return preemptible() && !rcu_preempt_depth();
}

/**
 * intel_kdump_is_scratch - tell whether a page may only be written
 * @pfn: a page that is about to be mapped
 */
bool intel_kdump_is_scratch(unsigned long pfn)
{
	return scratch && pfn == PHYS_PFN(scratch);
}

static int map_part(struct iommu_domain *domain, u64 iova, u64 phys, u64 size,
		    int prot)
{
{{#kernel.map_takes_gfp}}
	return iommu_map(domain, iova, phys, size, prot,
			 may_sleep() ? GFP_KERNEL : GFP_ATOMIC);
{{/kernel.map_takes_gfp}}
{{^kernel.map_takes_gfp}}
	return may_sleep() ? iommu_map(domain, iova, phys, size, prot) :
			       iommu_map_atomic(domain, iova, phys, size, prot);
{{/kernel.map_takes_gfp}}
}

/* The first translation of a group that has an address counts. */
static bool is_mapped(struct iommu_domain *domain, u64 iova, u64 *size)
{
	u64 done = 0;

	/* Not the first byte of a page: it may be mapped to address 0. */
	while (done < *size && !iommu_iova_to_phys(domain, iova + done + 1))
		done += VTD_PAGE_SIZE;
	*size = max_t(u64, done, VTD_PAGE_SIZE);

	return !done;
}

static int carry_run(struct old_group *group, struct iommu_domain *domain,
		     const struct old_run *run, bool first)
{
	u64 iova = (u64)run->iova << VTD_PAGE_SHIFT;
	u64 phys = (u64)run->phys << VTD_PAGE_SHIFT;
	u64 size = (u64)run->size << VTD_PAGE_SHIFT;
	int ret = 0;

	while (size && !ret) {
		u64 part = first ? size : min_t(u64, size, SZ_4M);

		if (run->scratch) {
			phys = scratch;
			part = VTD_PAGE_SIZE;
		}
		if (!left_to_others(group, iova, &part) &&
		    (first || !is_mapped(domain, iova, &part)))
			ret = map_part(domain, iova, phys, part, run->prot);
		iova += part;
		phys += part;
		size -= part;
		if (may_sleep())
			cond_resched();
	}

	return ret;
}

static int carry_domain(struct old_group *group, struct iommu_domain *domain,
			const struct old_member *member)
{
	bool first = list_is_first(&member->list, &group->members);
	const struct old_domain *old = member->domain;
	unsigned long tables = old->tables;
	struct old_runs *runs;
	unsigned int i;
	int ret = 0;

	/* With intel_iommu=sp_off, or beside a lesser IOMMU, no page is large. */
	if (!(domain->pgsize_bitmap & SZ_2M))
		tables += old->pages >> 9;
	if (atomic_long_add_return(tables, &carried_pages) >
	    totalram_pages() / 16) {
		atomic_long_sub(tables, &carried_pages);
		return -E2BIG;
	}

	list_for_each_entry(runs, &old->runs, list)
		for (i = 0; i < runs->count && !ret; i++)
			ret = carry_run(group, domain, &runs->run[i], first);

	return ret ?: old->lost ? -ENOMEM : 0;
}

/**
 * intel_kdump_carry_over - map what the devices of a group have been using
 * @domain: the domain that the first of them is about to be attached to
 * @dev: this device
 */
void intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev)
{
	struct old_group *group = dev->iommu_group ?
				  iommu_group_get_iommudata(dev->iommu_group) :
				  NULL;
	struct old_member *member;
	int ret = 0;

	if (!group || {{{kernel.not_dma_domain}}})
		return;

	if (may_sleep())
		down(&group->lock);
	else
		ret = down_trylock(&group->lock) ? -EBUSY : 0;

	if (!ret) {
		if (group->carried != domain)
			list_for_each_entry(member, &group->members, list)
				ret = carry_domain(group, domain, member) ?: ret;
		group->carried = domain;
		up(&group->lock);
	}

	if (ret)
		dev_warn(dev, "Mappings of the previous kernel are lost (%d), in-flight DMA may fault\n",
			 ret);
}
